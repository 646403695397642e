import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundlings, contents } from './bundling.ts';
import { type Contestant, contestant, middleOf, startAll } from './cold-starts.ts';
import { openWorkshop, sourceOf } from './instance.ts';
import { decimals, number, table } from './markdown.ts';
import { median } from './median.ts';
import type { Metered } from './metered.ts';
import { partsTable } from './parts.ts';
import { type Recording, recordingsOf } from './recordings.ts';
import { startReplay } from './replay.ts';

const GOAL = 1.25;
const ROUNDS = 5;
/** How many of Kite's bundles are started before the bare one is again. */
const PER_BARE = 4;

/** The least that a function can be which reads a table: what Kite's are held against. */
function bareOf(recordings: readonly Recording[]): Recording {
  const health = recordings.find(({ endpoint }) => endpoint === 'GET /health');
  if (health === undefined) throw new Error('GET /health was not recorded');
  return { ...health, endpoint: 'bare', event: {}, answer: JSON.stringify({ statusCode: 200 }) };
}

/** Of each function the path that asks the database least: the bare client asks once. */
const byFunction = (recordings: readonly Recording[]) =>
  [...Map.groupBy(recordings, (recording) => recording.function).values()].flatMap(
    (paths) => paths.toSorted((a, b) => a.exchanges.length - b.exchanges.length)[0] ?? [],
  );

async function row(one: Contestant, bare: Contestant): Promise<string[]> {
  const { recording, bundle = recording.function.file } = one.options;
  const code = await readFile(bundle);
  const [ours, least] = [middleOf(one), middleOf(bare)];
  return [
    `\`${recording.endpoint}\``,
    ...[code.length, gzipSync(code).length].map((bytes) => number(bytes / 1_000)),
    ...[ours.importMs, ours.firstMs, ours.totalMs, ours.cpuMs].map(number),
    ...[ours.totalMs / least.totalMs, ours.cpuMs / least.cpuMs].map(decimals),
  ];
}

/** How many functions are within the goal, and what the middle one's ratio is. */
function standing(functions: readonly Contestant[], bareMs: number): string {
  const ratios = functions.map((one) => middleOf(one).totalMs / bareMs);
  const within = ratios.filter((ratio) => ratio <= GOAL).length;
  return `${within} of ${ratios.length} are within it, and the median is ${decimals(median(ratios))}`;
}

/** How long functions take until their first answer, and of what that is made. */
export async function coldStart(kite: Metered): Promise<string> {
  await using started = new AsyncDisposableStack();
  const workshop = started.adopt(await openWorkshop(), ({ close }) => close());
  const replay = started.adopt(await startReplay(), ({ close }) => close());
  const cache = started.adopt(await mkdtemp(join(tmpdir(), 'kite-cache-')), (folder) =>
    rm(folder, { recursive: true }),
  );
  const recordings = await recordingsOf(kite);
  const recording = bareOf(recordings);
  const paths = byFunction(recordings);
  const failure = paths.find(({ endpoint }) => endpoint === 'POST /webhooks/pipeline-failure');
  if (failure === undefined) throw new Error('No failure was recorded');

  const bare = contestant({ recording, bundle: workshop.bundle(sourceOf('bare-client')) });
  const functions = paths.map((recording) => contestant({ recording }));
  const order = functions.flatMap((one, index) => (index % PER_BARE === 0 ? [bare, one] : [one]));
  await startAll(workshop, replay, order, ROUNDS);
  const rows = await Promise.all([bare, ...functions].map((one) => row(one, bare)));
  const head = ['function', 'KB', 'gzip', 'import ms', 'first ms', 'total ms', 'CPU ms', 'ratio', 'of CPU'];
  const { table: choices, plainBareMs } = await bundlings(
    workshop,
    replay,
    { failure, bare: recording },
    cache,
  );
  const parts = await partsTable(workshop, replay, recording);
  return `## Cold start

Each bundle is loaded in a fresh Node.js process, as Lambda's runtime loads it (which has \`node:http\` by then), and
invoked once with a recorded event; a second process gives the recorded answers at once, over HTTP. What TLS needs of
Node.js is loaded in that time, its handshake is not in it. Times are from before the import until the first answer,
medians of ${ROUNDS} starts, by turns with the bare client (\`bench/bare-client.ts\`): a bundle with nothing but the DynamoDB
client, that makes one \`GetItem\`. Of a function's paths, the one counts that asks the database least. On Lambda,
where these functions have a part of one processor, CPU time tells more than time.

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
