import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';

/* What `npm pack` makes of client/, in a project that has nothing else. */

const PROJECT = join(import.meta.dirname, '../..');
const run = (folder: string, command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kite-client-'));
  run(PROJECT, 'npm', 'pack', '--silent', '--workspace', 'client', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  // `npm ci` has left what it needs in npm's cache.
  run(folder, 'npm', 'install', '--silent', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const USE = `
import { all, createKite, KiteError } from 'kite-client';
const kite = createKite({
  url: 'https://kite.example.com',
  fetch: async (request) => Response.json({ data: [{ title: request.url }], nextCursor: null }),
});
for await (const { title } of all((page) =>
  kite.get('/api/v1/issues', { params: { query: { namespace: ['a', 'b'], ...page } } }))) console.log(title);
console.log(new KiteError(400, 'No', [], undefined) instanceof Error);
`;
const SAID = 'https://kite.example.com/api/v1/issues?namespace=a&namespace=b\ntrue\n';

test('is used from JavaScript', () => {
  writeFileSync(join(folder, 'use.js'), USE);
  expect(run(folder, process.execPath, 'use.js')).toBe(SAID);
});

test('is used from TypeScript, whose types hold', () => {
  writeFileSync(
    join(folder, 'use.ts'),
    `${USE}
// @ts-expect-error Kite knows no such severity
await kite.post('/api/v1/webhooks/pipeline-failure', { body: { pipelineName: 'a', namespace: 'b', failureReason: 'c', severity: 'bad' } });
const { issue } = await kite.post('/api/v1/webhooks/build-failure', { body: { componentName: 'a', namespace: 'b', errorMessage: 'c' } });
const text: string = issue.title;
`,
  );
  const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const options = [
    '--strict',
    '--noEmit',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom',
    '--module',
    'nodenext',
  ];
  expect(run(folder, process.execPath, tsc, ...options, '--types', '', 'use.ts')).toBe('');
});

test('is small, and runs in a browser', () => {
  const { outputFiles } = buildSync({
    stdin: { contents: "export * from 'kite-client'", resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    // No module of Node.js is there.
    platform: 'browser',
    write: false,
  });
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  expect(contents.length).toBeGreaterThan(1_000);
  expect(gzipSync(contents).length).toBeLessThan(5_000);
});
