import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import { DEFAULT_MEMORY_MB } from '../lib/kite-function.ts';
import { openWorkshop, type Workshop } from './instance.ts';
import { decimals, number, table } from './markdown.ts';
import type { Metered } from './metered.ts';
import { LAMBDA_PRICES, lambdaDollarsPerMillion, PRICES } from './prices.ts';
import { type Recording, recordingsOf } from './recordings.ts';
import { startReplay } from './replay.ts';
import { slowdown, throttle } from './throttle.ts';

/** The memory, in MB, that comes with a whole processor. */
const WHOLE_MB = 1_769;
const SIZES = [256, 512, 1_024, WHOLE_MB] as const;
/** What the database takes to answer: single-digit milliseconds, says AWS. */
const DATABASE_MS = 5;
const ROUNDS = 2;
const WARM_UP = 6;
const INVOCATIONS = 10;

/** Kinds of functions, each by the recording of one of its kind. */
const KINDS: readonly (readonly [string, string, string])[] = [
  ['webhook, failure', 'POST /webhooks/pipeline-failure', 'new'],
  ['webhook, success', 'POST /webhooks/pipeline-success', '1 to resolve'],
  ['sender with a signature', 'POST /webhooks/github', ''],
  ['list', 'GET /issues', ''],
  ['get', 'GET /issues/{id}', ''],
  ['authorizer', 'authorizer', 'a token'],
];

/** What a function of a kind takes with so much memory. */
interface Figures {
  readonly coldMs: number;
  readonly warmMs: number;
  readonly peakMb: number;
}

/** The most memory that a process has had. */
const peakMbOf = (pid: number) =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

/** One instance's life, held to the processor that goes with the memory. */
async function live(
  { start }: Workshop,
  recording: Recording,
  database: string,
  megabytes: number,
): Promise<Figures> {
  let release = () => {};
  const instance = await start({
    recording,
    database,
    // As Lambda starts Node.js.
    execArgv: [
      `--max-old-space-size=${Math.floor(megabytes * 0.9)}`,
      `--max-semi-space-size=${Math.floor(megabytes * 0.05)}`,
    ],
    environment: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(megabytes) },
    onStart: (pid) => {
      release = throttle(pid, megabytes / WHOLE_MB);
    },
  });
  await instance.run(WARM_UP);
  const { wallMs } = await instance.run(INVOCATIONS);
  const peakMb = peakMbOf(instance.pid);
  release();
  await instance.end();
  const { importMs, firstMs } = instance.cold;
  return { coldMs: importMs + firstMs, warmMs: wallMs, peakMb };
}

/** One point of a kind's curve. */
interface Point extends Figures {
  readonly kind: string;
  readonly megabytes: number;
}

async function measure(kite: Metered): Promise<Point[]> {
  await using started = new AsyncDisposableStack();
  const workshop = started.adopt(await openWorkshop(), ({ close }) => close());
  const replay = started.adopt(await startReplay(), ({ close }) => close());
  const recordings = await recordingsOf(kite);
  const points: Point[] = [];
  for (const megabytes of SIZES) {
    // Those that get little of a processor are not in each other's way.
    const limit = pLimit(Math.max(1, Math.floor(WHOLE_MB / megabytes / 3)));
    const some = KINDS.map(([kind, endpoint, name]) =>
      limit(async () => {
        const recording = recordings.find((one) => one.endpoint === endpoint && one.name.includes(name));
        if (recording === undefined) throw new Error(`${endpoint} was not recorded`);
        const lives: Figures[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const database = await replay.play(recording.exchanges, DATABASE_MS);
          lives.push(await live(workshop, recording, database, megabytes));
        }
        points.push({ kind, megabytes, ...best(lives) });
      }),
    );
    await Promise.all(some);
  }
  return points;
}

/** The best of some: whatever else runs on the machine only adds to times. */
const best = (lives: readonly Figures[]): Figures => ({
  coldMs: Math.min(...lives.map(({ coldMs }) => coldMs)),
  warmMs: Math.min(...lives.map(({ warmMs }) => warmMs)),
  peakMb: Math.max(...lives.map(({ peakMb }) => peakMb)),
});

const dollars = ({ warmMs, megabytes }: Point) => lambdaDollarsPerMillion(warmMs, megabytes);

/**
 * The point where cost and time, each as a part of its greatest, are least together: what AWS Lambda Power Tuning
 * calls balanced.
 */
function balanced(curve: readonly Point[]): Point | undefined {
  const most = (figure: (point: Point) => number) => Math.max(...curve.map(figure));
  const [time, cost] = [most(({ warmMs }) => warmMs), most(dollars)];
  const weight = (point: Point) => point.warmMs / time + dollars(point) / cost;
  return curve.toSorted((a, b) => weight(a) - weight(b))[0];
}

function curveTable(points: readonly Point[]): string {
  const favoured = [...Map.groupBy(points, ({ kind }) => kind).values()].map(balanced);
  return table(
    ['kind', 'MB', 'cold ms', 'warm ms', 'peak MB', '$ a million'],
    KINDS.flatMap(([name]) => points.filter(({ kind }) => kind === name)).map((point) => [
      point.kind,
      favoured.includes(point) ? `**${number(point.megabytes)}**` : number(point.megabytes),
      ...[point.coldMs, point.warmMs, point.peakMb].map(number),
      decimals(dollars(point)),
    ]),
  );
}

/** Whether a loop is slowed down as it ought to be: `512 MB 3.46 (3.46)`. */
async function check(): Promise<string> {
  const found: string[] = [];
  for (const megabytes of SIZES) {
    const factor = await slowdown(megabytes / WHOLE_MB);
    found.push(`${number(megabytes)} MB ${decimals(factor)} (${decimals(WHOLE_MB / megabytes)})`);
  }
  return found.join(', ');
}

/** What functions take and cost with more or less memory, and the processor that comes with it. */
export async function memory(kite: Metered): Promise<string> {
  if (process.platform !== 'linux')
    return '## Memory\n\nTo be measured on Linux, by whose `/proc` it is done.\n';
  return `## Memory

Lambda gives a function a processor in proportion to its memory: all of one at ${number(WHOLE_MB)} MB, a quota of 20 ms periods
below. That is stood in for by stopping the function's process when it has had its share of a period (\`bench/throttle.ts\`).
Checked with a loop, in this run; how many times as long it took, and ought to: ${await check()}.

Cold start as above, under that quota, though Lambda is said to give more while a function is loaded; then the mean of
${INVOCATIONS} invocations after ${WARM_UP}, the database taking ${DATABASE_MS} ms to answer; the best of ${ROUNDS} instances. The peak is of the
process's memory, with Node.js's heap limited as Lambda limits it. Dollars are Lambda's for a million warm invocations
(arm64, ${PRICES.region}, ${PRICES.date}: $${LAMBDA_PRICES.gigabyteSecond} a GB-second, $${LAMBDA_PRICES.requests} a million requests). **Bold** is where
duration and cost, each as a part of its greatest, are least together, which is what AWS Lambda Power Tuning calls
balanced; the stack gives all functions ${number(DEFAULT_MEMORY_MB)} MB.

${curveTable(await measure(kite))}
`;
}
