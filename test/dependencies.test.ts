import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import packageJson from '../package.json' with { type: 'json' };

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        license: z.string().optional(),
        dev: z.boolean().default(false),
        link: z.boolean().default(false),
      }),
    ),
  })
  .parse(JSON.parse(read('package-lock.json')));
const page = read('docs/dependencies.md');

test('docs/dependencies.md names every package that the functions depend on, and its licence', () => {
  const rows = [...page.matchAll(/^\| `(.+)` \| .+ \| (.+) \|$/gm)].map(([, name, licence]) => [
    name,
    licence,
  ]);
  const names = Object.keys(packageJson.dependencies);
  expect(rows).toEqual(names.map((name) => [name, packages[`node_modules/${name}`]?.license]));
});

test('and every licence of those that come along', () => {
  const deployed = Object.entries(packages).filter(([path, { dev, link }]) => path !== '' && !dev && !link);
  const licences = new Set(deployed.map(([path, { license }]) => license ?? path));
  const listed = /come along: (.+?)\. A test/s.exec(page)?.[1]?.split(/,\s/);
  expect(listed).toEqual([...licences].sort());
});
