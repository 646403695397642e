import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const FUNCTIONS = join(import.meta.dirname, '..', 'functions');

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

const bundled = new Map<string, string>();

/**
 * Bundles functions for Node.js 24, all in one esbuild run (2.6 times as fast as one run each), and the same
 * functions once a process. The bundles are deleted when the process ends; by then the CDK has staged them.
 * @param entries paths below functions/, without `.ts`
 * @param routes `ROUTES` of the function that uses it: an environment variable would be too small for many
 * @returns the folder in which each has become `<entry>/index.cjs`
 */
export function bundle(entries: readonly string[], routes: readonly string[]): string {
  const key = entries.join('\n');
  const outdir = bundled.get(key) ?? mkdtempSync(join(tmpdir(), 'kite-bundles-'));
  if (bundled.has(key)) return outdir;
  bundled.set(key, outdir);
  process.once('exit', removeBundles);
  buildSync({
    entryPoints: Object.fromEntries(
      entries.map((entry) => [`${entry}/index`, join(FUNCTIONS, `${entry}.ts`)]),
    ),
    outdir,
    define: { ROUTES: JSON.stringify(routes) },
    ...BUNDLING,
  });
  return outdir;
}

/** Deletes all bundles. */
export function removeBundles(): void {
  for (const folder of bundled.values()) rmSync(folder, { recursive: true, force: true });
  bundled.clear();
}
