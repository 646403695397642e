import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { BUNDLING } from '../lib/bundles.ts';
import { type Contestant, contestant, middleOf, startAll } from './cold-starts.ts';
import { AS_MODULE, type InstanceOptions, sourceOf, type Workshop } from './instance.ts';
import { decimals, number, table } from './markdown.ts';
import type { Recording } from './recordings.ts';
import type { Replay } from './replay.ts';

const ROUNDS = 8;
const FUNCTION = join(import.meta.dirname, '../functions/webhooks/pipeline-failure.ts');

/** A way to bundle and to start, other than the stack's. */
interface Variant {
  readonly name: string;
  readonly changes?: BuildOptions;
  readonly options?: Partial<Pick<InstanceOptions, 'execArgv' | 'environment'>>;
}

const MAPS = { execArgv: ['--enable-source-maps'] };
const PROVIDERS = { external: [] };
const PLAIN = 'all of these, but minified';

/** Each choice of lib/bundles.ts undone, and all of them. */
const variants = (cache: string): readonly Variant[] => [
  { name: 'as it is' },
  { name: 'as an ES module, with `import()`', changes: AS_MODULE },
  { name: 'with every provider of credentials', changes: PROVIDERS },
  { name: 'not minified', changes: { minify: false } },
  { name: 'with its source map read at the start', options: MAPS },
  {
    name: PLAIN,
    changes: { ...AS_MODULE, ...PROVIDERS },
    options: MAPS,
  },
  {
    name: "with V8's compile cache filled, which on Lambda is empty",
    options: { environment: { NODE_COMPILE_CACHE: cache } },
  },
];

/** A failure webhook and the bare client, bundled in one way. */
interface Pair {
  readonly name: string;
  readonly function: Contestant;
  readonly bare: Contestant;
}

const size = ({ options: { bundle = '' } }: Contestant) => number(statSync(bundle).size / 1_000);

const pairTable = (pairs: readonly Pair[]) =>
  table(
    ['bundled', 'KB', 'ms', 'CPU ms', 'bare KB', 'ms', 'CPU ms', 'ratio', 'of CPU'],
    pairs.map((pair) => {
      const [ours, least] = [middleOf(pair.function), middleOf(pair.bare)];
      return [
        ...[pair.name, size(pair.function), ...[ours.totalMs, ours.cpuMs].map(number)],
        ...[size(pair.bare), ...[least.totalMs, least.cpuMs].map(number)],
        ...[ours.totalMs / least.totalMs, ours.cpuMs / least.cpuMs].map(decimals),
      ];
    }),
  );

/**
 * Bundles both in each of these ways, and starts them.
 * @param cache a folder for V8's compile cache
 * @returns a table of it; and what the bare client's cold start takes, in milliseconds, with every choice undone
 */
export async function bundlings(
  workshop: Workshop,
  replay: Replay,
  { failure, bare }: { readonly failure: Recording; readonly bare: Recording },
  cache: string,
): Promise<{ table: string; plainBareMs: number }> {
  const pairs = variants(cache).map(({ name, changes = {}, options = {} }) => {
    const made = (recording: Recording, source: string) =>
      contestant({ ...options, recording, bundle: workshop.bundle(source, changes) });
    return { name, function: made(failure, FUNCTION), bare: made(bare, sourceOf('bare-client')) };
  });
  await startAll(
    workshop,
    replay,
    pairs.flatMap((pair) => [pair.function, pair.bare]),
    ROUNDS,
  );
  const plain = pairs.find(({ name }) => name === PLAIN);
  if (plain === undefined) throw new Error('Every choice was undone');
  return { table: pairTable(pairs), plainBareMs: middleOf(plain.bare).totalMs };
}

/** What the failure webhook's bundle is made of: packages, and Kite's own, in KB. */
export function contents(): string {
  const { metafile } = buildSync({
    ...BUNDLING,
    entryPoints: [FUNCTION],
    outdir: 'unused',
    write: false,
    sourcemap: false,
    metafile: true,
  });
  const bytes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs),
  )) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? "Kite's own";
    bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
  }
  const most = [...bytes].sort(([, a], [, b]) => b - a);
  return most
    .slice(0, 9)
    .map(([name, size]) => `${name} ${number(size / 1_000)}`)
    .join(', ');
}
