import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { droppedOptions } from '../../operate/dropped-options.ts';

const REACHED = /^the CDK was reached$/m;
const ISSUERS = [
  { issuer: 'https://id.example', audience: 'kite', rules: [{ namespaces: ['a'], role: 'viewer' }] },
];
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** What CloudFormation answers for `Kite-<stage>`: the outputs of the deployed stacks. */
const DEPLOYED: Readonly<Record<string, string>> = {
  'Kite-prod':
    '<member><OutputKey>Options</OutputKey><OutputValue>kite:dedup kite:oidc</OutputValue></member>',
  'Kite-plain': '<member><OutputKey>Options</OutputKey><OutputValue>none</OutputValue></member>',
  'Kite-older': '<member><OutputKey>TableName</OutputKey><OutputValue>x</OutputValue></member>',
};

let cloudFormation: Server;
let endpoint: string;
beforeAll(async () => {
  cloudFormation = createServer(async (request, response) => {
    const asked = new URLSearchParams(await text(request));
    const outputs = DEPLOYED[asked.get('StackName') ?? ''];
    if (asked.get('Action') !== 'DescribeStacks' || outputs === undefined)
      return response
        .writeHead(400)
        .end('<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>');
    const stack = `<member><StackName>x</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member>`;
    return response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  }).listen(0, '127.0.0.1');
  await once(cloudFormation, 'listening');
  const address = cloudFormation.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  cloudFormation.close();
  cloudFormation.closeAllConnections();
});

/** Runs the command; the app in place of Kite's says that the CDK was reached, and ends it. */
const deploy = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const all = ['--no-warnings', 'bin/deploy.ts', ...args, '--app', 'echo the CDK was reached >&2; exit 1'];
    const options = {
      cwd: PROJECT,
      timeout: 60_000,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_CLOUDFORMATION: endpoint,
        ...env,
      },
    };
    const child = execFile(process.execPath, all, options, (_error, out, err) =>
      resolve({ code: child.exitCode ?? 1, output: out + err }),
    );
  });

test('a deployment that would drop options of the deployed stack names them, and does not begin', async () => {
  const { code, output } = await deploy(['prod', '-c', 'kite:awsEvents=true']);
  expect(code).toBe(1);
  expect(output).toMatch(/Kite-prod .*\n {2}kite:dedup\n {2}kite:oidc\n.*stages\/prod\.json/);
  expect(output).not.toMatch(REACHED);
}, 120_000);

test.each([
  ['plain', 'http', { 'kite:dedup': 'scope' }],
  ['prod', 'http', { 'kite:dedup': 'scope', 'kite:oidc': ISSUERS }],
  // Told to have their defaults.
  ['prod', 'http', { 'kite:dedup': 'fingerprint', 'kite:oidc': [] }],
  ['fresh', 'http', {}],
  ['older', 'http', {}],
  ['prod', 'nowhere', {}],
])('%s, asked over %s, drops nothing with %j', async (stage, way, context) => {
  const client = new CloudFormationClient({
    endpoint: way === 'http' ? endpoint : 'http://127.0.0.1:1',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  expect(await droppedOptions(stage, Object.keys(context), client)).toEqual([]);
});

test('a deployment that sets an option back on purpose begins', async () => {
  const back = ['prod', '-c', 'kite:dedup=fingerprint', '-c', 'kite:oidc=[]'];
  expect((await deploy(back)).output).toMatch(REACHED);
}, 120_000);

test('a deployment that drops nothing begins', async () => {
  expect((await deploy(['plain', '-c', 'kite:dedup=scope'])).output).toMatch(REACHED);
}, 120_000);

test.each([
  [[], /^Which stage\?/],
  [['-c', 'kite:stage=prod'], /^Which stage\?/],
  [['prod', '-c', 'kite:stage=dev'], /give the stage alone/],
  [['prod', '-c', 'kite:dedupe=scope'], /kite:dedupe: is not an option/],
])('%j does not begin, and says why', async (args, message) => {
  const { code, output } = await deploy(args);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(message) });
  expect(output).not.toMatch(REACHED);
});
