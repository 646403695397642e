import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { NestedStack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { endpoints, routesOf } from '../../lib/endpoints.ts';
import {
  AUTHORIZER,
  EXPIRY,
  functionResource,
  functions,
  policyResource,
  stackWith,
  synthesize,
  template,
} from '../support/synthesized.ts';

const filesIn = (folder: string) =>
  readdirSync(new URL(`../../functions/${folder}`, import.meta.url)).map((file) => `${folder}/${file}`);
/** What is not behind a route: the stack's other functions. */
const UNROUTED = [
  'senders/aws.ts',
  'system/authorizer.ts',
  'system/expired.ts',
  'system/github-redelivery.ts',
];
const SENDERS = endpoints.flatMap(({ sender }) => sender ?? []);
const DASHBOARD = ['GET /', 'GET /dashboard/{path+}'];

describe('the API', () => {
  test('has a route for every file of functions/, and no other', () => {
    const files = ['issues', 'namespaces', 'scopes', 'tokens', 'webhooks', 'senders', 'system'].flatMap(
      filesIn,
    );
    expect([...endpoints.map(({ entry }) => `${entry}.ts`), ...UNROUTED].sort()).toEqual(files.sort());
    const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route'));
    expect(routes.map((route) => route.Properties.RouteKey).sort()).toEqual(
      endpoints.flatMap(routesOf).sort(),
    );
    // A quota of API Gateway; with one for preflights.
    expect(routes.length + 1).toBeLessThanOrEqual(300);
    const all = [...endpoints.map(({ route }) => route), AUTHORIZER, EXPIRY];
    expect([...functions.keys()].sort()).toEqual(all.sort());
  });

  test('has a success webhook for every failure webhook', () => {
    const names = endpoints.map(({ entry }) => entry);
    for (const name of names.filter((entry) => entry.endsWith('-failure'))) {
      expect(names).toContain(name.replace('-failure', '-success'));
    }
  });

  test('asks the authorizer at every route but the senders, who have secrets, and the public ones', () => {
    const open = Object.values(template.findResources('AWS::ApiGatewayV2::Route'))
      .map((route) => route.Properties)
      .filter(({ AuthorizationType, AuthorizerId }) => AuthorizationType !== 'CUSTOM' || !AuthorizerId?.Ref)
      .map(({ RouteKey }) => RouteKey);
    const senders = SENDERS.map((name) => `POST /api/v1/webhooks/${name}`);
    const expected = [
      ...senders,
      ...['health', 'version', 'openapi.json'].map((name) => `GET /api/v1/${name}`),
    ];
    expect(open.sort()).toEqual([...expected.flatMap((route) => routesOf({ route })), ...DASHBOARD].sort());
    template.allResourcesProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: ['$request.header.Authorization'],
    });
  });

  test('lets routes that are open to all take little', () => {
    const limits = { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 };
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      RouteSettings: {
        'GET /api/v1/health': limits,
        'GET /api/v1/health/{proxy+}': limits,
        'GET /api/v1/version': limits,
        'GET /api/v1/version/{proxy+}': limits,
      },
    });
  });

  test('has limits for the dashboard: more than of what is open to all, less than what reports may take', () => {
    const limits = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 };
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 200 },
      RouteSettings: Object.fromEntries(DASHBOARD.map((route) => [route, limits])),
    });
  });

  test('has no dashboard where a deployment leaves it out, and all else', () => {
    const without = synthesize({ 'kite:dashboard': 'false' });
    const routesIn = (stack: Template) =>
      Object.values(stack.findResources('AWS::ApiGatewayV2::Route')).map(
        ({ Properties }) => Properties.RouteKey,
      );
    expect(routesIn(without).sort()).toEqual(
      routesIn(template)
        .filter((route) => !DASHBOARD.includes(route))
        .sort(),
    );
    without.resourceCountIs('AWS::Lambda::Function', functions.size - 1);
    expect(JSON.stringify(without)).not.toContain('GET /dashboard');
  });

  test('tells the page where one signs in, and of an issuer nothing else', () => {
    const oidc = JSON.stringify([
      {
        issuer: 'https://login.example.com',
        audience: ['kite', 'kite-dashboard'],
        rules: [{ when: { sub: 'ada' }, namespaces: ['secret-project'], role: 'viewer' }],
        signIn: { clientId: 'kite-dashboard', scopes: 'openid offline_access' },
      },
    ]);
    const [page] = Object.values(
      synthesize({ 'kite:oidc': oidc }).findResources('AWS::Lambda::Function', {
        Properties: { Description: 'Kite: GET /' },
      }),
    ).map((resource) => functionResource.parse(resource).Properties.Environment.Variables);
    expect(JSON.parse(String(page?.SIGN_INS))).toEqual([
      {
        issuer: 'https://login.example.com',
        clientId: 'kite-dashboard',
        scopes: 'openid offline_access',
        origins: [],
      },
    ]);
    expect(JSON.stringify(page)).not.toContain('secret-project');
  });

  test('answers no pages of other origins, unless a deployment lists them', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
    const configured = synthesize({ 'kite:corsOrigins': 'https://kite.example.com, http://localhost:5173' });
    configured.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: Match.objectLike({
        AllowOrigins: ['https://kite.example.com', 'http://localhost:5173'],
        AllowCredentials: Match.absent(),
      }),
    });
    configured.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'OPTIONS /{path+}',
      AuthorizationType: 'NONE',
    });
  });

  test('tells functions that change something whose pages may ask them to, and no other', () => {
    const told = (stack: Template) =>
      Object.values(stack.findResources('AWS::Lambda::Function'))
        .map((resource) => functionResource.parse(resource).Properties)
        .flatMap(({ Description, Environment: { Variables } }) =>
          'CORS_ORIGINS' in Variables ? [[Description, Variables.CORS_ORIGINS]] : [],
        );
    expect(told(template)).toEqual([]);
    const origins = 'https://kite.example.com,http://localhost:5173';
    const writes = endpoints.map(({ route }) => route).filter((route) => !route.startsWith('GET '));
    expect(
      told(synthesize({ 'kite:corsOrigins': 'https://kite.example.com, http://localhost:5173' })).sort(),
    ).toEqual(writes.map((route) => [`Kite: ${route}`, origins]).sort());
  });

  test("tells every function of an endpoint each caller's share", () => {
    for (const { route } of endpoints) {
      expect(functions.get(route)?.variables).toMatchObject({ REQUESTS_PER_SECOND: '20' });
    }
  });

  test('throttles, and logs who asked for what, without queries and headers', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    const format: unknown = JSON.parse(stage?.Properties.AccessLogSettings.Format);
    const logged = Object.values(z.record(z.string(), z.string()).parse(format));
    // Who, when, for what, with which answer, after how long, and why not.
    for (const variable of [
      'identity.sourceIp',
      'authorizer.caller',
      'requestTime',
      'requestId',
      'routeKey',
      'path',
      'status',
      'responseLatency',
      'error.message',
      'authorizer.error',
    ]) {
      expect(logged).toContain(`$context.${variable}`);
    }
    // Paths hold ids and no more; these hold what senders say. Of the authorizer, its error and the caller's id alone.
    for (const variable of logged) expect(variable).not.toMatch(/query|header|cookie|userAgent/i);
    expect(logged.filter((variable) => variable.includes('authorizer'))).toHaveLength(2);
    // One log group of each stack that there ever was, and of the prefix that needs no policy for each.
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: {
        'Fn::Join': [
          '',
          [
            '/aws/vendedlogs/Kite-dev/',
            { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
          ],
        ],
      },
    });
  });
});

test('every function is Node.js 24 on arm64, with a log group and a role of its own', () => {
  const count = endpoints.length + [AUTHORIZER, EXPIRY].length;
  template.allResourcesProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: Match.anyValue() },
    TracingConfig: Match.absent(),
    // docs/decisions/0008-cold-start.md
    MemorySize: 1_024,
  });
  // Node.js would read every bundle's source map at each cold start.
  for (const { variables } of functions.values()) expect(variables).not.toHaveProperty('NODE_OPTIONS');
  // The gateway gives up on an integration after 30 s, on an authorizer after 10 s.
  const timeouts: Record<string, number> = { [AUTHORIZER]: 5, [EXPIRY]: 60 };
  for (const { timeout, route } of functions.values()) expect(timeout).toBe(timeouts[route] ?? 10);
  template.resourceCountIs('AWS::IAM::Role', count);
  // The gateway's access log beside them.
  template.resourceCountIs('AWS::Logs::LogGroup', count + 1);
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

describe('reserved concurrency', () => {
  const reservedIn = (stack: Template) =>
    Object.values(stack.findResources('AWS::Lambda::Function'))
      .map((resource) => functionResource.parse(resource).Properties)
      .filter(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions !== undefined)
      .map(({ Description, ReservedConcurrentExecutions }) => [Description, ReservedConcurrentExecutions]);

  test('is nothing, unless a deployment chooses it: a new account has 10', () => {
    expect(reservedIn(template)).toEqual([]);
    expect(reservedIn(synthesize({ 'kite:reservedConcurrency': '0' }))).toEqual([]);
  });

  test('is what webhooks and the authorizer have where it is chosen, and reads have not; the sum is said', () => {
    const wanted = [...functions.keys()].filter(
      (route) => route.includes('/webhooks/') || route === AUTHORIZER,
    );
    const chosen = { 'kite:reservedConcurrency': '20' };
    expect(reservedIn(synthesize(chosen)).sort()).toEqual(
      wanted.map((route) => [`Kite: ${route}`, 20]).sort(),
    );
    const sum = 20 * wanted.length;
    Annotations.fromStack(stackWith(chosen).stack).hasInfo(
      '*',
      Match.stringLikeRegexp(`${sum} in all. The account's limit must be ${sum + 100} or more`),
    );
  });
});

describe('the table', () => {
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];

  test('is keyed by scope, with the two indexes, and survives mistakes', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: key('PK', 'SK'),
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        SSESpecification: { SSEEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        LocalSecondaryIndexes: [
          {
            IndexName: 'activeInScope',
            KeySchema: key('PK', 'activeSince'),
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byNamespace',
            KeySchema: key('listed', 'position'),
            Projection: {
              ProjectionType: 'INCLUDE',
              NonKeyAttributes: ['filter'],
            },
          },
        ],
      },
    });
  });

  test("is encrypted with the deployment's own key where it names one, for DynamoDB's use alone", () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
    const configured = synthesize({ 'kite:kmsKeyArn': keyArn });
    configured.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
    });
    const users = Object.values(configured.findResources('AWS::IAM::Policy'))
      .flatMap((policy) => policyResource.parse(policy).Properties.PolicyDocument.Statement)
      .filter(({ Resource }) => Resource === keyArn);
    // All but the dashboard, me, version, the document, fingerprint and the fallback, which do without the table.
    expect(users).toHaveLength(functions.size - 6);
    for (const { Action, Condition } of users) {
      expect(Action).not.toContain('kms:*');
      expect(JSON.stringify(Condition)).toContain('"kms:ViaService"');
    }
  });

  test('goes with the stack where the deployment says so', () => {
    const disposable = synthesize({ 'kite:removal': 'destroy' });
    disposable.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
    disposable.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });
});

describe('the stack', () => {
  test('can be deleted until it is worth protecting, so that a first deployment can be repeated', () => {
    expect(stackWith({}).stack.terminationProtection).toBe(false);
    const protectedStack = stackWith({ 'kite:terminationProtection': 'true' }).stack;
    expect(protectedStack.terminationProtection).toBe(true);
  });

  test('is one, unless a deployment has webhooks of its own: what ships stays where the first release put it', () => {
    const own = new Set(endpoints.flatMap(({ nestedIn }) => nestedIn ?? []));
    const { stack } = stackWith({});
    expect(stack.node.findAll().filter(NestedStack.isNestedStack)).toHaveLength(own.size);
    const shipped = stack.node.children.map(({ node }) => node.id).filter((id) => id.startsWith('Webhooks'));
    expect(shipped).toHaveLength(11);
  });

  test('gives nothing a name that what is left of a failed deployment could have', () => {
    const named = Object.entries(template.toJSON().Resources).filter(([, resource]) =>
      /"(?:Table|Function|Role|LogGroup|Queue|Topic|Policy|Stack)Name":"/.test(JSON.stringify(resource)),
    );
    // A policy's name only has to be new in its role, which is.
    expect(named.filter(([id]) => !id.includes('DefaultPolicy')).map(([id]) => id)).toEqual([]);
  });

  test('leaves nothing of a creation that failed but the table, which is empty then', () => {
    const kept = Object.values(template.toJSON().Resources).map((resource) => {
      const { Type, DeletionPolicy } = z
        .object({ Type: z.string(), DeletionPolicy: z.string().optional() })
        .parse(resource);
      return [Type, DeletionPolicy].join(' ');
    });
    expect(new Set(kept.filter((one) => one.includes('Retain')))).toEqual(
      new Set([
        'AWS::DynamoDB::Table Retain',
        'AWS::Logs::LogGroup RetainExceptOnCreate',
        'AWS::S3::Bucket RetainExceptOnCreate',
      ]),
    );
  });
});

describe("GitHub's failed deliveries", () => {
  const DESCRIPTION = "Kite: GitHub's failed deliveries";
  const hooks = 'https://api.github.com/repos/acme/shop/hooks/1,https://api.github.com/orgs/acme/hooks/2';
  const looked = () => synthesize({ 'kite:stage': 'prod', 'kite:githubHooks': hooks });

  test("are nobody's business, unless a deployment names its webhooks", () => {
    const descriptions = Object.values(template.findResources('AWS::Lambda::Function')).map(
      (resource) => functionResource.parse(resource).Properties.Description,
    );
    expect(descriptions).not.toContain(DESCRIPTION);
    template.resourceCountIs('AWS::Events::Rule', 0);
  });

  test('are asked for every quarter of an hour, by a function that may read its token and no more', () => {
    const stack = looked();
    stack.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(15 minutes)' });
    const [made] = Object.values(stack.findResources('AWS::Lambda::Function'))
      .map((resource) => functionResource.parse(resource).Properties)
      .filter(({ Description }) => Description === DESCRIPTION);
    expect(made?.Environment.Variables).toMatchObject({
      GITHUB_HOOKS: hooks,
      SECRET_PARAMETER: '/kite/prod/github-redelivery',
    });
    const statements = Object.values(stack.findResources('AWS::IAM::Policy'))
      .map((policy) => policyResource.parse(policy).Properties)
      .filter(({ Roles }) => Roles[0].Ref === made?.Role)
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'ssm:GetParameter',
    ]);
    const [read] = statements.filter(({ Action }) => Action.includes('ssm:GetParameter'));
    expect(JSON.stringify(read?.Resource)).toContain(':parameter/kite/prod/github-redelivery"');
  });
});

describe('options', () => {
  test('reach the functions that they are for', () => {
    const configured = synthesize({
      'kite:stage': 'prod',
      'kite:dedup': 'scope',
      'kite:issueRetentionDays': '90',
      'kite:logsBaseUrl': 'https://ci.example/logs/',
      'kite:logRetentionDays': '100',
    });
    configured.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Kite: POST /api/v1/webhooks/pipeline-failure',
      Environment: {
        Variables: {
          DEDUP: 'scope',
          ISSUE_RETENTION_DAYS: '90',
          LOGS_BASE_URL: 'https://ci.example/logs',
        },
      },
      Tags: Match.arrayWith([
        { Key: 'app', Value: 'kite' },
        { Key: 'stage', Value: 'prod' },
      ]),
    });
    // Rounded up to what CloudWatch offers.
    configured.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 120 });
  });

  test('earlier rules are for the functions that report, and no others', () => {
    const configured = synthesize({ 'kite:earlierRules': '1' });
    const told = Object.values(configured.findResources('AWS::Lambda::Function'))
      .filter((resource) => JSON.stringify(resource).includes('"EARLIER_RULES":"1"'))
      .map((resource) => /"Kite: (?:POST )?([^"]+)"/.exec(JSON.stringify(resource))?.[1]);
    const reporting = endpoints
      .filter(({ entry }) => /^issues\/create$|^senders\/|^webhooks\/(?!.*-success$)/.test(entry))
      .map(({ route }) => route.replace('POST ', ''));
    expect(told.sort()).toEqual(reporting.sort());
    expect(JSON.stringify(template)).not.toContain('EARLIER_RULES');
  });

  test('a domain of its own is the only way in, and its record can be made', () => {
    const domain = {
      'kite:domainName': 'kite.example.com',
      'kite:certificateArn': 'arn:aws:acm:eu-central-1:123456789012:certificate/0b1c2d3e',
    };
    const withDomain = synthesize(domain);
    withDomain.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'kite.example.com' });
    withDomain.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    withDomain.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    withDomain.hasOutput('ApiUrl', { Value: 'https://kite.example.com/' });
    const [id] = Object.keys(withDomain.findResources('AWS::ApiGatewayV2::DomainName'));
    const target = { 'Fn::GetAtt': [id, 'RegionalDomainName'] };
    const zone = { 'Fn::GetAtt': [id, 'RegionalHostedZoneId'] };
    withDomain.hasOutput('DomainTarget', { Value: target });
    withDomain.hasOutput('DomainTargetZone', { Value: zone });
    withDomain.resourceCountIs('AWS::Route53::RecordSet', 0);

    const withRecord = synthesize({ ...domain, 'kite:hostedZoneId': 'Z0123456789ABC' });
    withRecord.resourceCountIs('AWS::Route53::RecordSet', 1);
    withRecord.hasResourceProperties('AWS::Route53::RecordSet', {
      HostedZoneId: 'Z0123456789ABC',
      Name: { Ref: id },
      Type: 'A',
      AliasTarget: { DNSName: target, HostedZoneId: zone },
    });
  });

  test('that fit alone, and not together, are refused before anything is deployed', () => {
    const hosts = Array.from({ length: 20 }, (_, index) => `https://${'a'.repeat(60)}${index}.example.com`);
    const corsOrigins = { 'kite:corsOrigins': hosts.join() };
    const logsBaseUrl = { 'kite:logsBaseUrl': `https://ci.example/${'l'.repeat(2_000)}` };
    const namespaces = { 'kite:namespaces': Array.from({ length: 40 }, () => 'acme/*=team-alpha').join() };
    expect(() => synthesize({ ...corsOrigins, ...namespaces })).not.toThrow();
    expect(() => synthesize({ ...corsOrigins, ...logsBaseUrl, ...namespaces })).toThrow(
      /^The settings of the function "POST \S+" take 4,\d{3} bytes, and Lambda allows 4,096 bytes. Shorten:\n {2}kite:logsBaseUrl: 2,0\d\d bytes\n {2}kite:corsOrigins: 1,\d{3} bytes\n {2}kite:namespaces: \d+ bytes$/,
    );
  });

  test('trusted issuers are told to the authorizer, and nobody else', () => {
    const oidc = JSON.stringify([
      { issuer: 'https://id.example', audience: 'kite', rules: [{ namespaces: ['team-a'], role: 'viewer' }] },
    ]);
    const configured = synthesize({ 'kite:oidc': oidc });
    const told = Object.values(configured.findResources('AWS::Lambda::Function'))
      .map((resource) => functionResource.parse(resource).Properties)
      .filter(({ Environment }) => 'OIDC' in Environment.Variables);
    expect(told.map(({ Description }) => Description)).toEqual(['Kite: authorizer']);
    expect(functions.get(AUTHORIZER)?.variables).not.toHaveProperty('OIDC');
  });

  test('a rule for an issuer that signs for everyone warns of names that somebody else can register', () => {
    const warnings = (when: Record<string, string>) => {
      const rules = [{ when, namespaces: ['acme'], role: 'publisher' }];
      const issuer = 'https://token.actions.githubusercontent.com';
      const oidc = JSON.stringify([{ issuer, audience: 'kite', rules }]);
      return Annotations.fromStack(stackWith({ 'kite:oidc': oidc }).stack)
        .findWarning('*', Match.stringLikeRegexp('kite:oidc'))
        .map(({ entry }) => String(entry.data));
    };
    expect(warnings({ repository_owner: 'acme' })).toEqual([
      expect.stringMatching(
        /^kite:oidc\.0\.rules\.0\.when: repository_owner is a name .* name repository_owner_id \(https:/,
      ),
    ]);
    expect(warnings({ repository_owner_id: '65' })).toEqual([]);
  });

  test("AWS's own events come only where they are wanted", () => {
    template.resourceCountIs('AWS::Events::Rule', 0);
    const wanted = synthesize({ 'kite:awsEvents': 'true', 'kite:namespaces': '123456789012/*=team-alpha' });
    wanted.resourceCountIs('AWS::Events::Rule', 4);
    const [name] = Object.keys(
      wanted.findResources('AWS::Lambda::Function', {
        Properties: { Description: "Kite: AWS's own events" },
      }),
    );
    wanted.allResourcesProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [name, 'Arn'] } }],
    });
    wanted.hasResourceProperties('AWS::Lambda::Function', {
      Description: "Kite: AWS's own events",
      Environment: { Variables: { NAMESPACES: '123456789012/*=team-alpha' } },
    });
    // It is one of the senders then, and notes when it was heard.
    wanted.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Kite: GET /api/v1/senders',
      Environment: { Variables: { SENDERS: [...SENDERS, 'aws'].join(',') } },
    });
    expect(functions.get('GET /api/v1/senders')?.variables).toMatchObject({ SENDERS: SENDERS.join(',') });
    wanted.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'dynamodb:UpdateItem',
            Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['#SENDER#aws'] } },
          }),
        ]),
      },
    });
    wanted.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: name },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
    expect(Object.keys(wanted.findResources('AWS::ApiGatewayV2::Route'))).toHaveLength(
      endpoints.flatMap(routesOf).length,
    );
  });

  test('X-Ray traces functions where the deployment says so', () => {
    const traced = synthesize({ 'kite:alarmTopic': 'ops@example.com', 'kite:tracing': 'true' });
    traced.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  });

  test("the outputs name the API's URL and the table", () => {
    template.hasOutput('ApiUrl', {});
    template.hasOutput('TableName', {});
  });
});

test('what the table deletes by itself is followed, and what cannot be followed is kept whole', () => {
  const [table] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
  const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket'));
  template.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': [table, 'StreamArn'] },
    StartingPosition: 'TRIM_HORIZON',
    FilterCriteria: {
      Filters: [
        {
          Pattern: JSON.stringify({
            eventName: ['REMOVE'],
            userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] },
          }),
        },
      ],
    },
    // What fails must not hold up the rest: test/system/expired.test.ts.
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: 10,
    // For as long as the stream keeps it, which is a day: nothing is given up for its age.
    MaximumRecordAgeInSeconds: Match.absent(),
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [bucket, 'Arn'] } } },
    // Without it, nothing says that something was kept there.
    MetricsConfig: { Metrics: ['EventCount'] },
  });
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ ExpirationInDays: 90, Status: 'Enabled' })],
      },
    },
  });
});

test('events that could not be taken wait for 14 days', () => {
  const everything = synthesize({ 'kite:awsEvents': 'true' });
  everything.resourceCountIs('AWS::SQS::Queue', 2);
  everything.allResourcesProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 86_400 });
});

// The option sets of tests above, which are made by then.
test.each([
  {},
  { 'kite:awsEvents': 'true', 'kite:namespaces': '123456789012/*=team-alpha' },
  { 'kite:corsOrigins': 'https://kite.example.com, http://localhost:5173' },
  { 'kite:githubHooks': 'https://api.github.com/orgs/acme/hooks/2' },
  { 'kite:alarmTopic': 'ops@example.com', 'kite:tracing': 'true' },
  { 'kite:kmsKeyArn': 'arn:aws:kms:eu-central-1:123456789012:key/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0' },
])("passes cdk-nag's AwsSolutions pack with %j; what it acknowledges has a reason", (context) => {
  const { app } = stackWith(context);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth({ force: true })).not.toThrow();
  expect(process.exitCode).toBeUndefined();
});
