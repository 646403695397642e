import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };

const FILE = fileURLToPath(new URL('../../bin/ready.cjs', import.meta.url));
const bare = mkdtempSync(join(tmpdir(), 'kite-bare-'));
afterAll(() => rmSync(bare, { recursive: true }));

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

test('without packages, a command says what to run', () => {
  cpSync(FILE, join(bare, 'bin/ready.cjs'));
  expect(run(join(bare, 'bin/ready.cjs'))).toEqual({
    status: 1,
    output: 'The packages are not installed. Run "npm ci" in this folder, then try again.\n',
  });
});

test('on an old Node.js too', () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' })";
  expect(run('-e', `${old}; require(${JSON.stringify(FILE)})`)).toEqual({
    status: 1,
    output: expect.stringMatching(/^Kite needs Node\.js 24, and this is 20\.20\.2\. .*Run "npm ci" .*\n$/),
  });
});

test('else it is silent', () => {
  expect(run(FILE)).toEqual({ status: 0, output: '' });
});

test("it runs before each of npm's commands that needs packages", () => {
  const NEEDS_NONE = ['sbom'];
  const unchecked = Object.entries(packageJson.scripts).filter(
    ([name, script]) =>
      !NEEDS_NONE.includes(name) &&
      !/^node (?:-r \.\/)?bin\/ready\.cjs /.test(script) &&
      !/\bnpm test\b/.test(script),
  );
  expect(unchecked).toEqual([]);
});
