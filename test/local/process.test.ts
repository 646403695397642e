import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../local/dynamodb.ts';
import { type Cli, comes, javaIsGone, javaRuns, startCli } from '../support/cli.ts';
import { served } from '../support/kite.ts';

const READY = /Kite answers on (http:\/\/127\.0\.0\.1:\d+) \(database: http:\/\/127\.0\.0\.1:(\d+)/;
const started: Cli[] = [];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kite-process-'));
});
afterAll(async () => {
  for (const { process } of started) process.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(args: readonly string[], options?: Parameters<typeof startCli>[1]): Cli {
  const cli = startCli(['--port', '0', ...args], options);
  started.push(cli);
  return cli;
}

async function startServer(args: readonly string[] = [], options?: Parameters<typeof startCli>[1]) {
  const cli = start(args, options);
  const [, url = '', databasePort = ''] = await cli.printed(READY);
  return { cli, url, databasePort };
}

async function report(
  url: string,
  failureReason = 'Out of memory',
): Promise<{ status: number; title: string }> {
  const response = await fetch(`${url}/api/v1/webhooks/pipeline-failure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...pipelineFailure, failureReason }),
  });
  return { status: response.status, title: JSON.parse(await response.text()).issue.title };
}
const pipelineFailure = { pipelineName: 'frontend-build', namespace: 'team-alpha' };

/** A report of which half has arrived, which the server says by `100 Continue`; to be finished. */
async function halfAReport(url: string): Promise<() => Promise<number | undefined>> {
  const body = JSON.stringify({ ...pipelineFailure, failureReason: 'In flight' });
  const sent = request(`${url}/api/v1/webhooks/pipeline-failure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.write(body.slice(0, 10));
  return async () => {
    sent.end(body.slice(10));
    const [response] = await once(sent, 'response');
    return response.statusCode;
  };
}

/** Whether a new connection is taken; `fetch` might use an old one. */
async function takesConnections(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const taken = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return taken;
}

/** Runs the requests that the command proposes, as they stand; without curl, the first one by fetch. */
async function tryAsPrinted(output: string): Promise<string> {
  const commands = output.slice(output.indexOf('Try:') + 'Try:'.length, output.indexOf('Ctrl-C stops it'));
  try {
    execFileSync('curl', ['--version']);
  } catch {
    const [, url = '', body = ''] = /curl -s (\S+) [^{]*'(\{.*\})'/s.exec(commands) ?? [];
    return (
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    ).text();
  }
  return execFileSync('bash', ['-ec', commands]).toString();
}

/** The addresses of this machine, but the one to serve on, at which a port answers. */
async function otherAddressesThatAnswer(port: string): Promise<string[]> {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const others = [
    '127.0.0.2',
    ...own.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
  ];
  const answers = others
    .filter((address) => address !== '127.0.0.1')
    .map(async (address) => {
      const init = { signal: AbortSignal.timeout(1_000) };
      return fetch(`http://${address}:${port}/`, init).then(
        () => [address],
        () => [],
      );
    });
  return (await Promise.all(answers)).flat();
}

/** Has the command serve what the tests serve already, until it rebuilds. */
const BUILT = { KITE_LOCAL_ASSEMBLY: served.assembly };
/** It bundles for itself, as for a user. */
const ALONE = { KITE_BUNDLES: undefined };

const listed = async (url: string): Promise<number> =>
  JSON.parse(await (await fetch(`${url}/api/v1/issues?namespace=team-alpha`)).text()).total;

async function copyOfTheProject(): Promise<string> {
  const copy = join(folder, 'copy');
  const project = fileURLToPath(new URL('../../', import.meta.url));
  for (const name of [
    'bin',
    'lib',
    'local',
    'operate',
    'functions',
    'dashboard',
    'client/src',
    'openapi.json',
    'package.json',
    'cdk.json',
  ]) {
    await cp(join(project, name), join(copy, name), { recursive: true });
  }
  await symlink(join(project, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Where DynamoDB Local has its files in the folder of `--data`. */
const databaseOf = (data: string) => join(data, 'dynamodb');

const stopWith = (signal: NodeJS.Signals, cli: Cli, group: boolean) =>
  process.kill((group ? -1 : 1) * (cli.process.pid ?? 0), signal);

describe('the command', () => {
  test('serves, rebuilds, stops at Ctrl-C, keeps the data in --data, and leaves no Java behind', async () => {
    const copy = await copyOfTheProject();
    const data = join(folder, 'data');
    const temporary = await mkdtemp(join(folder, 'tmp-'));
    const { cli, url, databasePort } = await startServer(
      ['--watch', '--data', data, '-c', 'kite:dedup=scope'],
      { cwd: copy, env: { TMPDIR: temporary, ...ALONE, ...BUILT } },
    );
    await cli.printed(/Ctrl-C stops it/);
    expect(cli.output()).toMatch(new RegExp(`^Building the stack .*\n\nDashboard: ${url}/\n`));
    expect(cli.output()).toContain('POST /api/v1/webhooks/release-success\n');
    expect(javaRuns(databasePort)).toBe(true);
    expect(await otherAddressesThatAnswer(new URL(url).port)).toEqual([]);
    expect(await tryAsPrinted(cli.output())).toContain('Dependency conflict');
    expect(await listed(url)).toBe(1);

    const file = join(copy, 'functions/webhooks/pipeline-failure.ts');
    const source = await readFile(file, 'utf8');
    // As git and many editors write: another file takes its place.
    await writeFile(join(copy, 'new.ts'), source.replace('`Pipeline run failed:', '`Pipeline run broke:'));
    await rename(join(copy, 'new.ts'), file);
    await cp(file, file.replace('pipeline-', 'nightly-'));
    await cli.printed(/^Rebuilding…\n/m);
    await cli.printed(
      /^Rebuilt: functions\/webhooks\/nightly-failure\.ts, functions\/webhooks\/pipeline-failure\.ts; new routes: POST \/api\/v1\/webhooks\/nightly-failure\n/m,
    );
    // The deployment option holds here too: one issue per scope and type.
    expect((await report(url)).status).toBe(201);
    expect(await report(url, 'another')).toEqual({
      status: 200,
      title: 'Pipeline run broke: frontend-build',
    });
    await writeFile(file, 'this is no TypeScript');
    const [, said = ''] = await cli.printed(/^The build failed:\n(.*)\nNot rebuilt: .*still served/ms);
    expect(said).toMatch(/ERROR.*functions\/webhooks\/pipeline-failure\.ts:1:5:.*this is no TypeScript/s);
    expect(said).not.toMatch(/^ {4}at |esbuild\/lib/m);
    expect((await report(url)).status).toBe(200);

    // A terminal sends Ctrl-C to the whole group, and npm sends it once more.
    const finish = await halfAReport(url);
    stopWith('SIGINT', cli, true);
    stopWith('SIGINT', cli, true);
    expect(await comes(async () => !(await takesConnections(url)))).toBe(true);
    stopWith('SIGINT', cli, false);
    expect(await finish()).toBe(200);
    expect(await cli.ended()).toBe(0);
    expect(await javaIsGone(databasePort)).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);

    const next = await startServer(['--data', data], { env: { TMPDIR: temporary, ...BUILT } });
    expect(await listed(next.url)).toBe(2);
    const second = start(['--data', data], { env: BUILT });
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain(
      `--data ${data} is in use by the Kite on ${next.url} (process ${next.cli.process.pid}).`,
    );
    // Even what cannot be caught leaves no Java behind.
    stopWith('SIGKILL', next.cli, false);
    expect(await javaIsGone(next.databasePort)).toBe(true);
  }, 240_000);

  test('stops while it starts, and leaves neither Java nor files behind', async () => {
    const data = join(folder, 'early');
    const temporary = await mkdtemp(join(folder, 'tmp-'));
    const cli = start(['--data', data], { env: { TMPDIR: temporary, ...ALONE } });
    const isBuilding = () =>
      readdirSync(temporary, { recursive: true }).some((name) => /kite-bundles-/.test(String(name)));
    expect(await comes(() => javaRuns(databaseOf(data)) && isBuilding())).toBe(true);
    stopWith('SIGTERM', cli, false);
    expect(await cli.ended()).toBe(0);
    expect(await javaIsGone(databaseOf(data))).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  }, 120_000);

  test('uses another DynamoDB, without Java, and leaves it running', async () => {
    const { cli, url, databasePort } = await startServer(['--endpoint', served.endpoint], {
      env: { PATH: dirname(process.execPath), ...BUILT },
    });
    expect(served.endpoint).toContain(databasePort);
    // What comes before it is ready waits.
    const port = String(await freePort());
    const early = start(['--port', port, '--endpoint', served.endpoint], { env: BUILT });
    const address = `http://127.0.0.1:${port}`;
    expect(await comes(() => takesConnections(address))).toBe(true);
    expect(early.output()).not.toMatch(READY);
    expect((await fetch(`${address}/api/v1/health`)).status).toBe(200);
    stopWith('SIGTERM', early, false);
    expect((await fetch(`${url}/api/v1/health`)).status).toBe(200);
    stopWith('SIGTERM', cli, false);
    expect(await cli.ended()).toBe(0);
    expect(javaRuns(databasePort)).toBe(true);
  }, 120_000);
});

describe('what cannot start says why, in a few words, and leaves nothing running', () => {
  const failing = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const temporary = await mkdtemp(join(folder, 'tmp-'));
    const data = join(temporary, 'data');
    const cli = start(['--data', data, ...args], { env: { TMPDIR: temporary, ...env } });
    expect(await cli.ended()).toBe(1);
    expect(cli.output()).not.toMatch(/^ {4}at /m);
    expect(await javaIsGone(databaseOf(data))).toBe(true);
    expect(readdirSync(temporary).filter((name) => name !== 'data')).toEqual([]);
    return cli.output();
  };

  test.each([
    [['--port', 'http'], /--port http: not a port/],
    [['--endpoint', 'localhost 8000'], /--endpoint localhost 8000: not a URL/],
    [['--endpoint', 'http://127.0.0.1:1'], /No DynamoDB answers at http:\/\/127\.0\.0\.1:1: /],
    [['--prot', '3000'], /Unknown option '--prot'/],
    [['-c', 'kite:dedup'], /-c kite:dedup: not KEY=VALUE/],
    [['--secrets', 'nowhere.env'], /--secrets nowhere\.env cannot be read: no such file or directory/],
    [['--data', 'package.json'], /--data package\.json is a file/],
  ])('%j', async (args, message) => {
    expect(await failing(args)).toMatch(message);
  });

  test('an option of the deployment that there is not', async () => {
    const output = await failing(['-c', 'kite:dedupe=scope']);
    expect(output).toMatch(/Bad deployment options/);
    expect(output).toMatch(/dedupe/);
  }, 120_000);

  test('no Java, or one that is too old: how to get it, or do without', async () => {
    const bin = await mkdtemp(join(folder, 'bin-'));
    const node = dirname(process.execPath);
    expect(await failing([], { PATH: node })).toMatch(/Java was not found.*--endpoint/s);
    const java = join(bin, 'java');
    await writeFile(java, '#!/bin/sh\necho \'openjdk version "11.0.2" 2019-01-15\' >&2\n');
    await chmod(java, 0o755);
    expect(await failing([], { PATH: `${bin}:/bin:/usr/bin:${node}` })).toMatch(
      /Java 11 is too old.*--endpoint/s,
    );
  }, 120_000);

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expect(await failing(['--port', port])).toMatch(new RegExp(`port ${port} .*taken`, 'i'));
    other.close();
  }, 120_000);
});
