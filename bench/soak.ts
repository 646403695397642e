import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { whenAllEnd } from '../test/support/episode.ts';
import { randomFrom } from '../test/support/random.ts';
import { type Audited, audit } from './audit.ts';
import { number, table } from './markdown.ts';
import { Lives } from './soak-lives.ts';
import { memoryReport } from './soak-memory.ts';
import { startWorld, type World } from './soak-world.ts';

/*
 * Has pipelines fail and recover for ten minutes while everything goes wrong that can, and the database is killed
 * now and then. Checks each pipeline's history when it ends, then the whole table, and whether the server's memory
 * stayed flat; exits with 1 when anything is wrong. Other seconds: `npm run soak -- 120`, or KITE_SOAK_SECONDS.
 */
const SECONDS = Number(process.argv[2] ?? process.env.KITE_SOAK_SECONDS ?? 600);
/** The same seed makes the same choices; what happens at the same time differs all the same. */
const SEED = Number(process.env.KITE_SOAK_SEED ?? randomInt(1_000_000));
/** How often the database is killed, at equal distances. */
const KILLS = 3;

const began = performance.now();
const say = (what: string) => console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${what}`);

async function killNowAndThen(world: World, seconds: number): Promise<void> {
  for (let kills = 1; kills <= KILLS; kills++) {
    await sleep((seconds * 1000) / (KILLS + 1));
    say('killing the database');
    await world.restartDatabase();
    say('the database is back');
  }
}

/** Holds the table against what the pipelines saw of it at last. */
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

say(`serving the stack, with KITE_SOAK_SEED=${SEED}`);
const world = await startWorld(randomFrom(SEED));
try {
  const lives = new Lives(world);
  say(`for ${SECONDS} s`);
  const lived = lives.goOnUntil(performance.now() + SECONDS * 1000, SEED);
  await whenAllEnd([lived, killNowAndThen(world, SECONDS)]);
  say('auditing');
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
  say(process.exitCode ? 'FAILED' : 'all is well');
} finally {
  await world.close();
}
