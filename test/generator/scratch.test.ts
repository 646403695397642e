import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesOf } from '../../generator/request.ts';
import { javaIsGone, startCli } from '../support/cli.ts';
import { commandsIn } from '../support/page-blocks.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const LEFT_OUT = ['stages', 'node_modules', '.git', '.venv', 'cdk.out', 'coverage'];

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'kite-scratch-'));
  await cp(PROJECT, project, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
  for (const folder of ['node_modules', 'client/node_modules']) {
    await symlink(join(PROJECT, folder), join(project, folder));
  }
});
afterAll(() => rm(project, { recursive: true, force: true, maxRetries: 3 }));

/** This run's environment without its served stack: the copy serves its own. */
const env = Object.fromEntries(
  Object.entries({ ...process.env, NODE_OPTIONS: '' }).filter(([name]) => !name.startsWith('KITE_')),
);

/** Runs a command in the copy, with these variables too: its exit code and output. */
const runWith = (
  variables: Record<string, string>,
  command: string,
  ...args: string[]
): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const options = { cwd: project, env: { ...env, ...variables }, timeout: 120_000 };
    const child = execFile(join(project, 'node_modules/.bin', command), args, options, (_error, out, err) =>
      resolve({ code: child.exitCode ?? 1, output: out + err }),
    );
    child.stdin?.end();
  });
const run = (command: string, ...args: string[]) => runWith({}, command, ...args);
const webhookNew = (...args: string[]) => run('node', '--no-warnings', 'bin/webhook-new.ts', ...args);
const webhookTry = (...args: string[]) => run('node', '--no-warnings', 'bin/webhook-try.ts', ...args);

const DOLLAR = '$';

/** A webhook whose texts and fields try what can go wrong in its source. */
const NASTY = [
  ['--name', 'license-check'],
  [
    '--failure',
    'z:string, text, namespace, problems:string[], count:number?, first_url:url, second_url:url?, note?, handler, run_id?',
  ],
  ['--success', 'z, optional?'],
  ['--resource-type', `it's a \`type\` \\ of ${DOLLAR}{process.exit(1)}`],
  ['--resource-name', 'z'],
  ['--issue-type', 'dependency'],
  ['--severity', 'minor'],
  ['--title', `${DOLLAR}{z} isn't "licensed" \\ \`{z}\` in <namespace>: {problems}`],
  ['--noun', "compo'nent"],
].flat();

const sources = async () => (await readdir(join(project, 'functions/webhooks'))).sort();

describe.each([
  ['nothing at all', [], 'Creates a webhook of your own'],
  ['an unknown option', ['--colour', 'red'], "Unknown option '--colour'"],
  ['a template that is not there', ['nowhere.md'], 'Cannot read nowhere.md: no such file or directory\n'],
  ['a name that is taken', [...NASTY, '--name', 'pipeline'], 'name pipeline is taken'],
  ["a sender's name", [...NASTY, '--name', 'github'], 'name github is taken by a sender'],
  ['a type that is none', [...NASTY, '--issue-type', 'outage'], 'issueType must be one of'],
  ['a field twice', [...NASTY, '--failure', 'suite, suite:url'], 'failure has the field suite twice'],
  ['a template and options', ['request.md', '--name', 'x'], 'not both'],
])('with %s', (_what, args, message) => {
  test('it says so and writes nothing', async () => {
    const before = await sources();
    const { code, output } = await webhookNew(...args);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(message) });
    expect(await sources()).toEqual(before);
  });
});

test('what it makes passes types, lint and tests, is served at once, and takes its example', async () => {
  const page = await readFile(join(project, 'docs/writing-a-webhook.md'), 'utf8');
  const [, request = ''] = /```markdown\n(.*?)```/s.exec(page) ?? [];
  await writeFile(join(project, 'request.md'), request);
  expect(await webhookNew('request.md')).toEqual({
    code: 0,
    output: expect.stringMatching(/^ {2}npm run deploy -- STAGE +deploy it$/m),
  });
  await mkdir(join(project, 'stages'));
  for (const stage of ['test', 'prod']) await writeFile(join(project, `stages/${stage}.json`), '{}\n');
  expect(await webhookNew(...NASTY)).toEqual({
    code: 0,
    output: expect.stringMatching(
      /^ {2}npm run deploy -- prod +deploy it\n {2}npm run deploy -- test +deploy it$/m,
    ),
  });
  await rm(join(project, 'request.md'));

  // What the page shows is what comes out.
  for (const outcome of ['failure', 'success']) {
    const made = await readFile(join(project, `functions/webhooks/smoke-test-${outcome}.ts`), 'utf8');
    expect(page).toContain(made);
  }

  // So does the command with which the page begins.
  const [command = ''] = commandsIn(page).filter((line) => line.startsWith('npm run webhook:new '));
  const bash = { cwd: project, env, timeout: 120_000 };
  await promisify(execFile)('bash', ['-ec', command.replaceAll('smoke-test', 'smoke-check')], bash);
  const [byRequest, byOptions] = await Promise.all(
    ['test', 'check'].map((name) =>
      readFile(join(project, `functions/webhooks/smoke-${name}-failure.ts`), 'utf8'),
    ),
  );
  expect(byOptions?.replaceAll(/(smoke.)check/gi, '$1test')).toBe(byRequest);
  await Promise.all(Object.values(filesOf('smoke-check')).map((file) => rm(join(project, file))));

  // What it made, and all that this imports.
  const made = { extends: './tsconfig.json', include: ['functions/webhooks', 'test/e2e/custom'] };
  await writeFile(join(project, 'tsconfig.made.json'), JSON.stringify(made));
  expect(await run('tsc', '--project', 'tsconfig.made.json')).toEqual({ code: 0, output: '' });
  await rm(join(project, 'tsconfig.made.json'));
  expect(await run('node', '--no-warnings', 'bin/openapi.ts')).toEqual({ code: 0, output: '' });
  expect(await readFile(join(project, 'openapi.json'), 'utf8')).toContain('/webhooks/smoke-test-failure');
  expect(await run('biome', 'check', 'functions/webhooks', 'test/e2e/custom')).toMatchObject({ code: 0 });
  const kite = startCli(['--port', '0'], { cwd: project });
  try {
    const [, url = ''] = await kite.printed(/Kite answers on (\S+) /);
    const [, database = ''] = await kite.printed(/database: http:\/\/127\.0\.0\.1:(\d+)/);

    // Its own tests call this server, instead of a second one.
    const served = {
      KITE_URL: url,
      KITE_DYNAMODB: `http://127.0.0.1:${database}`,
      KITE_PARAMETERS: 'http://127.0.0.1:1',
      KITE_TABLE: 'kite-local',
      KITE_ASSEMBLY: project,
      KITE_LOGS: join(project, 'kite.log'),
    };
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    expect(await runWith(served, 'node', ...jest, '--ci', '--runInBand', 'test/e2e/custom')).toEqual({
      code: 0,
      output: expect.stringContaining('custom/license-check.test.ts'),
    });
    const both = await webhookTry(
      'license-check',
      '--url',
      url,
      '--namespace',
      'team-alpha',
      '--set',
      'z=left pad',
    );
    expect(both.code).toBe(0);
    expect(both.output).toContain('→ 201');
    const title = '$left pad isn\'t "licensed" \\ `left pad` in team-alpha: example-problems';
    expect(both.output).toContain(`"title":${JSON.stringify(title)}`);
    expect(both.output).toContain("Resolved 1 issue(s) for compo'nent left pad");
    for (const webhook of ['smoke-test-failure', 'mintmaker-custom', 'release']) {
      expect(await webhookTry(webhook, '--url', `${url}/`)).toMatchObject({ code: 0 });
    }

    expect(await webhookTry('smoke', '--url', url)).toEqual({
      code: 1,
      output: expect.stringMatching(/There is no webhook smoke. There are:\n.*smoke-test-failure/s),
    });
    kite.process.kill('SIGINT');
    expect(await kite.ended()).toBe(0);
    expect(await javaIsGone(database)).toBe(true);
    expect(await webhookTry('release-failure', '--url', url)).toEqual({
      code: 1,
      output: expect.stringContaining('does not answer'),
    });
  } finally {
    if (kite.process.exitCode === null) kite.process.kill('SIGKILL');
  }
}, 240_000);
