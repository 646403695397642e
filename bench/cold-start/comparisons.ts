import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { BUNDLING } from '../../lib/bundles.ts';
import type { Captured } from '../support/captures.ts';
import { decimals, median, number, table } from '../support/figures.ts';
import {
  AS_MODULE,
  type ColdStart,
  type InstanceOptions,
  type Source,
  type Workshop,
} from '../support/instance.ts';
import type { Replay } from '../support/replay.ts';

/** A bundle, and its cold starts so far. */
export interface Contestant {
  readonly options: Omit<InstanceOptions, 'database'>;
  readonly starts: ColdStart[];
}

export const contestant = (options: Contestant['options']): Contestant => ({ options, starts: [] });

/** Starts each of them cold this many times, by turns. */
export async function startAll(
  workshop: Workshop,
  replay: Replay,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<void> {
  const turns: (() => Promise<void>)[] = [];
  for (const { options, starts } of contestants) {
    const database = await replay.play(options.captured.exchanges);
    turns.push(async () => {
      const instance = await workshop.start({ ...options, database });
      starts.push(instance.cold);
      await instance.end();
    });
  }
  for (let i = 0; i < rounds; i++) for (const take of turns) await take();
}

/** The median times of a contestant's starts, in milliseconds; `totalMs` is until the first answer. */
export const middleOf = ({ starts }: Contestant) => ({
  importMs: median(starts.map(({ importMs }) => importMs)),
  firstMs: median(starts.map(({ firstMs }) => firstMs)),
  totalMs: median(starts.map(({ importMs, firstMs }) => importMs + firstMs)),
  cpuMs: median(starts.map(({ cpuMs }) => cpuMs)),
});

const ROUNDS = 8;
const FUNCTION = join(import.meta.dirname, '../../functions/webhooks/pipeline-failure.ts');
/** The file of the bare client, with which all functions are compared. */
export const BARE_CLIENT = join(import.meta.dirname, 'bare-client.ts');

/** A way to bundle and start functions. */
interface Variant {
  readonly name: string;
  readonly changes?: BuildOptions;
  readonly options?: Partial<Pick<InstanceOptions, 'execArgv' | 'environment'>>;
}

const MAPS = { execArgv: ['--enable-source-maps'] };
const PROVIDERS = { external: [] };
const PLAIN = 'all of these, but minified';

/** Each choice of lib/bundles.ts undone by itself, then all of them. */
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

/** A failure webhook and the bare client, bundled in the same way. */
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
 * Compares ways to bundle a failure webhook and the bare client.
 * @param cache a folder for V8's compile cache
 * @returns a table, and the bare client's cold start in milliseconds with every choice undone
 */
export async function bundlings(
  workshop: Workshop,
  replay: Replay,
  { failure, bare }: { readonly failure: Captured; readonly bare: Captured },
  cache: string,
): Promise<{ table: string; plainBareMs: number }> {
  const pairs = variants(cache).map(({ name, changes = {}, options = {} }) => {
    const bundled = (captured: Captured, source: string) =>
      contestant({ ...options, captured, bundle: workshop.bundle(source, changes) });
    return { name, function: bundled(failure, FUNCTION), bare: bundled(bare, BARE_CLIENT) };
  });
  await startAll(
    workshop,
    replay,
    pairs.flatMap((pair) => [pair.function, pair.bare]),
    ROUNDS,
  );
  const plain = pairs.find(({ name }) => name === PLAIN);
  if (plain === undefined) throw new Error(`No variant is called ${PLAIN}`);
  return { table: pairTable(pairs), plainBareMs: middleOf(plain.bare).totalMs };
}

/** The largest parts of the failure webhook's bundle, in KB: packages, and Kite's own code. */
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

/** Code that uses one part of a function once, then runs the bare client's handler. */
const beside = (imports: string, start: string, use: string): Source => ({
  folder: import.meta.dirname,
  code: `import { handler as bare } from './bare-client.ts';
${imports}
${start}
export const handler = async () => { ${use}; return bare(); };`,
});
const aSchema = 'const schema = z.object({ name: z.string() });';
const parse = "schema.parse({ name: '' })";

/** The parts that a failure webhook has in addition to the bare client. */
const PARTS: readonly (readonly [string, string | Source])[] = [
  ['the bare client', BARE_CLIENT],
  ['Zod, for one schema', beside("import * as z from 'zod';", aSchema, parse)],
  ['Zod Mini, for the same, in its place', beside("import * as z from 'zod/mini';", aSchema, parse)],
  [
    'the schemas of items and texts, with Zod Mini',
    beside(
      "import { issueItemSchema } from '../../functions/shared/store/items.ts';",
      '',
      'issueItemSchema.safeParse({})',
    ),
  ],
  [
    'the log line',
    beside("import { logger } from '../../functions/shared/runtime/log.ts';", '', "logger.info('request')"),
  ],
  [
    'Middy',
    beside(
      "import middy from '@middy/core';",
      'const wrapped = middy().handler(async () => 1);',
      'await wrapped({}, {})',
    ),
  ],
  [
    'plain objects as items (lib-dynamodb), and an update',
    {
      folder: import.meta.dirname,
      code: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export async function handler() {
  const Key = { PK: 'HEALTH', SK: 'HEALTH' };
  await db.send(new UpdateCommand({ TableName: process.env.TABLE_NAME, Key }));
  return { statusCode: 200 };
}`,
    },
  ],
];

/** What each part adds to the bare client's size and cold start. */
export async function partsTable(workshop: Workshop, replay: Replay, bare: Captured): Promise<string> {
  const captured: Captured = {
    ...bare,
    // The replay answers an update as it answers a read that finds nothing.
    exchanges: ['GetItem', 'UpdateItem'].flatMap((name) => bare.exchanges.map((one) => ({ ...one, name }))),
  };
  const parts = PARTS.map(([name, source]) => {
    const bundle = workshop.bundle(source);
    return { name, bundle, starts: contestant({ captured, bundle }) };
  });
  await startAll(
    workshop,
    replay,
    parts.map(({ starts }) => starts),
    ROUNDS,
  );
  const figures = parts.map(({ name, bundle, starts }) => ({
    ...{ name, ...middleOf(starts) },
    kilobytes: statSync(bundle).size / 1_000,
  }));
  const [least, ...more] = figures;
  if (least === undefined) throw new Error('There is no bare client to compare with');
  return table(
    ['', 'KB', 'ms', 'CPU ms'],
    [
      [least.name, ...[least.kilobytes, least.totalMs, least.cpuMs].map(number)],
      ...more.map(({ name, kilobytes, totalMs, cpuMs }) => [
        name,
        ...[kilobytes - least.kilobytes, totalMs - least.totalMs, cpuMs - least.cpuMs].map(plus),
      ]),
    ],
  );
}

const plus = (difference: number) => `${difference < 0 ? '−' : '+'}${number(Math.abs(difference))}`;
