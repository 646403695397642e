import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const FUNCTIONS = join(import.meta.dirname, '..', 'functions');

/**
 * How code becomes what Lambda runs: one file for Node.js 24, `index.cjs`. What the choices are worth at a cold
 * start: `npm run bench -- coldStart`.
 */
export const BUNDLING = {
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  // As a CommonJS module, and without import(): to import `node:http` as a module loads undici with it.
  format: 'cjs',
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  // Where the SDK looks for credentials when there are none in the environment, in which Lambda's are.
  external: [
    '@aws-sdk/credential-provider-http',
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@smithy/credential-provider-imds',
  ],
  minify: true,
  // For functions/shared/runtime/source-map.ts: Node.js itself is not told to read them.
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
} satisfies BuildOptions;

let folder: string | undefined;

/**
 * Bundles functions for Node.js 24, all in one esbuild run (2.6 times as fast as one run each) and once a
 * process. The bundles are gone when it ends; by then the CDK has staged what it needs.
 * @param entries paths below functions/, without `.ts`
 * @returns the folder in which each has become `<entry>/index.cjs`
 */
export function bundle(entries: readonly string[]): string {
  if (folder !== undefined) return folder;
  const outdir = mkdtempSync(join(tmpdir(), 'kite-bundles-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({
    entryPoints: Object.fromEntries(
      entries.map((entry) => [`${entry}/index`, join(FUNCTIONS, `${entry}.ts`)]),
    ),
    outdir,
    ...BUNDLING,
  });
  folder = outdir;
  return folder;
}
