import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const FUNCTIONS = join(import.meta.dirname, '..', 'functions');

/**
 * Bundles functions for Node.js 24, all in one esbuild run (2.6 times as fast as one run each), and hands the
 * folder to `use`; it is gone afterwards, when the CDK has staged what it needs.
 * @param entries paths below functions/, without `.ts`; each becomes `<folder>/<entry>/index.mjs`
 */
export function bundle(entries: readonly string[], use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'kite-bundles-'));
  try {
    buildSync({
      entryPoints: Object.fromEntries(
        entries.map((entry) => [`${entry}/index`, join(FUNCTIONS, `${entry}.ts`)]),
      ),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      sourcemap: true,
      sourcesContent: false,
      // Some of the SDK's dependencies are CommonJS and call require().
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
