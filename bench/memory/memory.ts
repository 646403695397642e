import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';
import { DEFAULT_MEMORY_MB } from '../../lib/kite-function.ts';
import { type Captured, capturesOf, type Kite } from '../support/captures.ts';
import {
  decimals,
  LAMBDA_PRICES,
  lambdaDollarsPerMillion,
  number,
  PRICES,
  table,
} from '../support/figures.ts';
import { openWorkshop, type Workshop } from '../support/instance.ts';
import { startReplay } from '../support/replay.ts';

/** The memory, in MB, that comes with a full processor. */
const WHOLE_MB = 1_769;
const SIZES = [256, 512, 1_024, WHOLE_MB] as const;
/** How long the database takes to answer; AWS says single-digit milliseconds. */
const DATABASE_MS = 5;
const ROUNDS = 2;
const WARM_UP = 6;
const INVOCATIONS = 10;

/** Kinds of functions, each with the endpoint and path of the captured invocation that stands for it. */
const KINDS: readonly (readonly [string, string, string])[] = [
  ['webhook, failure', 'POST /webhooks/pipeline-failure', 'new'],
  ['webhook, success', 'POST /webhooks/pipeline-success', '1 to resolve'],
  ['sender with a signature', 'POST /webhooks/github', ''],
  ['list', 'GET /issues', ''],
  ['get', 'GET /issues/{id}', ''],
  ['authorizer', 'authorizer', 'a token'],
];

/** What a function takes at one size of memory. */
interface Figures {
  readonly coldMs: number;
  readonly warmMs: number;
  readonly peakMb: number;
}

/** The most memory that a process has used. */
const peakMbOf = (pid: number) =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

/** Linux's scheduler renews a process group's quota in every period of this length; so does Lambda. */
const PERIOD_MS = 20;

/** The CPU time of a thread, in milliseconds; 0 once it has ended. */
function cpuMsOf(task: string): number {
  try {
    return Number.parseInt(readFileSync(`${task}/schedstat`, 'utf8'), 10) / 1e6;
  } catch {
    return 0;
  }
}

/** The CPU time of a process's live threads, in milliseconds. */
function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => sum + cpuMsOf(`${tasks}/${task}`), 0);
}

/**
 * Limits a process to a share of one processor, as a quota of Linux's scheduler would: stops it once it has used
 * up its share of a period, until later periods have made up for that. Unused time is lost.
 * @returns a function that ends the limit
 */
function throttle(pid: number, share: number): () => void {
  const perPeriod = share * PERIOD_MS;
  let [left, used, period, isStopped] = [perPeriod, cpuMs(pid), performance.now(), false];
  const timer = setInterval(() => {
    try {
      const now = performance.now();
      const periods = Math.floor((now - period) / PERIOD_MS);
      period += periods * PERIOD_MS;
      const usedNow = cpuMs(pid);
      left = Math.min(perPeriod, left + periods * perPeriod - Math.max(0, usedNow - used));
      used = usedNow;
      if (left <= 0 !== isStopped) {
        isStopped = !isStopped;
        process.kill(pid, isStopped ? 'SIGSTOP' : 'SIGCONT');
      }
    } catch {
      // The process has ended.
      clearInterval(timer);
    }
  }, 1);
  return () => {
    clearInterval(timer);
    if (isStopped) process.kill(pid, 'SIGCONT');
  };
}

/** Uses 0.2 s of CPU time and prints how many times as long that took. */
const BUSY = `const cpu = () => { const { user, system } = process.cpuUsage(); return user + system; };
const [start, before] = [performance.now(), cpu()];
while (cpu() - before < 200_000);
console.log((performance.now() - start) / 200);`;

/** How many times as long a busy loop takes with a share of a processor as with a full one. */
async function slowdown(share: number): Promise<number> {
  const child = spawn(process.execPath, ['-e', BUSY], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  const release = throttle(child.pid ?? 0, share);
  try {
    return Number(await text(child.stdout));
  } finally {
    release();
  }
}

/** Starts an instance with the share of a processor that comes with the memory, and measures it. */
async function measureInstance(
  { start }: Workshop,
  captured: Captured,
  database: string,
  megabytes: number,
): Promise<Figures> {
  let release = () => {};
  const instance = await start({
    captured,
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

async function measure(kite: Kite): Promise<Point[]> {
  await using started = new AsyncDisposableStack();
  const workshop = started.adopt(await openWorkshop(), ({ close }) => close());
  const replay = started.adopt(await startReplay(), ({ close }) => close());
  const captures = await capturesOf(kite);
  const points: Point[] = [];
  for (const megabytes of SIZES) {
    // Instances with small shares of a processor can run at the same time.
    const limit = pLimit(Math.max(1, Math.floor(WHOLE_MB / megabytes / 3)));
    const some = KINDS.map(([kind, endpoint, name]) =>
      limit(async () => {
        const captured = captures.find((one) => one.endpoint === endpoint && one.name.includes(name));
        if (captured === undefined) throw new Error(`${endpoint} was not captured`);
        const runs: Figures[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const database = await replay.play(captured.exchanges, DATABASE_MS);
          runs.push(await measureInstance(workshop, captured, database, megabytes));
        }
        points.push({ kind, megabytes, ...best(runs) });
      }),
    );
    await Promise.all(some);
  }
  return points;
}

/** The best of several runs: other work on the machine only adds to times. */
const best = (runs: readonly Figures[]): Figures => ({
  coldMs: Math.min(...runs.map(({ coldMs }) => coldMs)),
  warmMs: Math.min(...runs.map(({ warmMs }) => warmMs)),
  peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
});

const dollars = ({ warmMs, megabytes }: Point) => lambdaDollarsPerMillion(warmMs, megabytes);

/**
 * The point with the lowest sum of cost and time, each as a share of its maximum. AWS Lambda Power Tuning calls it
 * balanced.
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

/** By how much a busy loop is slowed down, and should be: `512 MB 3.46 (3.46)`. */
async function checkThrottle(): Promise<string> {
  const found: string[] = [];
  for (const megabytes of SIZES) {
    const factor = await slowdown(megabytes / WHOLE_MB);
    found.push(`${number(megabytes)} MB ${decimals(factor)} (${decimals(WHOLE_MB / megabytes)})`);
  }
  return found.join(', ');
}

/** How long functions take, and what they cost, with more or less memory and its share of a processor. */
export async function memory(kite: Kite): Promise<string> {
  if (process.platform !== 'linux')
    return '## Memory\n\nTo be measured on Linux, by whose `/proc` it is done.\n';
  return `## Memory

Lambda gives a function a processor in proportion to its memory: all of one at ${number(WHOLE_MB)} MB, a quota of 20 ms periods
below. To imitate that, the function's process is stopped once it has used its share of a period (\`throttle\` in
\`bench/memory/memory.ts\`). How many times as long a busy loop took in this run, and should take: ${await checkThrottle()}.

Cold start as above, under that quota, though Lambda is said to give more while a function is loaded; then the mean of
${INVOCATIONS} invocations after ${WARM_UP}, the database taking ${DATABASE_MS} ms to answer; the best of ${ROUNDS} instances. The peak is of the
process's memory, with Node.js's heap limited as Lambda limits it. Dollars are Lambda's for a million warm invocations
(arm64, ${PRICES.region}, ${PRICES.date}: $${LAMBDA_PRICES.gigabyteSecond} a GB-second, $${LAMBDA_PRICES.requests} a million requests). **Bold** is where
duration and cost, each as a part of its greatest, are least together, which is what AWS Lambda Power Tuning calls
balanced; the stack gives all functions ${number(DEFAULT_MEMORY_MB)} MB.

${curveTable(await measure(kite))}
`;
}
