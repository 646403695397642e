import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type EndpointSpec, endpoints } from '../lib/endpoints.ts';
import { mutants } from './mutants/list.ts';
import { examplesIn, readCurl } from './support/examples.ts';

const project = fileURLToPath(new URL('../', import.meta.url));
const pages = [...globSync('*.md', { cwd: project }), ...globSync('docs/**/*.md', { cwd: project })];
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

describe('docs/api.md and docs/webhooks.md', () => {
  const text = [read('docs/api.md'), read('docs/webhooks.md')].join('\n');
  const examples = examplesIn(text).map(({ command }) => readCurl(command, {}));
  /** Routes that these pages describe; senders have pages of their own, and generated webhooks are their makers'. */
  const described = endpoints.filter(
    ({ entry, route }) =>
      route !== '$default' &&
      !entry.startsWith('senders/') &&
      !existsSync(
        join(project, `test/e2e/custom/${basename(entry).replace(/-(failure|success)$/, '')}.test.ts`),
      ),
  );
  const headingOf = ({ entry, route }: EndpointSpec) =>
    entry.startsWith('webhooks/') ? basename(entry) : route.replace('/api/v1', '');

  test('have a heading for every route, and for no other', () => {
    const headings = [...text.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.sort()).toEqual(described.map(headingOf).sort());
  });

  test.each(described.map(({ route }) => route))('have an example of %s', (route) => {
    const [method, path = ''] = route.split(' ');
    const pattern = new RegExp(`^${path.replace('/api/v1', '').replace(/\{\w+\}/g, '\\$\\w+')}(\\?|$)`);
    expect(examples.filter((one) => one.method === method && pattern.test(one.path))).not.toEqual([]);
  });
});

test('every sender has a page, to which docs/senders.md leads', () => {
  const senders = endpoints.flatMap(({ sender }) => sender ?? []);
  expect(senders.length).toBeGreaterThan(0);
  const page = read('docs/senders.md');
  expect(senders.filter((sender) => !page.includes(`[\`${sender}\`](senders/${sender}.md)`))).toEqual([]);
});
