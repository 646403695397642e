import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { buildDashboard } from '../dashboard/build.ts';
import { DASHBOARD } from './endpoints.ts';

const PROJECT = join(import.meta.dirname, '..');
const FUNCTIONS = join(PROJECT, 'functions');
/** What bundles are made of: the dashboard and the document are in those that serve them. */
const SOURCES = ['functions', 'dashboard', 'client/src', 'openapi.json'];

/**
 * How a function is bundled for Lambda: one file for Node.js 24, `index.cjs`. `npm run bench -- coldStart` measures
 * what these choices save at a cold start.
 */
export const BUNDLING = {
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  // CommonJS, and without import(): importing `node:http` as an ES module loads undici too.
  format: 'cjs',
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  // Credential providers that Lambda never needs: its credentials are in the environment.
  external: [
    '@aws-sdk/credential-provider-http',
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@smithy/credential-provider-imds',
  ],
  minify: true,
  // Read by functions/shared/runtime/source-map.ts, not by Node.js itself.
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
} satisfies BuildOptions;

let ownFolder: string | undefined;

/**
 * Bundles functions for Node.js 24, all in one esbuild run (2.6 times as fast as one run each), and from the same
 * sources once: once a process, or once in all processes with one folder in `KITE_BUNDLES`, as in a run of the tests.
 * A process's own bundles are deleted when it ends; by then the CDK has staged them.
 * @param entries paths below functions/, without `.ts`
 * @param routes `ROUTES` of the function that uses it: an environment variable would be too small for many
 * @returns the folder in which each has become `<entry>/index.cjs`
 */
export function bundle(entries: readonly string[], routes: readonly string[]): string {
  const parent = process.env.KITE_BUNDLES ?? makeOwnFolder();
  const folder = join(parent, hashOf(entries, routes));
  if (existsSync(folder)) return folder;
  // Under a name of its own until it is complete.
  const outdir = `${folder}-${process.pid}`;
  buildSync({
    entryPoints: Object.fromEntries(
      entries.map((entry) => [`${entry}/index`, join(FUNCTIONS, `${entry}.ts`)]),
    ),
    outdir,
    define: {
      ROUTES: JSON.stringify(routes),
      ...(entries.includes(DASHBOARD) && { DASHBOARD: JSON.stringify(buildDashboard()) }),
    },
    ...BUNDLING,
  });
  try {
    renameSync(outdir, folder);
  } catch (error) {
    // Another process may have made the same meanwhile.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** A hash of what bundles are made from. Source maps say where the sources are, so their folder is part of it. */
function hashOf(entries: readonly string[], routes: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([FUNCTIONS, BUNDLING, entries, routes]));
  const files = SOURCES.flatMap((source) => filesIn(join(PROJECT, source))).sort();
  for (const file of files) hash.update(JSON.stringify([file, readFileSync(file, 'utf8')]));
  return hash.digest('hex');
}

const filesIn = (path: string): string[] =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
      );

function makeOwnFolder(): string {
  if (ownFolder === undefined) {
    ownFolder = mkdtempSync(join(tmpdir(), 'kite-bundles-'));
    process.once('exit', removeBundles);
  }
  return ownFolder;
}

/** Deletes this process's own bundles. */
export function removeBundles(): void {
  if (ownFolder !== undefined) rmSync(ownFolder, { recursive: true, force: true });
  ownFolder = undefined;
}
