import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from '@jest/globals';
import { claimDataFolder } from '../../local/data-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'kite-data-'));
const holders: ChildProcess[] = [];
afterAll(() => {
  for (const child of holders) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const MODULE = JSON.stringify(new URL('../../local/data-folder.ts', import.meta.url).href);

/** Another process that has a folder until it is killed. */
async function holder(data: string) {
  const claim = `import { claimDataFolder } from ${MODULE};
    const lock = claimDataFolder(${JSON.stringify(data)}, 'process ' + process.pid);
    console.log('has it'); setInterval(() => lock, 1_000);`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', claim], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(child);
  await once(child.stdout, 'data');
  return child;
}

test("a folder is one server's at a time, and free when that ends, however it ends", async () => {
  const data = join(folder, 'new/data');
  const child = await holder(data);
  const inUse = `--data ${data} is in use by process ${child.pid}. Stop it, or give another folder.`;
  expect(() => claimDataFolder(data, 'me')).toThrow(inUse);
  expect(() => claimDataFolder(data, 'me')).toThrow(inUse);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const first = claimDataFolder(data, 'the first');
  expect(() => claimDataFolder(data, 'me')).toThrow('in use by the first.');
  first.close();
  claimDataFolder(data, 'me').close();
});

test('a file is no folder', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => claimDataFolder(join(folder, 'file'), 'me')).toThrow(
    /^--data \S+\/file is a file\. Give a folder\.$/,
  );
});

/** A database as large as a few pages. */
function makeDatabase(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE t (x); CREATE INDEX i ON t (x)');
  const insert = database.prepare('INSERT INTO t VALUES (?)');
  for (let n = 0; n < 50; n++) insert.run('x'.repeat(500));
  database.close();
}

test.each(['of another kind', 'damaged in the middle'])('a database file that is %s is named', (how) => {
  const data = mkdtempSync(join(folder, 'damaged-'));
  mkdirSync(join(data, 'inner'));
  const file = join(data, 'inner/some.db');
  makeDatabase(file);
  claimDataFolder(data, 'me').close();
  if (how === 'of another kind') writeFileSync(file, 'no database'.repeat(1_000));
  else writeFileSync(file, Buffer.alloc(8_192, 7), { flag: 'r+', flush: true });
  expect(() => claimDataFolder(data, 'me')).toThrow(
    `${file} is damaged. Delete it, or its folder, to begin with no data.`,
  );
  // What was refused does not stay locked.
  rmSync(file);
  claimDataFolder(data, 'me').close();
});
