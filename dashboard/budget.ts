import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { buildDashboard } from './build.ts';

/*
 * Fails when the dashboard is larger than it may be: a part of `npm run check`. A first visit loads the page, its style, and
 * its script with all that this imports at once; what `import()` loads comes later. Sizes are with gzip, as others give theirs.
 */

const MAX_REQUESTS = 3;
const MAX_FIRST_KB = 60;
const MAX_ALL_KB = 100;

const { page, files } = buildDashboard();
const scripts = new Map(
  Object.entries(files)
    .filter(([name]) => name.endsWith('.js'))
    .map(([name, { brotli }]) => {
      const script = brotliDecompressSync(Buffer.from(brotli, 'base64'));
      return [name, { text: script.toString(), kilobytes: gzipSync(script).length / 1_000 }];
    }),
);

/** The files that a text has loaded at once: a page's by their tags, a script's by its imports. */
const loadedBy = (text: string): string[] =>
  [...text.matchAll(/(?:from|import|src=|rel="stylesheet" href=)"\/dashboard\/assets\/([^"]+)"/g)].map(
    ([, name = '']) => name,
  );
const first = new Set(loadedBy(page));
for (const name of first) for (const imported of loadedBy(scripts.get(name)?.text ?? '')) first.add(imported);

const sizeOf = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + (scripts.get(name)?.kilobytes ?? 0), 0);
const figures = [
  { what: 'requests at a first visit', value: 1 + first.size, max: MAX_REQUESTS },
  { what: 'KB of JavaScript there', value: sizeOf(first), max: MAX_FIRST_KB },
  { what: 'KB of JavaScript in all', value: sizeOf(scripts.keys()), max: MAX_ALL_KB },
];
const said = figures
  .map(({ what, value, max }) => `${Number(value.toFixed(1))} ${what} (at most ${max})`)
  .join(', ');
if (figures.some(({ value, max }) => value > max)) {
  const sizes = [...scripts].map(([name, { kilobytes }]) => `  ${kilobytes.toFixed(1)} KB ${name}`);
  console.error(`The dashboard is too large: ${said}\n${sizes.join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`The dashboard has ${said}`);
}
