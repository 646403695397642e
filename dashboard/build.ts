import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { type BuildOptions, buildSync } from 'esbuild';
import type { DashboardFile, DashboardFiles } from '../functions/shared/http/dashboard-files.ts';

const FOLDER = import.meta.dirname;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const OPTIONS = {
  absWorkingDir: FOLDER,
  entryPoints: { kite: 'src/main.tsx' },
  outdir: 'assets',
  publicPath: '/dashboard/assets',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.svg': 'file' },
  bundle: true,
  splitting: true,
  format: 'esm',
  // Browsers of two years ago: CSS nesting, `dialog`, `inert`, top-level await.
  target: ['chrome120', 'firefox120', 'safari17'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // All that it needs of tsconfig.json is above.
  tsconfigRaw: {},
  minify: true,
  write: false,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Builds the dashboard as its function serves it: each file compressed, and named by its content.
 * @returns the page, and all other files by name
 */
export function buildDashboard(): DashboardFiles {
  const { outputFiles, metafile } = buildSync(OPTIONS);
  // Every script imports esbuild's own helpers, which do nothing by themselves: in the first one, a request for nothing.
  const helpers = Object.entries(metafile.outputs)
    .filter(([path, { inputs }]) => path.endsWith('.js') && Object.keys(inputs).length === 0)
    .map(([path]) => `import"/dashboard/${path}";`);
  const files: Record<string, DashboardFile> = {};
  for (const { path, contents, text } of outputFiles) {
    const type = TYPES[extname(path)];
    if (type === undefined) throw new Error(`The dashboard has a file of an unknown type: ${path}`);
    const isScript = extname(path) === '.js';
    const served = isScript
      ? Buffer.from(helpers.reduce((script, one) => script.replace(one, ''), text))
      : contents;
    files[basename(path)] = { type, brotli: compress(served) };
  }
  return { page: pageOf(Object.keys(files)), files };
}

/** With the quality that takes longest: it is done once, and read often. */
const compress = (contents: Uint8Array) =>
  brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).toString('base64');

function pageOf(names: readonly string[]): string {
  const named = (start: string, end: string) => {
    const found = names.find((name) => name.startsWith(`${start}-`) && name.endsWith(end));
    if (found === undefined) throw new Error(`The build of the dashboard made no ${start}…${end}`);
    return found;
  };
  return readFileSync(join(FOLDER, 'index.html'), 'utf8')
    .replace('ICON', named('kite', '.svg'))
    .replace('STYLE', named('kite', '.css'))
    .replace('SCRIPT', named('kite', '.js'));
}
