import { expect, test } from '@jest/globals';
import { readOptions } from '../../lib/options.ts';

const certificateArn =
  'arn:aws:acm:eu-central-1:123456789012:certificate/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';

const anIssuer = (changes: Record<string, unknown> = {}) => [
  {
    issuer: 'https://id.example',
    audience: 'kite',
    rules: [{ namespaces: ['team-a'], role: 'viewer' }],
    ...changes,
  },
];

test('everything has a default', () => {
  expect(readOptions({})).toEqual({
    stage: 'dev',
    dashboard: true,
    dedup: 'fingerprint',
    earlierRules: [],
    awsEvents: false,
    githubHooks: [],
    logRetentionDays: 30,
    removal: 'retain',
    terminationProtection: false,
    rateLimit: 200,
    burstLimit: 400,
    requestsPerSecond: 20,
    reservedConcurrency: 0,
    oidc: [],
    tokenDays: 90,
    corsOrigins: [],
    tracing: false,
  });
});

test('the command line gives strings, cdk.json numbers; what is not ours is left alone', () => {
  const context = { 'kite:issueRetentionDays': '90', 'kite:logRetentionDays': 7, '@aws-cdk/core:flag': true };
  expect(readOptions(context)).toMatchObject({ issueRetentionDays: 90, logRetentionDays: 7 });
});

test('the base URL of logs loses its trailing slash', () => {
  expect(readOptions({ 'kite:logsBaseUrl': 'https://ci.example/logs//' }).logsBaseUrl).toBe(
    'https://ci.example/logs',
  );
});

test('events may be asked for in cdk.json too', () => {
  expect(readOptions({ 'kite:awsEvents': true }).awsEvents).toBe(true);
  expect(readOptions({ 'kite:awsEvents': 'true' }).awsEvents).toBe(true);
});

test.each(['1', ' 1', 1])('earlier rules by their versions: %j', (earlierRules) => {
  expect(readOptions({ 'kite:earlierRules': earlierRules }).earlierRules).toEqual(['1']);
});

test('webhooks of GitHub are named by their URLs in its API', () => {
  const urls = [
    'https://api.github.com/repos/acme/shop.js/hooks/123',
    'https://git.example/api/v3/orgs/acme/hooks/4',
  ];
  expect(readOptions({ 'kite:githubHooks': urls.join(', ') }).githubHooks).toEqual(urls);
});

test('a domain goes with its certificate', () => {
  const context = { 'kite:domainName': 'kite.example.com', 'kite:certificateArn': certificateArn };
  expect(readOptions(context)).toMatchObject({ domainName: 'kite.example.com', certificateArn });
});

test.each([
  [{ 'kite:dedupe': 'scope' }, 'kite:dedupe: is not an option'],
  [{ 'kite:dedup': 'title' }, 'kite:dedup: must be fingerprint or scope'],
  [{ 'kite:earlierRules': '2' }, 'kite:earlierRules.0: must be versions of earlier rules: 1'],
  [{ 'kite:earlierRules': '1,' }, 'kite:earlierRules.1: must be'],
  [{ 'kite:stage': 'Prod' }, 'kite:stage:'],
  [{ 'kite:issueRetentionDays': '0' }, 'kite:issueRetentionDays: must be at least 1'],
  [{ 'kite:issueRetentionDays': '9999' }, 'kite:issueRetentionDays: must be at most 3,650'],
  [{ 'kite:issueRetentionDays': '1.5' }, 'kite:issueRetentionDays: must be a whole number'],
  [{ 'kite:logRetentionDays': 'ten' }, 'kite:logRetentionDays: must be a number'],
  [{ 'kite:logsBaseUrl': 'ci.example' }, 'kite:logsBaseUrl:'],
  [{ 'kite:removal': 'delete' }, 'kite:removal:'],
  [{ 'kite:terminationProtection': 'maybe' }, 'kite:terminationProtection: must be true or false'],
  ...[
    'http://api.github.com/repos/acme/shop/hooks/123',
    'https://github.com/acme/shop/settings/hooks/123',
    'https://api.github.com/repos/acme/shop/hooks/123/deliveries',
    'https://api.github.com@evil.example/repos/acme/shop/hooks/123',
    'https://api.github.com/repos/../shop/hooks/123?x',
    '123',
  ].map((url): [Record<string, unknown>, string] => [
    { 'kite:githubHooks': url },
    'kite:githubHooks.0: must be',
  ]),
  [{ 'kite:awsEvents': 'perhaps' }, 'kite:awsEvents: must be true or false'],
  [{ 'kite:namespaces': 'acme/*' }, 'kite:namespaces: must be <owner>/<name>=<namespace>'],
  [{ 'kite:namespaces': 'acme/*=a,,b/*=b' }, 'kite:namespaces:'],
  [{ 'kite:oidc': 'keycloak' }, 'kite:oidc: must be a list in JSON'],
  [{ 'kite:oidc': anIssuer({ issuer: 'http://id.example' }) }, 'kite:oidc.0.issuer: must be https'],
  [{ 'kite:oidc': anIssuer({ audience: undefined }) }, 'kite:oidc.0.audience: must be one or more texts'],
  [{ 'kite:oidc': anIssuer({ rules: [] }) }, 'kite:oidc.0.rules: must not be empty'],
  [{ 'kite:oidc': anIssuer({ algorithms: ['HS256'] }) }, 'kite:oidc.0.algorithms.0:'],
  [{ 'kite:oidc': anIssuer({ algorithms: ['none'] }) }, 'kite:oidc.0.algorithms.0:'],
  [{ 'kite:oidc': anIssuer({ colour: 'red' }) }, 'kite:oidc.0.colour: is not an option'],
  [
    { 'kite:oidc': anIssuer({ rules: [{ namespaces: ['a*b'], role: 'viewer' }] }) },
    'kite:oidc.0.rules.0.namespaces.0: must be a namespace',
  ],
  [
    { 'kite:oidc': anIssuer({ rules: [{ namespaces: ['{a}{b}'], role: 'viewer' }] }) },
    'may have one {claim}',
  ],
  [{ 'kite:oidc': anIssuer({ rules: [{ namespaces: ['a'], role: 'boss' }] }) }, 'kite:oidc.0.rules.0.role:'],
  [
    { 'kite:oidc': anIssuer({ issuer: 'https://token.actions.githubusercontent.com' }) },
    'kite:oidc.0.rules.0.when: must name an owner, since this issuer signs for everyone: by repository_owner_id, ',
  ],
  ...['common/v2.0', 'organizations/v2.0', 'consumers', 'common/', '{tenantid}/v2.0'].map(
    (path): [Record<string, unknown>, string] => [
      { 'kite:oidc': anIssuer({ issuer: `https://login.microsoftonline.com/${path}` }) },
      "kite:oidc.0.issuer: is no issuer: tokens from there name their tenant's",
    ],
  ),
  [{ 'kite:oidc': [...anIssuer(), ...anIssuer()] }, 'kite:oidc: must not repeat an issuer'],
  [{ 'kite:corsOrigins': '*' }, 'kite:corsOrigins'],
  [{ 'kite:corsOrigins': 'https://kite.example.com/path' }, 'kite:corsOrigins.0: must be origins'],
  [{ 'kite:kmsKeyArn': 'alias/mine' }, 'kite:kmsKeyArn: must be the ARN of a KMS key'],
  [
    { 'kite:alarmTopic': 'on-call' },
    'kite:alarmTopic: must be the ARN of an SNS topic, or an e-mail address',
  ],
  [{ 'kite:requestsPerSecond': '-1' }, 'kite:requestsPerSecond:'],
  [{ 'kite:reservedConcurrency': '-1' }, 'kite:reservedConcurrency:'],
  [{ 'kite:domainName': 'kite.example.com' }, 'certificateArn'],
  [{ 'kite:certificateArn': certificateArn }, 'kite:domainName:'],
  [{ 'kite:domainName': 'kite', 'kite:certificateArn': certificateArn }, 'kite:domainName:'],
  [
    { 'kite:domainName': 'kite.example.com', 'kite:certificateArn': 'my-certificate' },
    'kite:certificateArn:',
  ],
  [{ 'kite:hostedZoneId': 'Z0123456789ABC' }, 'kite:hostedZoneId: goes with domainName'],
  ...['example.com', '/hostedzone/Z0123456789ABC', 'z0123456789abc', 'Z'].map(
    (hostedZoneId): [Record<string, unknown>, string] => [
      { 'kite:hostedZoneId': hostedZoneId },
      'kite:hostedZoneId: must be the id of a hosted zone',
    ],
  ),
])('%j is refused with a message that names it', (context, named) => {
  expect(() => readOptions(context)).toThrow(named);
});

test('every fault is named at once', () => {
  expect(() => readOptions({ 'kite:stage': '', 'kite:dedup': '' })).toThrow(/kite:stage.*kite:dedup/s);
});
