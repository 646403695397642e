import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { BUNDLING } from '../../lib/bundles.ts';

const CODE = `import { inSources } from './functions/shared/runtime/source-map.ts';

export const stack = () => inSources(new Error('Thrown on purpose')).stack;
`;

const folder = mkdtempSync(join(tmpdir(), 'kite-stack-'));
afterAll(() => rmSync(folder, { recursive: true }));

test("a stack that is logged names the sources' lines; without the map, the bundle's", () => {
  const outfile = join(folder, 'index.cjs');
  const stdin = { contents: CODE, resolveDir: join(import.meta.dirname, '../..'), sourcefile: 'thrown.ts' };
  buildSync({ ...BUNDLING, outExtension: {}, stdin, outfile });
  // Without what the tests are run with, as on Lambda.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const stack = () =>
    execFileSync(process.execPath, ['-p', `require('${outfile}').stack()`], { env }).toString();
  expect(stack()).toMatch(/^Error: Thrown on purpose\n.*thrown\.ts:3:\d+\)?\n/);
  rmSync(`${outfile}.map`);
  expect(stack()).toMatch(/^Error: Thrown on purpose\n.*index\.cjs:\d+:\d+\)?\n/);
});
