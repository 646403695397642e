import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { mutants } from './mutants/list.ts';

const project = fileURLToPath(new URL('../', import.meta.url));
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: project })];
const read = (path: string) => readFileSync(join(project, path), 'utf8');

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-');
const anchorsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

test.each(pages)('every link of %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : relative(project, join(project, dirname(page), path));
      return !existsSync(join(project, target)) || (anchor && !anchorsOf(target).includes(anchor));
    });
  expect(broken).toEqual([]);
});

test('every test that the threat model relies on is there', () => {
  const named = [
    ...read('docs/threat-model.md').matchAll(/(?<![*\\])\*([a-z][\w/-]*)(?:: ([^*]+))?\*(?!\*)/g),
  ];
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter(([, file = '', title = '']) => {
    const path = `test/${file}.test.ts`;
    return !existsSync(join(project, path)) || !read(path).includes(title);
  });
  expect(missing.map(([text]) => text)).toEqual([]);
});

test('every row of the threat model names a deliberate breakage, and each is in the list', () => {
  const rows = read('docs/threat-model.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1);
  expect(rows.length).toBeGreaterThan(20);
  const ids = rows.map((row) => [...row.matchAll(/`([A-Z]\d\d)`/g)].map(([, id]) => id));
  expect(rows.filter((_row, index) => ids[index]?.length === 0)).toEqual([]);
  const known = new Set(mutants.map(({ id }) => id));
  expect(known.size).toBe(mutants.length);
  expect(ids.flat().filter((id) => id === undefined || !known.has(id))).toEqual([]);
});
