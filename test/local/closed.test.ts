import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documents } from '../../functions/shared/store/table.ts';
import { createToken } from '../../functions/shared/store/tokens.ts';
import { readAssembly } from '../../local/assembly.ts';
import { clientOf, createTable, LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { EVENTS_PATH } from '../../local/gateway.ts';
import { startParameters } from '../../local/parameters.ts';
import { type Cli, startCli } from '../support/cli.ts';
import { served } from '../support/kite.ts';
import { fixture } from '../support/sender.ts';

/* A local server with --auth, and what else it has listen on this machine. */

let folder: string;
let cli: Cli | undefined;
let url = '';
let database = '';
let hint: string[] = [];

async function start(): Promise<void> {
  cli = startCli(['--port', '0', '--auth', '--data', join(folder, 'data')], {
    env: { KITE_LOCAL_ASSEMBLY: served.assembly, TMPDIR: folder },
  });
  [, url = '', database = ''] = await cli.printed(/Kite answers on (\S+) \(database: (\S+),/);
  const [, command = ''] = await cli.printed(/npm run tokens -- (create .*?) --name/);
  hint = command.split(' ');
}
async function stop(): Promise<void> {
  cli?.process.kill('SIGTERM');
  await cli?.ended();
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kite-closed-'));
  await start();
}, 120_000);
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a token by the command that the server prints. */
const tokenFor = (role: string, namespaces: string): string =>
  execFileSync(
    process.execPath,
    ['--no-warnings', 'bin/tokens.ts', ...hint, '--name', 'a', '--role', role, '--namespaces', namespaces],
    { cwd: fileURLToPath(new URL('../../', import.meta.url)), encoding: 'utf8', stdio: 'pipe' },
  ).trim();

const statusOf = async (path: string, token?: string, body?: object): Promise<number> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch(`${url}${path}`, init)).status;
};
const LIST = '/api/v1/issues?namespace=team-a';

const withKey = (AWS_ACCESS_KEY_ID: string) =>
  clientOf(database, { ...LOCAL_CREDENTIALS, AWS_ACCESS_KEY_ID });

describe('the database', () => {
  test.each([
    ['the usual one', 'local'],
    ['another', randomBytes(32).toString('hex')],
  ])('shows nothing to whoever has %s as access key', async (_what, key) => {
    const client = withKey(key);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    client.destroy();
  });

  test('of another access key makes no token for this server', async () => {
    const client = withKey('another');
    const assembly = await readAssembly(served.assembly);
    await createTable(assembly, client);
    const table = { db: documents(client), name: assembly.table.TableName };
    const { token } = await createToken(table, { name: 'a', role: 'admin', namespaces: ['*'] });
    client.destroy();
    expect(await statusOf(LIST, token)).toBe(403);
    expect(await statusOf(LIST, tokenFor('viewer', 'team-*'))).toBe(200);
  });

  test('and its access key are for this user only, and outlive the server with --data', async () => {
    const file = hint.at(-1) ?? '';
    const { AWS_ACCESS_KEY_ID: key = '' } = Object.fromEntries(
      (await readFile(file, 'utf8')).split('\n').map((line) => line.split('=')),
    );
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(cli?.output()).not.toContain(key);
    const data = join(folder, 'data/dynamodb');
    const files = (await readdir(data)).filter((name) => name.startsWith(key) || name === 'credentials');
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const path of [data, ...files.map((name) => join(data, name))]) {
      expect((await stat(path)).mode & 0o077).toBe(0);
    }

    const token = tokenFor('viewer', 'team-a');
    await stop();
    await start();
    expect(await statusOf(LIST, token)).toBe(200);
  }, 120_000);
});

test("AWS's events want a credential that may publish everywhere", async () => {
  const event = { ...fixture('aws/alarm.alarm'), account: 'team-a', time: new Date().toISOString() };
  const statuses = [
    await statusOf(EVENTS_PATH, undefined, event),
    await statusOf(EVENTS_PATH, 'kite_unknown', event),
    await statusOf(EVENTS_PATH, tokenFor('viewer', '*'), event),
    await statusOf(EVENTS_PATH, tokenFor('publisher', 'team-a'), event),
    await statusOf(EVENTS_PATH, tokenFor('publisher', '*'), event),
  ];
  expect(statuses).toEqual([401, 403, 403, 403, 200]);
});

test("senders' secrets are for whoever knows the URL that the functions have", async () => {
  const file = fileURLToPath(new URL('../../harness/senders.env', import.meta.url));
  const parameters = await startParameters(file);
  const { origin } = new URL(parameters.endpoint);
  const read = (endpoint: string) =>
    new SSMClient({
      endpoint,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }).send(new GetParameterCommand({ Name: '/kite/dev/github', WithDecryption: true }));
  try {
    for (const endpoint of [origin, `${parameters.endpoint.slice(0, -1)}x`]) {
      await expect(read(endpoint)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
    expect((await read(parameters.endpoint)).Parameter?.Value).toMatch(/./);
  } finally {
    await parameters.close();
  }
});
