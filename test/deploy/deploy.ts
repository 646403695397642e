import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { OPTION_NAMES } from '../../lib/options.ts';
import release from '../lib/last-release.json' with { type: 'json' };
import { type Context, cdk, Deployment, type Outputs } from './deployment.ts';
import { type Emulator, startEmulator } from './emulator.ts';

/*
 * Deploys with the CDK's command line to an emulated AWS, as an operator would: a first time that fails, the last
 * release and its update with issues in the table, every option, webhooks of one's own, deletion. `npm run test:deploy`.
 */

const PROJECT = join(import.meta.dirname, '../..');
/** What the emulator cannot show, and where it is read in the template instead. */
const NOT_EMULATED = [
  ['conditions on partitions (dynamodb:LeadingKeys)', 'test/lib/least-privilege.test.ts'],
  ['names that CloudFormation makes up anew for each stack', 'test/lib/stack.test.ts'],
  ['limits of requests, and reserved instances beyond the account', 'test/lib/stack.test.ts'],
  ['alarms on metric math', 'test/lib/alarms.test.ts'],
  ['a slash at the end of a path', 'test/e2e/trailing-slash.test.ts'],
  ['names, certificates and TLS of a domain', 'test/lib/stack.test.ts'],
] as const;

const execute = promisify(execFile);
const scratch = mkdtempSync(join(tmpdir(), 'kite-deploy-'));

async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const say = (mark: string) => {
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    console.log(`${mark} ${seconds.padStart(6)} s  ${what}`);
  };
  try {
    const result = await run();
    say('✓');
    return result;
  } catch (error) {
    say('✗');
    throw error;
  }
}

/** What of a kind the account has. */
const lists = {
  tables: ['dynamodb', 'list_tables', z.object({ TableNames: z.array(z.string()) })],
  logGroups: [
    'logs',
    'describe_log_groups',
    z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) }),
  ],
  functions: [
    'lambda',
    'list_functions',
    z.object({ Functions: z.array(z.object({ FunctionName: z.string() })) }),
  ],
  apis: ['apigatewayv2', 'get_apis', z.object({ Items: z.array(z.object({ ApiId: z.string() })) })],
} as const;
const KINDS = ['tables', 'logGroups', 'functions', 'apis'] as const;
const namesOf = async (emulator: Emulator, kind: keyof typeof lists): Promise<string[]> => {
  const [service, operation, schema] = lists[kind];
  const [all = []] = Object.values(schema.parse(await emulator.call(service, operation)));
  return all
    .map((one: string | Readonly<Record<string, string>>) =>
      typeof one === 'string' ? one : (Object.values(one)[0] ?? ''),
    )
    .filter((name: string) => /Kite|^[0-9a-f]{8}$/.test(name))
    .sort();
};

/** Calls the API of a deployment with a credential. */
function clientOf(emulator: Emulator, { ApiUrl }: Outputs, token: string) {
  const base = `${emulator.url}/_aws/execute-api/${new URL(ApiUrl).hostname.split('.')[0]}/$default/api/v1`;
  return async (method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
}
type Client = ReturnType<typeof clientOf>;

/** A token, made as an operator makes it. */
async function makeToken({ environment }: Emulator, project: string, table: string): Promise<string> {
  const options = ['--table', table, '--name', 'ci', '--role', 'admin', '--namespaces', '*'];
  const { stdout } = await execute(
    process.execPath,
    ['--no-warnings', 'bin/tokens.ts', 'create', ...options],
    { cwd: project, env: environment },
  );
  const [token] = /kite_\S+/.exec(stdout) ?? [];
  assert.ok(token, `no token in:\n${stdout}`);
  return token;
}

const report = { pipelineName: 'shop', namespace: 'team-alpha', failureReason: 'Out of memory' };
const issueSchema = z.object({ issue: z.object({ id: z.string(), occurrences: z.number() }) });
const pageSchema = z.object({ total: z.number(), data: z.array(z.object({ id: z.string() })) });

const fail = async (
  client: Client,
  status: 200 | 201,
  webhook = 'pipeline-failure',
  body: object = report,
) => {
  const answer = await client('POST', `/webhooks/${webhook}`, body);
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return issueSchema.parse(answer.body).issue;
};
const active = async (client: Client) =>
  pageSchema.parse((await client('GET', '/issues?namespace=team-alpha&state=ACTIVE')).body);

/** A first deployment that fails for a reason outside, and the same command once that is mended. */
async function failAndRepeat(emulator: Emulator, domain: Context, zone: string): Promise<void> {
  const first = new Deployment(emulator, 'first', scratch);
  const taken = (Action: 'CREATE' | 'DELETE') =>
    emulator.call('route53', 'change_resource_record_sets', {
      HostedZoneId: zone,
      ChangeBatch: {
        Changes: [
          {
            Action,
            ResourceRecordSet: {
              Name: domain['kite:domainName'],
              Type: 'A',
              TTL: 60,
              ResourceRecords: [{ Value: '192.0.2.1' }],
            },
          },
        ],
      },
    });
  await taken('CREATE');
  const { code, output } = await step('a first deployment fails: the domain has a record', () =>
    first.tryDeploy(PROJECT, domain),
  );
  assert.notEqual(code, 0);
  assert.match(output, /already exists/, output);
  await step('it leaves a table, which is empty, and nothing else', async () => {
    assert.equal(await first.status(), 'ROLLBACK_COMPLETE');
    for (const kind of KINDS)
      assert.equal((await namesOf(emulator, kind)).length, kind === 'tables' ? 1 : 0, kind);
    const [TableName] = await namesOf(emulator, 'tables');
    const { Count } = countSchema.parse(await emulator.call('dynamodb', 'scan', { TableName }));
    assert.equal(Count, 0);
  });

  await taken('DELETE');
  const outputs = await step('the same command succeeds', () => first.deploy(PROJECT, domain));
  assert.match(outputs.DomainTarget ?? '', /amazonaws\.com$/);
  await step('a stack that is deleted leaves its table, which refuses deletion, and its logs', async () => {
    const { code, output: said } = await first.destroy(PROJECT, domain);
    assert.equal(code, 0, said);
    const { TableName } = outputs;
    assert.deepEqual(await namesOf(emulator, 'tables'), [TableName]);
    assert.notDeepEqual(await namesOf(emulator, 'logGroups'), []);
    assert.deepEqual(await namesOf(emulator, 'functions'), []);
    await assert.rejects(emulator.call('dynamodb', 'delete_table', { TableName }));
    await emulator.call('dynamodb', 'update_table', { TableName, DeletionProtectionEnabled: false });
    await emulator.call('dynamodb', 'delete_table', { TableName });
  });
}
const countSchema = z.object({ Count: z.number() });

/** The code of the last release, or undefined where this is no clone that has it. */
async function checkOutRelease(): Promise<string | undefined> {
  const folder = join(scratch, 'release');
  mkdirSync(folder);
  try {
    const archive = join(scratch, 'release.tar');
    await execute('git', ['archive', '--output', archive, release.commit], { cwd: PROJECT });
    await execute('tar', ['--extract', '--file', archive], { cwd: folder });
  } catch {
    return undefined;
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Replaced by this update, as test/lib/upgrade.test.ts says. */
const REPLACED = 'AccessLogs8B620ECA';

/** Physical ids of what holds something, or is known outside. */
async function stateful(deployment: Deployment): Promise<Record<string, string>> {
  const kept = ['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup', 'AWS::ApiGatewayV2::Api', 'AWS::SQS::Queue'];
  const all = [...(await deployment.resources())].filter(
    ([name, { type }]) => kept.includes(type) && name !== REPLACED,
  );
  return Object.fromEntries(all.map(([name, { id }]) => [name, id]));
}

/** Some options at a time, beside all before them. */
const options = (domain: Context, kmsKeyArn: string): readonly Context[] => [
  {
    'kite:dedup': 'scope',
    'kite:earlierRules': '1',
    'kite:issueRetentionDays': '90',
    'kite:logRetentionDays': '7',
    'kite:logsBaseUrl': 'https://ci.example/logs',
    'kite:namespaces': 'acme/*=team-alpha',
    'kite:oidc': JSON.stringify([
      { issuer: 'https://id.example', audience: 'kite', rules: [{ namespaces: ['team-a'], role: 'viewer' }] },
    ]),
  },
  { 'kite:awsEvents': 'true', 'kite:githubHooks': 'https://api.github.com/orgs/acme/hooks/2' },
  {
    'kite:rateLimit': '100',
    'kite:burstLimit': '200',
    'kite:requestsPerSecond': '10',
    'kite:reservedConcurrency': '20',
  },
  {
    'kite:corsOrigins': 'https://kite.example.com',
    'kite:kmsKeyArn': kmsKeyArn,
    'kite:tokenDays': '30',
    'kite:alarmTopic': 'ops@example.com',
    'kite:tracing': 'true',
  },
  { ...domain, 'kite:terminationProtection': 'true' },
];

async function story(emulator: Emulator): Promise<void> {
  await step('bootstrap', async () => {
    const { code, output } = await cdk(emulator, PROJECT, ['bootstrap']);
    assert.equal(code, 0, output);
  });
  const zone = z
    .object({ HostedZone: z.object({ Id: z.string() }) })
    .parse(
      await emulator.call('route53', 'create_hosted_zone', { Name: 'example.com', CallerReference: 'kite' }),
    )
    .HostedZone.Id.replace('/hostedzone/', '');
  const { KeyMetadata } = z
    .object({ KeyMetadata: z.object({ Arn: z.string() }) })
    .parse(await emulator.call('kms', 'create_key'));
  const domain: Context = {
    'kite:domainName': 'kite.example.com',
    'kite:certificateArn': 'arn:aws:acm:eu-central-1:123456789012:certificate/0b1c2d3e',
    'kite:hostedZoneId': zone,
  };
  await failAndRepeat(emulator, domain, zone);

  const prod = new Deployment(emulator, 'prod', scratch);
  const old = await checkOutRelease();
  if (old === undefined)
    console.log(`–           skipped: the update of ${release.commit}, which git does not have`);
  const outputs = await step(old ? 'the last release' : 'a deployment', () => prod.deploy(old ?? PROJECT));
  const token = await makeToken(emulator, old ?? PROJECT, outputs.TableName);
  const client = clientOf(emulator, outputs, token);
  const issue = await step('a failure is an issue, and is listed', async () => {
    assert.equal((await client('GET', '/health')).status, 200);
    assert.equal((await clientOf(emulator, outputs, 'kite_wrong')('GET', '/issues')).status, 403);
    const created = await fail(client, 201);
    assert.deepEqual(
      (await active(client)).data.map(({ id }) => id),
      [created.id],
    );
    return created;
  });
  const before = await stateful(prod);
  const unchanged = async () => {
    const now = await stateful(prod);
    assert.deepEqual(Object.fromEntries(Object.keys(before).map((name) => [name, now[name]])), before);
  };
  await step('is updated in place', async () => {
    const now = await prod.deploy(PROJECT);
    assert.deepEqual({ ...now, ...outputs }, now);
    await unchanged();
  });
  await step('what was stored before is there: the issue, the token, the counts', async () => {
    assert.deepEqual(await active(client), { total: 1, data: [{ id: issue.id }] });
    assert.deepEqual(await fail(client, 200), { id: issue.id, occurrences: 2 });
    const success = await client('POST', '/webhooks/pipeline-success', report);
    assert.equal(success.status, 200);
    assert.equal((await active(client)).total, 0);
    assert.equal((await fail(client, 200)).id, issue.id);
  });
  await step('the same again changes nothing', async () => {
    const { code, output } = await prod.tryDeploy(PROJECT, {});
    assert.equal(code, 0, output);
    assert.match(output, /no changes/);
  });
  await step('a webhook of its own comes, and reports', async () => {
    const project = withWebhook('smoke-test');
    const now = await prod.deploy(project);
    assert.deepEqual({ ...now, ...outputs }, now);
    await unchanged();
    const build = { componentName: 'shop', namespace: 'team-alpha', errorMessage: 'no space left' };
    await fail(client, 201, 'smoke-test-failure', build);
    assert.equal((await client('POST', '/webhooks/smoke-test-success', build)).status, 200);
  });
  await step('and goes', async () => {
    await prod.deploy(PROJECT);
    assert.equal((await client('POST', '/webhooks/smoke-test-failure', {})).status, 404);
  });

  let chosen: Context = {};
  const all = options(domain, KeyMetadata.Arn);
  const missing = OPTION_NAMES.filter((name) => !all.some((context) => `kite:${name}` in context));
  assert.deepEqual(missing, ['stage', 'removal']);
  for (const context of all) {
    chosen = { ...chosen, ...context };
    await step(`and ${Object.keys(context).join(', ')}`, async () => {
      await prod.deploy(PROJECT, chosen);
      await unchanged();
    });
  }
  await step('a protected stack cannot be deleted', async () => {
    assert.notEqual((await prod.destroy(PROJECT, chosen)).code, 0);
    assert.equal(await prod.status(), 'UPDATE_COMPLETE');
  });
  await step('all options are taken back', async () => {
    const now = await prod.deploy(PROJECT);
    assert.deepEqual({ ...now, ...outputs }, now);
    await unchanged();
    assert.equal((await fail(client, 200)).id, issue.id);
  });
  await step('a stage that may go leaves nothing but the logs of options that were taken back', async () => {
    const mayGo = { 'kite:removal': 'destroy' };
    await prod.deploy(PROJECT, mayGo);
    const { code, output } = await prod.destroy(PROJECT, mayGo);
    assert.equal(code, 0, output);
    for (const kind of KINDS) {
      const left = (await namesOf(emulator, kind)).filter((name) => name.includes('Kite-prod'));
      assert.deepEqual(
        left.filter(
          (name) => !/AwsEventsLogs|GithubRedeliveryLogs|\/aws\/cloudformation\/.*AccessLogs/.test(name),
        ),
        [],
        kind,
      );
    }
  });
}

/** A copy of the project with one more webhook. */
function withWebhook(name: string): string {
  const project = join(scratch, name);
  for (const part of [
    'bin',
    'lib',
    'functions',
    'dashboard',
    'client/src',
    'openapi.json',
    'package.json',
    'cdk.json',
    'test/deploy/emulated-app.ts',
  ]) {
    cpSync(join(PROJECT, part), join(project, part), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'));
  for (const outcome of ['failure', 'success']) {
    const webhook = (of: string) => join(project, `functions/webhooks/${of}-${outcome}.ts`);
    cpSync(webhook('build'), webhook(name));
  }
  return project;
}

const emulator = await startEmulator().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
try {
  await story(emulator);
  for (const [what, where] of NOT_EMULATED) console.log(`–           not emulated: ${what}; see ${where}`);
} finally {
  await emulator.close();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
