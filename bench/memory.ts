import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import { openWorkshop, type Workshop } from './instance.ts';
import { decimals, number, table } from './markdown.ts';
import { median } from './median.ts';
import type { Metered } from './metered.ts';
import { lambdaDollarsPerMillion } from './prices.ts';
import { type Recording, recordingsOf } from './recordings.ts';
import { startReplay } from './replay.ts';
import { throttle } from './throttle.ts';

/** The memory, in MB, that comes with a whole processor. */
const WHOLE_MB = 1_769;
const SIZES = [128, 256, 512, 1_024, WHOLE_MB] as const;
/** What the database takes to answer: single-digit milliseconds, says AWS. */
const DATABASE_MS = 5;
const ROUNDS = 3;
const WARM_UP = 10;
const INVOCATIONS = 20;

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
        points.push({ kind, megabytes, ...middle(lives) });
      }),
    );
    await Promise.all(some);
  }
  return points;
}

const middle = (lives: readonly Figures[]): Figures => ({
  coldMs: median(lives.map(({ coldMs }) => coldMs)),
  warmMs: median(lives.map(({ warmMs }) => warmMs)),
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
  const best = [...Map.groupBy(points, ({ kind }) => kind).values()].map(balanced);
  return table(
    ['kind', 'MB', 'cold ms', 'warm ms', 'peak MB', '$ a million'],
    KINDS.flatMap(([name]) => points.filter(({ kind }) => kind === name)).map((point) => [
      point.kind,
      best.includes(point) ? `**${number(point.megabytes)}**` : number(point.megabytes),
      ...[point.coldMs, point.warmMs, point.peakMb].map(number),
      decimals(dollars(point)),
    ]),
  );
}

/** What functions take and cost with more or less memory, and the processor that comes with it. */
export async function memory(kite: Metered): Promise<string> {
  if (process.platform !== 'linux')
    return '## Memory\n\nTo be measured on Linux, by whose `/proc` it is done.\n';
  return `## Memory

${curveTable(await measure(kite))}
`;
}
