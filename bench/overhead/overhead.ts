import { join } from 'node:path';
import { type Captured, capturesOf, type Kite } from '../support/captures.ts';
import { decimals, median, number, table } from '../support/figures.ts';
import { openWorkshop, type Warm, type Workshop } from '../support/instance.ts';
import { type Replay, startReplay } from '../support/replay.ts';

const GOAL = 1.3;
/** Invocations of each side before those that count, so that V8 has compiled their code. */
const WARM_UP = 60;
const BATCHES = 6;
const PER_BATCH = 15;

interface Overhead {
  readonly captured: Captured;
  readonly kite: Warm;
  readonly bare: Warm;
}

/** The median of each figure. */
const middle = (batches: readonly Warm[]): Warm => ({
  wallMs: median(batches.map(({ wallMs }) => wallMs)),
  activeMs: median(batches.map(({ activeMs }) => activeMs)),
  cpuMs: median(batches.map(({ cpuMs }) => cpuMs)),
});

/** One request to the database; its input has DynamoDB's types. */
interface Call {
  readonly name: string;
  readonly input: unknown;
  /** Whether the database refused it because a condition did not hold. */
  readonly isRefused: boolean;
}

/** What the bare handler (bare-handler.ts) does for an invocation. */
interface BareWork {
  /** The calls of a round run at the same time. */
  readonly rounds: readonly (readonly Call[])[];
  readonly answer: unknown;
}

/** The database calls and the answer of a captured invocation; a warm function asks Parameter Store nothing. */
function bareWorkOf({ exchanges, answer }: Captured): BareWork {
  const rounds: Call[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  const asked = exchanges.filter(({ name }) => name !== 'GetParameter').sort((a, b) => a.start - b.start);
  for (const { name, body, status, ...times } of asked) {
    const call = { name, input: JSON.parse(body.toString()), isRefused: status !== 200 };
    if (times.start < end) rounds.at(-1)?.push(call);
    else rounds.push([call]);
    end = Math.max(end, times.end);
  }
  const { body, ...others } = JSON.parse(answer);
  return { rounds, answer: { ...others, ...(body && { body: JSON.parse(body) }) } };
}

async function compare(
  { start, write }: Workshop,
  replay: Replay,
  captured: Captured,
  bareBundle: string,
): Promise<Overhead> {
  const environment = { BARE_WORK: await write(bareWorkOf(captured)) };
  const [kite, bare] = await Promise.all([
    start({ captured, database: await replay.play(captured.exchanges) }),
    start({
      ...{ captured, database: await replay.play(captured.exchanges) },
      ...{ bundle: bareBundle, environment },
    }),
  ]);
  try {
    await Promise.all([kite.run(WARM_UP), bare.run(WARM_UP)]);
    const batches: { readonly kite: Warm; readonly bare: Warm }[] = [];
    for (let i = 0; i < BATCHES; i++) {
      batches.push({ kite: await kite.run(PER_BATCH), bare: await bare.run(PER_BATCH) });
    }
    return {
      captured,
      kite: middle(batches.map(({ kite }) => kite)),
      bare: middle(batches.map(({ bare }) => bare)),
    };
  } finally {
    await Promise.all([kite.end(), bare.end()]);
  }
}

async function measure(kite: Kite): Promise<Overhead[]> {
  await using started = new AsyncDisposableStack();
  const workshop = started.adopt(await openWorkshop(), ({ close }) => close());
  const replay = started.adopt(await startReplay(), ({ close }) => close());
  const bare = workshop.bundle(join(import.meta.dirname, 'bare-handler.ts'));
  const overheads: Overhead[] = [];
  for (const captured of await capturesOf(kite)) {
    overheads.push(await compare(workshop, replay, captured, bare));
  }
  return overheads;
}

const asksNothing = ({ captured }: Overhead) => captured.exchanges.length === 0;
const cpuRatio = ({ kite, bare }: Overhead) => kite.cpuMs / bare.cpuMs;
const wallRatio = ({ kite, bare }: Overhead) => kite.activeMs / bare.activeMs;
const added = ({ kite, bare }: Overhead) => kite.cpuMs - bare.cpuMs;

const overheadTable = (overheads: readonly Overhead[]) =>
  table(
    ['endpoint', 'path', 'CPU ms', 'bare', 'ratio', 'wall ms', 'bare', 'ratio'],
    overheads.map((one) => [
      `\`${one.captured.endpoint}\``,
      one.captured.name,
      ...[one.kite.cpuMs, one.bare.cpuMs].map(decimals),
      asksNothing(one) ? '–' : decimals(cpuRatio(one)),
      ...[one.kite.activeMs, one.bare.activeMs].map(decimals),
      asksNothing(one) ? '–' : decimals(wallRatio(one)),
    ]),
  );

/** How many paths are within the goal, and by how much the others miss it. */
function verdict(all: readonly Overhead[]): string {
  const asking = all.filter((one) => !asksNothing(one));
  const beyond = asking.filter((one) => cpuRatio(one) > GOAL);
  const names = beyond.map(
    (one) => `\`${one.captured.endpoint}\` (${one.captured.name}) by ${decimals(cpuRatio(one) - GOAL)}`,
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

/** What warm functions take beside the database calls that they make. */
export async function overhead(kite: Kite): Promise<string> {
  const overheads = await measure(kite);
  return `## Handler overhead

Each path was captured once: the event as API Gateway has it, what was asked of the database, and the answers. The
function's bundle and a bare handler (\`bench/overhead/bare-handler.ts\`), each in a process of its own, then answer that
event over and over, while a third process gives the captured answers at once. The bare one reads the body from JSON,
makes the same calls with the document client in the same rounds, and writes the same answer as JSON, no more. CPU is
that of all of a process's threads; wall is the time of its event loop without what it waited. After ${WARM_UP} invocations,
medians of ${BATCHES} batches of ${PER_BATCH}, by turns.

${verdict(overheads)}

${overheadTable(overheads)}
`;
}
