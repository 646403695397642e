import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundlingTable, contents } from './bundling.ts';
import { type Contestant, contestant, middleOf, startAll } from './cold-starts.ts';
import { openWorkshop, sourceOf } from './instance.ts';
import { decimals, number, table } from './markdown.ts';
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

/** The first recording of each function. */
const byFunction = (recordings: readonly Recording[]) =>
  [...Map.groupBy(recordings, (recording) => recording.function)].flatMap(([, [first]]) => first ?? []);

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
  const failure = recordings.find(({ endpoint }) => endpoint === 'POST /webhooks/pipeline-failure');
  if (failure === undefined) throw new Error('No failure was recorded');

  const bare = contestant({ recording, bundle: workshop.bundle(sourceOf('bare-client')) });
  const functions = byFunction(recordings).map((recording) => contestant({ recording }));
  const order = functions.flatMap((one, index) => (index % PER_BARE === 0 ? [bare, one] : [one]));
  await startAll(workshop, replay, order, ROUNDS);
  const rows = await Promise.all([bare, ...functions].map((one) => row(one, bare)));
  const within = functions.filter((one) => middleOf(one).totalMs <= GOAL * middleOf(bare).totalMs).length;
  const head = ['function', 'KB', 'gzip', 'import ms', 'first ms', 'total ms', 'CPU ms', 'ratio', 'of CPU'];
  return `## Cold start

${within} of ${functions.length} within ${GOAL}.

${table(head, rows)}

${await bundlingTable(workshop, replay, { failure, bare: recording }, cache)}

${await partsTable(workshop, replay, recording)}

In a failure webhook's bundle, KB: ${contents()}.
`;
}
