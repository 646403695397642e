import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cli, startCli } from '../support/cli.ts';
import { served } from '../support/kite.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `npm run tokens -- …` without npm, and without anything of this machine's that names a table. */
function tokens(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', 'bin/tokens.ts', ...args],
    { cwd: project, env: { ...process.env, NODE_OPTIONS: '', KITE_TABLE: '' } },
  );
  return { status, said: stdout.toString().trim(), told: stderr.toString().trim() };
}

describe('with a server that asks for credentials', () => {
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

  test('what it says of itself: how to make a token, and requests that bear one', () => {
    expect(cli.output()).toContain(
      `npm run tokens -- create --endpoint ${served.endpoint} --name me --role editor --namespaces 'team-*'`,
    );
    expect(cli.output().match(/-H "authorization: Bearer \$TOKEN"/g)).toHaveLength(2);
  });

  test('a token is made, shown once, seen, and ended', async () => {
    const { said: token, told } = create('--expires', '90d');
    expect(token).toMatch(/^kite_[0-9a-f]{16}_[0-9a-f]{64}$/);
    const [, id = '', secret = ''] = token.split('_');
    expect(told).toContain(`${id}  a script: viewer in team-t*`);
    const inDays = (Date.parse(/ends (\S+)/.exec(told)?.[1] ?? '') - Date.now()) / 86_400_000;
    expect(inDays).toBeCloseTo(90, 1);
    const lineOf = () =>
      tokens('list', ...local)
        .said.split('\n')
        .find((line) => line.includes(id));
    expect(lineOf()).toContain('not used yet');

    expect((await list(token)).status).toBe(200);
    expect(lineOf()).toMatch(/last used 2/);
    expect(tokens('list', ...local).said).not.toContain(secret);

    expect(tokens('revoke', id, ...local)).toMatchObject({ status: 0, said: expect.stringContaining(id) });
    expect(lineOf()).toBeUndefined();
    expect(tokens('revoke', id, ...local)).toMatchObject({ status: 1, told: `There is no token ${id}` });
  });

  test('what it cannot make, it says at once', () => {
    const { status, said, told } = tokens('create', ...local, '--role', 'owner', '--expires', 'soon');
    expect({ status, said }).toEqual({ status: 1, said: '' });
    expect(told.split('\n')).toEqual([
      'This token cannot be made:',
      '  --name is required',
      '  --role must be one of publisher, viewer, editor, admin',
      '  --namespaces is required',
      expect.stringMatching(/^ {2}--expires /),
    ]);
    expect(create('--expires', '2020-01-01T00:00:00Z')).toMatchObject({
      status: 1,
      told: expect.stringContaining('--expires'),
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
])('%j says what is wrong', (args, message) => {
  const { status, told } = tokens(...args);
  expect(status).toBe(1);
  expect(told).toMatch(message);
  expect(told).not.toMatch(/^ {4}at /m);
});
