import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { whenAllEnd } from '../../harness/episode.ts';
import { randomFrom } from '../../harness/random.ts';
import { type Audited, audit } from '../support/audit.ts';
import { number, table } from '../support/figures.ts';
import type { MemorySample } from '../support/kite-server.ts';
import { Lives, startWorld, type World } from './world.ts';

/*
 * Has pipelines fail and recover for ten minutes while the database fails in every way that it can and is killed
 * now and then. Checks each pipeline's history when it ends, then the whole table and whether the server's memory
 * stayed flat; exits with 1 when anything is wrong. For another duration: `npm run soak -- 120`, or
 * KITE_SOAK_SECONDS.
 */
const SECONDS = Number(process.argv[2] ?? process.env.KITE_SOAK_SECONDS ?? 600);
if (!(SECONDS > 0)) {
  console.error('Give the duration in seconds: npm run soak -- 120');
  process.exit(1);
}
/** The same seed makes the same choices, though their timing still differs. */
const SEED = Number(process.env.KITE_SOAK_SEED ?? randomInt(1_000_000));
/** How often the database is killed, at equal intervals. */
const KILLS = 3;

const began = performance.now();
const log = (what: string) => console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${what}`);

async function killNowAndThen(world: World, seconds: number): Promise<void> {
  for (let kills = 1; kills <= KILLS; kills++) {
    await sleep((seconds * 1000) / (KILLS + 1));
    log('killing the database');
    await world.restartDatabase();
    log('the database is back');
  }
}

/** Compares the table with what the pipelines last saw of it. */
async function auditAll(world: World, { reports, wrong }: Lives): Promise<Audited | undefined> {
  const { table, close } = world.table();
  try {
    return await audit(table, { reports });
  } catch (error) {
    wrong.push(error instanceof Error ? error.message : String(error));
    return undefined;
  } finally {
    close();
  }
}

/** Growth below this share, or below this many bytes, is noise. */
const NOISE = { share: 0.2, bytes: 16 * 2 ** 20 } as const;

/** What nine of ten samples exceed: memory in use with little garbage. */
function lowest(samples: readonly MemorySample[], of: 'resident' | 'used'): number {
  const sorted = samples.map((sample) => sample[of]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 10)] ?? 0;
}

/** The slope of the line that fits the samples best, in bytes an hour. */
function slope(samples: readonly MemorySample[], of: 'resident' | 'used'): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [samples.map(({ seconds }) => seconds), samples.map((sample) => sample[of])];
  const [middle, level] = [mean(x), mean(y)];
  const along = x.reduce((sum, seconds, i) => sum + (seconds - middle) * ((y[i] ?? 0) - level), 0);
  return (along / x.reduce((sum, seconds) => sum + (seconds - middle) ** 2, 0)) * 3_600;
}

/** How a process's memory changed from the second quarter of its time, when it has warmed up, to the last. */
function memoryReport(samples: readonly MemorySample[]): { text: string; isFlat: boolean } {
  const quarter = (n: number) =>
    samples.slice(Math.floor((samples.length * n) / 4), Math.floor((samples.length * (n + 1)) / 4));
  const megabytes = (bytes: number) => number(bytes / 2 ** 20);
  const rows = (['used', 'resident'] as const).map((of) => {
    const quarters = [0, 1, 2, 3].map((n) => lowest(quarter(n), of));
    const [, before = 0, , after = 0] = quarters;
    const isFlat = after - before < Math.max(NOISE.bytes, before * NOISE.share);
    return { of, quarters, isFlat, perHour: slope(samples.slice(Math.floor(samples.length / 4)), of) };
  });
  const text = table(
    ['memory, MB', 'first quarter', 'second', 'third', 'last', 'slope after the first, MB/h', 'flat'],
    rows.map(({ of, quarters, isFlat, perHour }) => [
      ...[of, ...quarters.map(megabytes), megabytes(perHour)],
      isFlat ? 'yes' : 'NO',
    ]),
  );
  return { text, isFlat: rows.every(({ isFlat }) => isFlat) };
}

log(`serving the stack, with KITE_SOAK_SEED=${SEED}`);
const world = await startWorld(randomFrom(SEED));
try {
  const lives = new Lives(world);
  log(`for ${SECONDS} s`);
  const lived = lives.runUntil(performance.now() + SECONDS * 1000, SEED);
  await whenAllEnd([lived, killNowAndThen(world, SECONDS)]);
  log('auditing');
  await world.stop();
  const audited = await auditAll(world, lives);
  const memory = memoryReport(world.memory());
  const { answered, unanswered, slowestMs } = lives.attempts;
  const rows: [string, number][] = [
    ['seconds', SECONDS],
    ['pipelines whose history is explained', lives.pipelines],
    ['requests that were answered', answered],
    ['requests that were not, and sent again or given up', unanswered],
    ['slowest answer, ms', Math.round(slowestMs)],
    ['times the database was killed', KILLS],
    ...[...world.struck].map(([name, times]): [string, number] => [name, times]),
    ...Object.entries(audited ?? {}).map(([what, n]): [string, number] => [`audited: ${what}`, n]),
  ];
  console.log(
    table(
      ['', ''],
      rows.map(([name, value]) => [name, number(value)]),
    ),
  );
  console.log(`\n${memory.text}`);
  for (const what of lives.wrong) console.error(`\nWRONG: ${what}`);
  if (lives.wrong.length > 0 || !memory.isFlat) process.exitCode = 1;
  log(process.exitCode ? 'FAILED' : 'all is well');
} finally {
  await world.close();
}
