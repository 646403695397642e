import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { serve } from '../../local/serve.ts';
import { served } from '../support/kite.ts';
import { logTo } from '../support/logs.ts';
import { blocksIn, commandsIn, PROJECT, pages, read } from '../support/page-blocks.ts';

/** Examples of these pages are sent, and compared with the answers that they show, by docs.test.ts. */
const COMPARED = ['docs/api.md', 'docs/webhooks.md'];
const OTHERS = pages.filter((page) => !COMPARED.includes(page));

/** Commands that are not run here, and what has them tested instead. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm (?:ci|start|test)\b/, '.ci/run, test/local/process.test.ts'],
  [/^npm run webhook:(?:new|try) /, 'test/generator/scratch.test.ts'],
  [/^npm run deploy /, 'test/operate/deploy.test.ts; it needs an account'],
  [/^(?:KITE_TOKEN=\$\()?npm run (?:-s )?tokens /, 'test/e2e/credentials.test.ts; it needs an account'],
  [/^npm run redrive /, 'test/system/expired.test.ts; it needs an account'],
  [/^npm run doctor /, 'test/operate/doctor.test.ts; it needs an account'],
  [/^node .*record-release/, 'test/lib/upgrade.test.ts, of what it recorded'],
  [/^npm audit /, 'nothing: it asks a registry'],
  [/^(?:aws|npx cdk) /, 'nothing: it needs an account'],
  [/^curl .*(?:https:\/\/…|<\w+>)/s, 'nothing: it has a placeholder'],
  [/^konflux-issues /, 'nothing: it is another program'],
];

const SECRETS = /^echo '\w+="[^"]+"' >> secrets\.env$/;
const LOCAL = '127.0.0.1:3000';
/** Blocks as they stand: their lines may share variables. */
const requests = OTHERS.flatMap((page) =>
  blocksIn(read(page), 'sh')
    .filter((block) => block.includes(LOCAL))
    .map((block) => [page, block] as const),
);

let scratch: string;
let kite: Awaited<ReturnType<typeof serve>>;
/** Runs a block in the scratch folder; fails when a command in it does, or when a request is refused. */
const run = async (block: string): Promise<string> => {
  const options = { cwd: scratch, env: { ...process.env, CURL_HOME: scratch } };
  return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], options)).stdout;
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kite-docs-'));
  await symlink(join(PROJECT, 'harness'), join(scratch, 'harness'));
  await writeFile(join(scratch, '.curlrc'), 'fail-with-body\n');
  for (const line of OTHERS.flatMap((page) => commandsIn(read(page))).filter((line) => SECRETS.test(line)))
    await run(line);
  kite = await serve({
    port: 0,
    assembly: served.assembly,
    endpoint: served.endpoint,
    // A database of its own: senders' tests send the same events.
    credentials: { ...LOCAL_CREDENTIALS, AWS_ACCESS_KEY_ID: 'pages' },
    secrets: join(scratch, 'secrets.env'),
    logs: logTo(served.logs),
    onError: (error) => console.error(error),
  });
}, 60_000);
afterAll(async () => {
  await kite.close();
  await rm(scratch, { recursive: true });
});

test('the pages make one file of all secrets', async () => {
  const names = (await readFile(join(scratch, 'secrets.env'), 'utf8')).match(/^KITE_SECRET_\w+/gm);
  expect([...new Set(names)].sort()).toEqual(
    ['ALERTMANAGER', 'ARGO_CD', 'GITHUB', 'GITLAB', 'JENKINS', 'TEKTON'].map((name) => `KITE_SECRET_${name}`),
  );
});

test.each(requests)(
  '%s: its requests are taken',
  async (page, block) => {
    const output = await run(block.replaceAll(LOCAL, new URL(kite.url).host));
    expect(output).toMatch(/"(?:status|data)"/);
    // An event that is ignored is no example.
    expect(output).not.toMatch(/"(?:info|error)":/);
    // A sender's page shows a failure, and what works again.
    if (page.startsWith('docs/senders/')) {
      expect(output).toMatch(/"issueType":/);
      expect(output).toMatch(/"message":"Resolved [1-9]/);
    }
  },
  60_000,
);

test('every command of a page is run by a test, or cannot be', () => {
  const inRequests = new Set(requests.flatMap(([, block]) => commandsIn(`\`\`\`sh\n${block}\`\`\``)));
  const unknown = OTHERS.flatMap((page) => commandsIn(read(page)))
    .filter((command) => !inRequests.has(command) && !SECRETS.test(command))
    .filter((command) => !ELSEWHERE.some(([pattern]) => pattern.test(command)));
  // That one makes a secret, and is the same everywhere.
  expect(unknown).toEqual(['openssl rand -hex 32']);
});
