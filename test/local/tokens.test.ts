import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documents } from '../../functions/shared/store/table.ts';
import { clientOf } from '../../local/dynamodb.ts';
import { type Cli, startCli } from '../support/cli.ts';
import { served } from '../support/kite.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `npm run tokens -- …` without npm and without this machine's KITE_TABLE. */
function tokens(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', 'bin/tokens.ts', ...args],
    { cwd: project, env: { ...process.env, NODE_OPTIONS: '', KITE_TABLE: '' }, encoding: 'utf8' },
  );
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

describe('with a server that requires credentials', () => {
  let cli: Cli;
  let url: string;
  const local = ['--endpoint', served.endpoint];
  beforeAll(async () => {
    cli = startCli(['--port', '0', '--auth', '--host', '0.0.0.0', ...local], {
      env: { KITE_LOCAL_ASSEMBLY: served.assembly },
    });
    [, url = ''] = await cli.printed(/Kite answers on (\S+)/);
    await cli.printed(/Ctrl-C stops it/);
  }, 120_000);
  afterAll(async () => {
    cli.process.kill('SIGTERM');
    await cli.ended();
  });

  const list = (token: string) =>
    fetch(`${url}/api/v1/issues?namespace=team-tokens`, { headers: { authorization: `Bearer ${token}` } });
  const create = (...args: string[]) =>
    tokens('create', ...local, '--name', 'a script', '--role', 'viewer', '--namespaces', 'team-t*', ...args);

  test('its output shows how to create a token, and requests that carry one', () => {
    expect(cli.output()).toContain(
      `npm run tokens -- create --endpoint ${served.endpoint} --name me --role editor --namespaces 'team-*'`,
    );
    expect(cli.output().match(/-H "authorization: Bearer \$KITE_TOKEN"/g)).toHaveLength(2);
    expect(cli.output()).toContain('GET /api/v1/issues\n');
    expect(cli.output()).not.toContain('proxy');
  });

  // Without credentials it refuses other names: test/e2e/pages.test.ts.
  test('it answers to whatever name it is called by', async () => {
    const answered = await new Promise((resolve, reject) => {
      const call = request(`${url}/api/v1/health`, { headers: { host: 'kite.example' } });
      call
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(200);
  });

  test('a token is created, shown once, listed and revoked', async () => {
    const { stdout: token, stderr } = create('--expires', '90d');
    expect(token).toMatch(/^kite_t[0-9a-f]{15}_[0-9a-f]{64}$/);
    const [, id = '', secret = ''] = token.split('_');
    expect(stderr).toContain(`${id}  a script: viewer in team-t*`);
    const inDays = (Date.parse(/expires (\S+)/.exec(stderr)?.[1] ?? '') - Date.now()) / 86_400_000;
    expect(inDays).toBeCloseTo(90, 1);
    const lineOf = () =>
      tokens('list', ...local)
        .stdout.split('\n')
        .find((line) => line.includes(id));
    expect(lineOf()).toContain('never used');

    expect((await list(token)).status).toBe(200);
    expect(lineOf()).toMatch(/last used 2/);
    expect(tokens('list', ...local).stdout).not.toContain(secret);

    expect(tokens('revoke', id, ...local)).toMatchObject({ status: 0, stdout: expect.stringContaining(id) });
    expect(lineOf()).toBeUndefined();
    expect(tokens('revoke', id, ...local)).toMatchObject({ status: 1, stderr: `There is no token ${id}` });
  });

  test('a name that somebody gave a token before rewrites no terminal', async () => {
    const id = 'f'.repeat(16);
    const name = 'ci\u001b[2K\r\u202e\n0000  fine';
    const Item = { PK: 'TOKENS', SK: id, id, name, role: 'viewer', namespaces: ['team-\u0007'], hash: '' };
    const client = clientOf(served.endpoint);
    const item = { ...Item, createdAt: '2026-11-24T00:00:00.000Z' };
    await documents(client).send(new PutCommand({ TableName: served.table, Item: item }));
    const { stdout } = tokens('list', ...local);
    client.destroy();
    expect(stdout).toContain(`${id}  ci\\u{1b}[2K\\u{d}\\u{202e}\\u{a}0000  fine: viewer in team-\\u{7}`);
    expect(stdout).toMatch(/^[\P{C}\n]*$/u);
    expect(tokens('revoke', id, ...local).status).toBe(0);
    expect(create('--name', name)).toMatchObject({ status: 1, stderr: expect.stringContaining('--name') });
  });

  test('a wrong request is refused with all its faults', () => {
    const { status, stdout, stderr } = tokens('create', ...local, '--role', 'owner', '--expires', 'soon');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'Cannot create this token:',
      '  --name is required',
      '  --role must be one of publisher, viewer, editor, admin',
      '  --namespaces is required',
      expect.stringMatching(/^ {2}--expires /),
    ]);
    expect(create('--expires', '2020-01-01T00:00:00Z')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--expires'),
    });
  });
});

test('listening beyond this machine needs --auth', async () => {
  const cli = startCli(['--port', '0', '--host', '0.0.0.0', '--endpoint', served.endpoint]);
  expect(await cli.ended()).toBe(1);
  expect(cli.output()).toContain('--auth');
}, 60_000);

test.each([
  [['list'], /Which table\? Give --table/],
  [['list', '--endpoint', 'localhost 8000'], /--endpoint localhost 8000: not a URL/],
  [['revoke'], /npm run tokens -- COMMAND/],
  [['show'], /npm run tokens -- COMMAND|Which table/],
  [['list', '--colour'], /Unknown option '--colour'/],
  [['list', '--endpoint', 'http://127.0.0.1:1'], /ECONNREFUSED/],
])('%j fails with a message', (args, message) => {
  const { status, stderr } = tokens(...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ {4}at /m);
});
