import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Captured, capturesOf, type Kite } from '../support/captures.ts';
import { decimals, median, number, table } from '../support/figures.ts';
import { openWorkshop } from '../support/instance.ts';
import { startReplay } from '../support/replay.ts';
import {
  BARE_CLIENT,
  bundlings,
  type Contestant,
  contents,
  contestant,
  middleOf,
  partsTable,
  startAll,
} from './comparisons.ts';

const GOAL = 1.35;
const ROUNDS = 5;
/** How many of Kite's bundles are started for each start of the bare one. */
const PER_BARE = 4;

/** What the bare client, with which functions are compared, is invoked with: it reads what `GET /health` reads. */
function bareOf(captures: readonly Captured[]): Captured {
  const health = captures.find(({ endpoint }) => endpoint === 'GET /health');
  if (health === undefined) throw new Error('GET /health was not captured');
  return { ...health, endpoint: 'bare', event: {}, answer: JSON.stringify({ statusCode: 200 }) };
}

/** The path through each function that makes the fewest requests to the database: the bare client makes one. */
const byFunction = (captures: readonly Captured[]) =>
  [...Map.groupBy(captures, (captured) => captured.function).values()].flatMap(
    (paths) => paths.toSorted((a, b) => a.exchanges.length - b.exchanges.length)[0] ?? [],
  );

async function row(one: Contestant, bare: Contestant): Promise<string[]> {
  const { captured, bundle = captured.function.file } = one.options;
  const code = await readFile(bundle);
  const [ours, least] = [middleOf(one), middleOf(bare)];
  return [
    `\`${captured.endpoint}\``,
    ...[code.length, gzipSync(code).length].map((bytes) => number(bytes / 1_000)),
    ...[ours.importMs, ours.firstMs, ours.totalMs, ours.cpuMs].map(number),
    ...[ours.totalMs / least.totalMs, ours.cpuMs / least.cpuMs].map(decimals),
  ];
}

/** How many functions are within the goal, and their median ratio. */
function standing(functions: readonly Contestant[], bareMs: number): string {
  const ratios = functions.map((one) => middleOf(one).totalMs / bareMs);
  const within = ratios.filter((ratio) => ratio <= GOAL).length;
  return `${within} of ${ratios.length} are within it, and the median is ${decimals(median(ratios))}`;
}

/** How long functions take until their first answer, and why. */
export async function coldStart(kite: Kite): Promise<string> {
  await using started = new AsyncDisposableStack();
  const workshop = started.adopt(await openWorkshop(), ({ close }) => close());
  const replay = started.adopt(await startReplay(), ({ close }) => close());
  const cache = started.adopt(await mkdtemp(join(tmpdir(), 'kite-cache-')), (folder) =>
    rm(folder, { recursive: true }),
  );
  const captures = await capturesOf(kite);
  const captured = bareOf(captures);
  const paths = byFunction(captures);
  const failure = paths.find(({ endpoint }) => endpoint === 'POST /webhooks/pipeline-failure');
  if (failure === undefined) throw new Error('No failure was captured');

  const bare = contestant({ captured, bundle: workshop.bundle(BARE_CLIENT) });
  const functions = paths.map((captured) => contestant({ captured }));
  const order = functions.flatMap((one, index) => (index % PER_BARE === 0 ? [bare, one] : [one]));
  await startAll(workshop, replay, order, ROUNDS);
  const rows = await Promise.all([bare, ...functions].map((one) => row(one, bare)));
  const head = ['function', 'KB', 'gzip', 'import ms', 'first ms', 'total ms', 'CPU ms', 'ratio', 'of CPU'];
  const { table: choices, plainBareMs } = await bundlings(
    workshop,
    replay,
    { failure, bare: captured },
    cache,
  );
  const parts = await partsTable(workshop, replay, captured);
  return `## Cold start

Each bundle is loaded in a fresh Node.js process, as Lambda's runtime loads it (which has \`node:http\` by then), and
invoked once with a captured event; a second process gives the captured answers at once, over HTTP. What TLS needs of
Node.js is loaded in that time, its handshake is not in it. Times are from before the import until the first answer,
medians of ${ROUNDS} starts, by turns with the bare client (\`bench/cold-start/bare-client.ts\`): a bundle with nothing but
the DynamoDB client, that makes one \`GetItem\`. Of a function's paths, the one counts that asks the database least. On
Lambda, where these functions have a part of one processor, CPU time tells more than time.

**Goal: at most ${GOAL}.** Held against the bare client bundled in the same way, ${standing(functions, middleOf(bare).totalMs)}.
Held against the bare client as it comes (an ES module with all providers of credentials and its source map read,
${number(plainBareMs)} ms), ${standing(functions, plainBareMs)}.

${table(head, rows)}

### What the bundling is worth

\`POST /webhooks/pipeline-failure\` and the bare client, with each choice of \`lib/bundles.ts\` undone. What makes the bare
client faster too does not show in the ratio, only in the milliseconds.

${choices}

### What keeps functions from the goal

Each part by itself beside the bare client; the rest is Kite's own code, and every further request to the database. Of a
failure webhook's bundle, in KB: ${contents()}.

${parts}
`;
}
