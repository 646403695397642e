import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type EndpointSpec, endpoints } from '../lib/endpoints.ts';
import { readOptions } from '../lib/options.ts';
import packageJson from '../package.json' with { type: 'json' };
import { mutants } from './mutants/list.ts';
import { examplesIn, readCurl } from './support/examples.ts';
import { blocksIn, codeIn, commandsIn, pages, PROJECT as project, read } from './support/page-blocks.ts';

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-');
const anchorsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

test.each(pages)('every link of %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link = '', picture = link]) => picture,
  );
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
      route.includes(' /api/v1/') &&
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

describe('what pages name is there', () => {
  const files = globSync(
    '{bin,lib,functions,dashboard,test,docs,generator,local,harness,bench,operate,.ci}/**/*',
    {
      cwd: project,
    },
  );
  const FOLDER = /^(?:bin|lib|functions|dashboard|test|docs|generator|local|harness|bench|operate|\.ci)\//;

  test.each(pages)('%s: files and folders', (page) => {
    // In examples of one's own: the webhook that docs/writing-a-webhook.md makes.
    const isOwn = (path: string) => path.includes('smoke-test') || path === 'test/e2e/custom';
    const missing = codeIn(read(page))
      .filter((code) => /^[\w.<>*/-]+$/.test(code) && (FOLDER.test(code) || /^[\w./<>-]+\.ts$/.test(code)))
      .filter((path) => !isOwn(path))
      .filter((path) => {
        const pattern = path.replaceAll(/<[^>]*>/g, '*').replace(/\/$/, '');
        if (FOLDER.test(path)) return globSync(pattern, { cwd: project }).length === 0;
        return (
          !files.some((file) => file.endsWith(`/${pattern}`)) &&
          globSync(pattern, { cwd: project }).length === 0
        );
      });
    expect(missing).toEqual([]);
  });

  /** The files that npm's commands run, by their names. */
  const scripts = new Map(
    Object.entries(packageJson.scripts).map(([name, script]) => [
      name,
      / ((?:bin|bench|test)\/\S+\.ts)$/.exec(script)?.[1],
    ]),
  );
  /** What npm and jest bring themselves. */
  const BUILT_IN = new Set(['ci', 'test', 'audit', 'start']);

  test.each(pages)("%s: npm's commands and their options", (page) => {
    const commands = [...commandsIn(read(page)), ...codeIn(read(page))]
      .flatMap((line) => line.split(' && '))
      .filter((line) => /^npm (?!err!)[a-z]+\b/.test(line));
    const unknown = commands.filter((line) => {
      const [, word = '', script = word] = /^npm (?:run )?(?:--\S+ )?((?:\S+))/.exec(line) ?? [];
      if (!scripts.has(script)) return !BUILT_IN.has(word);
      const file = scripts.get(script);
      const options = (line.split(' -- ')[1] ?? '').match(/(?<=^| )--?[a-z][\w-]*/g) ?? [];
      // The CDK's own options are passed on; jest's too.
      return file !== undefined && options.some((option) => !read(file).includes(option));
    });
    expect(unknown).toEqual([]);
  });

  const isOption = (name: string) => {
    try {
      readOptions({ [`kite:${name}`]: null });
      return true;
    } catch (error) {
      return !String(error).includes(`kite:${name}: is not an option`);
    }
  };
  test.each(pages)('%s: deployment options, with their defaults', (page) => {
    const text = read(page);
    const named = [...text.matchAll(/(?<!\/)\bkite:(\w+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => name !== 'stage' && !isOption(name))).toEqual([]);
    const defaults = new Map<string, unknown>(Object.entries(readOptions({})));
    const wrong = [...text.matchAll(/`kite:(\w+)` \(([\d,]+)\)/g)].filter(
      ([, name = '', value = '']) => String(defaults.get(name)) !== value.replace(',', ''),
    );
    expect(wrong.map(([said]) => said)).toEqual([]);
  });

  test.each(pages)("%s: examples of a stage's options, and of issuers, are valid", (page) => {
    for (const block of blocksIn(read(page), 'json')) {
      if (!/"(?:kite:\w+|issuer)"/.test(block)) continue;
      const value = JSON.parse(block);
      expect(() => readOptions('issuer' in value ? { 'kite:oidc': [value] } : value)).not.toThrow();
    }
  });

  test('every deployment, doctor and redrive names its stage; no deployment has options that the next one forgets', () => {
    const isBare = (line: string) =>
      (/^npx cdk (?:deploy|diff|destroy|synth|import)\b/.test(line) && !/-c kite:stage=/.test(line)) ||
      /^npm run deploy(?! -- [a-z<])\b./.test(line) ||
      /^npm run deploy .*-c /.test(line);
    const hasNoStage = (line: string) => /^npm run (?:doctor|redrive)\b(?! -- --stage )/.test(line);
    const bare = pages.flatMap((page) => [
      ...commandsIn(read(page)).filter((line) => isBare(line) || hasNoStage(line)),
      ...codeIn(read(page)).filter(isBare),
    ]);
    expect(bare).toEqual([]);
  });

  test('a page adds to secrets.env, which others use too and git ignores', () => {
    const lines = pages.flatMap((page) =>
      commandsIn(read(page)).filter((line) => /> secrets\.env/.test(line)),
    );
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !line.includes('>> secrets.env'))).toEqual([]);
    expect(read('.gitignore').split('\n')).toContain('secrets.env');
  });
});

/** The value of a constant, in the words of a page. */
function constant(file: string, name: string): string {
  const [, value = ''] = new RegExp(`const ${name} = ([\\d_ *]+);`).exec(read(`functions/${file}`)) ?? [];
  expect({ file, name, value }).toEqual({ file, name, value: expect.stringMatching(/\d/) });
  const number = value
    .replaceAll('_', '')
    .split('*')
    .reduce((product, factor) => product * Number(factor), 1);
  if (number % 1_048_576 === 0) return `${number / 1_048_576} MiB`;
  if (number % 1_024 === 0) return `${number / 1_024} KiB`;
  if (number >= 1_000_000) return `${number / 1_000_000} MB`;
  return number.toLocaleString('en');
}

test('the limits of docs/api.md are those of the code', () => {
  const [, section = ''] = /^## Limits$(.*?)^## /ms.exec(`${read('docs/api.md')}\n## `) ?? [];
  const rows = [...section.matchAll(/^\| (.+?) \| (.+) \|$/gm)]
    .map(([, what = '', limit = '']) => [what.replaceAll(/\]\([^)]*\)|[`[]/g, ''), limit] as const)
    .filter(([what]) => !/^(?:what|-+)$/.test(what));
  const [issue, size] = ['shared/issue/issue.ts', 'shared/issue/size.ts'];
  const expected: Readonly<Record<string, readonly string[]>> = {
    body: [
      constant('shared/http/body.ts', 'MAX_BODY_BYTES'),
      constant('shared/http/body.ts', 'MAX_REPORT_BYTES'),
      constant('shared/intake/sender.ts', 'MAX_BODY_BYTES'),
      constant('issues/update.ts', 'MAX_BODY_BYTES'),
      constant('shared/http/body.ts', 'MAX_VALUES'),
    ],
    'related issues': [constant(issue, 'MAX_RELATED'), constant(size, 'MAX_RELATED_BYTES')],
    'a page of a list': [constant(size, 'MAX_SENT_BYTES')],
    'a page of scopes': [
      constant('shared/store/groups.ts', 'MAX_ENTRIES'),
      constant('shared/store/groups.ts', 'PAGE_BYTES'),
    ],
    'deliveries that an issue knows': [constant('shared/store/deliveries.ts', 'MAX_DELIVERIES')],
  };
  for (const [what, values] of Object.entries(expected)) {
    const limit = rows.find((row) => row[0] === what)?.[1];
    for (const value of values)
      expect({ what, limit }).toEqual({ what, limit: expect.stringMatching(new RegExp(`\\b${value}\\b`)) });
  }
});
