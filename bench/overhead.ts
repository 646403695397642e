import { openWorkshop, sourceOf, type Warm, type Workshop } from './instance.ts';
import { decimals, number, table } from './markdown.ts';
import { median } from './median.ts';
import type { Metered } from './metered.ts';
import { type Recording, recordingsOf } from './recordings.ts';
import { type Replay, startReplay } from './replay.ts';

const GOAL = 1.3;
/** Invocations of each side before the first that counts, so that their code is compiled. */
const WARM_UP = 60;
const BATCHES = 6;
const PER_BATCH = 15;

interface Overhead {
  readonly recording: Recording;
  readonly kite: Warm;
  readonly bare: Warm;
}

/** The median of each figure. */
const middle = (batches: readonly Warm[]): Warm => ({
  wallMs: median(batches.map(({ wallMs }) => wallMs)),
  activeMs: median(batches.map(({ activeMs }) => activeMs)),
  cpuMs: median(batches.map(({ cpuMs }) => cpuMs)),
});

async function compare(
  { start }: Workshop,
  replay: Replay,
  recording: Recording,
  bundle: string,
): Promise<Overhead> {
  const [kite, bare] = await Promise.all([
    start({ recording, database: await replay.play(recording.exchanges) }),
    start({ recording, database: await replay.play(recording.exchanges), bundle }),
  ]);
  try {
    await Promise.all([kite.run(WARM_UP), bare.run(WARM_UP)]);
    const batches: { readonly kite: Warm; readonly bare: Warm }[] = [];
    for (let i = 0; i < BATCHES; i++) {
      batches.push({ kite: await kite.run(PER_BATCH), bare: await bare.run(PER_BATCH) });
    }
    return {
      recording,
      kite: middle(batches.map(({ kite }) => kite)),
      bare: middle(batches.map(({ bare }) => bare)),
    };
  } finally {
    await Promise.all([kite.end(), bare.end()]);
  }
}

async function measure(kite: Metered): Promise<Overhead[]> {
  await using started = new AsyncDisposableStack();
  const workshop = started.adopt(await openWorkshop(), ({ close }) => close());
  const replay = started.adopt(await startReplay(), ({ close }) => close());
  const bare = workshop.bundle(sourceOf('bare'));
  const overheads: Overhead[] = [];
  for (const recording of await recordingsOf(kite)) {
    overheads.push(await compare(workshop, replay, recording, bare));
  }
  return overheads;
}

const asksNothing = ({ recording }: Overhead) => recording.exchanges.length === 0;
const cpuRatio = ({ kite, bare }: Overhead) => kite.cpuMs / bare.cpuMs;
const wallRatio = ({ kite, bare }: Overhead) => kite.activeMs / bare.activeMs;
const added = ({ kite, bare }: Overhead) => kite.cpuMs - bare.cpuMs;

const overheadTable = (overheads: readonly Overhead[]) =>
  table(
    ['endpoint', 'path', 'CPU ms', 'bare', 'ratio', 'wall ms', 'bare', 'ratio'],
    overheads.map((one) => [
      `\`${one.recording.endpoint}\``,
      one.recording.name,
      ...[one.kite.cpuMs, one.bare.cpuMs].map(decimals),
      asksNothing(one) ? '–' : decimals(cpuRatio(one)),
      ...[one.kite.activeMs, one.bare.activeMs].map(decimals),
      asksNothing(one) ? '–' : decimals(wallRatio(one)),
    ]),
  );

/** How many are within the goal, and by how much the others are not. */
function verdict(all: readonly Overhead[]): string {
  const asking = all.filter((one) => !asksNothing(one));
  const beyond = asking.filter((one) => cpuRatio(one) > GOAL);
  const names = beyond.map(
    (one) => `\`${one.recording.endpoint}\` (${one.recording.name}) by ${decimals(cpuRatio(one) - GOAL)}`,
  );
  const sorted = asking.map(added).sort((a, b) => a - b);
  const frame = all.filter(asksNothing).map(({ kite }) => kite.cpuMs);
  return `**Goal: at most ${GOAL}.** ${asking.length - beyond.length} of ${asking.length} paths are within it in CPU time; the
median is ${decimals(median(asking.map(cpuRatio)))} in CPU and ${decimals(median(asking.map(wallRatio)))} in wall time. \
${names.length > 0 ? `Beyond it: ${names.join(', ')}.` : ''}

Kite adds from ${decimals(sorted[0] ?? 0)} to ${decimals(sorted.at(-1) ?? 0)} ms to what the SDK takes (median ${decimals(median(sorted))}): what every request passes
(Middy, the log line, the caller: all that ${number(frame.length)} paths do that ask nothing of the database, ${frame.map(decimals).join(' and ')} ms), the
schemas of the request and of every item that is read, and the update's expression.`;
}

/** What functions do beside asking the database, when they are warm. */
export async function overhead(kite: Metered): Promise<string> {
  const overheads = await measure(kite);
  return `## Handler overhead

Each path was recorded once: the event as API Gateway has it, what was asked of the database, and the answers. The
function's bundle and a bare handler (\`bench/bare.ts\`), each in a process of its own, then answer that event over and
over, while a third process gives the recorded answers at once. The bare one reads the body from JSON, makes the same
calls with the document client in the same rounds, and writes the same answer as JSON, no more. CPU is that of all of a
process's threads; wall is the time of its event loop without what it waited. After ${WARM_UP} invocations, medians of ${BATCHES}
batches of ${PER_BATCH}, by turns.

${verdict(overheads)}

${overheadTable(overheads)}
`;
}
