import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { OPTIONS } from './build.ts';

/*
 * `npm run check`: fails when the dashboard takes more than it may. What a first visit loads is the page, its style, and its
 * script with all that this imports at once; what `import()` loads comes later. Compressed with gzip, to compare with others.
 */

const MAX_REQUESTS = 3;
const MAX_FIRST_KB = 60;
const MAX_ALL_KB = 100;

const { outputFiles, metafile } = buildSync({ ...OPTIONS, metafile: true });
const outputs = new Map(Object.entries(metafile.outputs));
const kilobytes = new Map(
  outputFiles.map(({ path, contents }) => [relative(OPTIONS.absWorkingDir, path), gzipSync(contents).length / 1000]),
);

/** A file with all that it imports at once. */
function withImports(path: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(path)) {
    seen.add(path);
    for (const { path: imported, kind } of outputs.get(path)?.imports ?? [])
      if (kind === 'import-statement') withImports(imported, seen);
  }
  return seen;
}
const [entry] = [...outputs].flatMap(([path, { entryPoint }]) => (entryPoint === OPTIONS.entryPoints.kite ? path : []));
if (entry === undefined) throw new Error('The build of the dashboard has no entry point');
const scripts = [...outputs.keys()].filter((path) => path.endsWith('.js'));
const first = [...withImports(entry)];
const sizeOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + (kilobytes.get(path) ?? 0), 0);

const figures = [
  { what: 'requests of a first visit', value: 2 + first.length, max: MAX_REQUESTS },
  { what: 'KB of JavaScript in a first visit', value: sizeOf(first), max: MAX_FIRST_KB },
  { what: 'KB of JavaScript in all', value: sizeOf(scripts), max: MAX_ALL_KB },
];
const said = figures.map(({ what, value, max }) => `${Number(value.toFixed(1))} ${what} (at most ${max})`).join(', ');
if (figures.some(({ value, max }) => value > max)) {
  const largest = [...kilobytes].sort((a, b) => b[1] - a[1]).map(([path, size]) => `  ${size.toFixed(1)} KB ${path}`);
  console.error(`The dashboard is too large: ${said}\n${largest.join('\n')}`);
  process.exitCode = 1;
} else console.log(`The dashboard: ${said}`);
