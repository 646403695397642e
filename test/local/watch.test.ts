import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { watchSources } from '../../local/watch.ts';
import { comes } from '../support/cli.ts';

const project = realpathSync(mkdtempSync(join(tmpdir(), 'kite-watch-')));
const file = join(project, 'functions/webhooks/one.ts');
const seen: string[][] = [];
let stop: () => Promise<void>;

const shell = (command: string) => execFileSync('bash', ['-ec', command], { cwd: project });
const commit = 'git -c user.name=kite -c user.email=kite@example.com commit -qam change';

beforeAll(async () => {
  for (const folder of ['functions/webhooks', 'node_modules', 'stages', 'data'])
    mkdirSync(join(project, folder), { recursive: true });
  writeFileSync(file, 'one');
  shell(`git init -q && git add . && ${commit} && echo two > functions/webhooks/one.ts && ${commit}`);
  // Its own writes are no changes.
  await sleep(500);
  stop = await watchSources(project, async (files) => {
    seen.push([...files]);
  });
});
afterAll(async () => {
  await stop();
  rmSync(project, { recursive: true });
});

const ONE = 'functions/webhooks/one.ts';
// Each after the others, since a watcher may lose a file that was replaced once.
test.each([
  ['in place', `echo three > ${ONE}`],
  ['by sed', `sed -i.bak s/three/four/ ${ONE} && rm ${ONE}.bak`],
  ['in place, after that', `echo five >> ${ONE}`],
  ['by git checkout of the file', `git checkout -q ${ONE}`],
  ['by git checkout of a commit', 'git checkout -q HEAD~1'],
  ['as editors save: a backup, and a new file', `mv ${ONE} ${ONE}~ && echo six > ${ONE} && rm ${ONE}~`],
  ['as editors save: another file takes its place', `echo seven > .one.tmp && mv .one.tmp ${ONE}`],
  ['by deleting it', `rm ${ONE}`],
  ['by making it again', `echo eight > ${ONE}`],
  ['in place, after all that', `echo nine >> ${ONE}`],
])('a file that is changed %s is noticed', async (_how, command) => {
  seen.length = 0;
  shell(command);
  expect(await comes(() => seen.flat().includes(ONE))).toBe(true);
});

test('so is what a build is made from besides, and nothing else', async () => {
  seen.length = 0;
  writeFileSync(join(project, 'node_modules/x.ts'), '');
  writeFileSync(join(project, 'data/x.json'), '');
  writeFileSync(join(project, 'functions/.one.ts.swp'), '');
  mkdirSync(join(project, 'other'));
  writeFileSync(join(project, 'other/two.ts'), '');
  await sleep(100);
  shell('mv other functions/other');
  writeFileSync(join(project, 'cdk.json'), '{}');
  writeFileSync(join(project, 'stages/prod.json'), '{}');
  expect(await comes(() => seen.flat().includes('stages/prod.json'))).toBe(true);
  const files = new Set(seen.flat());
  expect(files).toContain('functions/other');
  expect([...files].filter((path) => !path.startsWith('functions/other')).sort()).toEqual([
    'cdk.json',
    'stages/prod.json',
  ]);
  seen.length = 0;
  writeFileSync(join(project, 'functions/other/two.ts'), 'changed');
  expect(await comes(() => seen.flat().includes('functions/other/two.ts'))).toBe(true);
});

test('changes while a rebuild runs make one more, when it has ended', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'kite-watch-'));
  cpSync(join(project, 'functions'), join(copy, 'functions'), { recursive: true });
  await sleep(300);
  const calls: string[] = [];
  let end: () => void = () => undefined;
  const stopThis = await watchSources(copy, async (files) => {
    calls.push(files.join());
    await new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  const write = (name: string) => writeFileSync(join(copy, `functions/webhooks/${name}.ts`), name);
  write('a');
  expect(await comes(() => calls.length === 1)).toBe(true);
  write('b');
  await sleep(500);
  write('c');
  await sleep(500);
  expect(calls).toEqual(['functions/webhooks/a.ts']);
  end();
  expect(await comes(() => calls.length === 2)).toBe(true);
  expect(calls[1]).toBe('functions/webhooks/b.ts,functions/webhooks/c.ts');
  end();
  await stopThis();
  rmSync(copy, { recursive: true });
});
