import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { episode, Pipeline, whenAllEnd } from '../../harness/episode.ts';
import { EVERYTHING, misfortune, STORM } from '../../harness/faults.ts';
import { Losses } from '../../harness/losses.ts';
import { randomFrom } from '../../harness/random.ts';
import { readAssembly } from '../../local/assembly.ts';
import { clientOf, createTable, startDynamoDb } from '../../local/dynamodb.ts';
import { served } from '../support/kite.ts';
import { serveBehind } from '../support/serve-behind.ts';

const SEED = 7;
/** All together ask no function for more than its thread takes at a time (local/lambda.ts). */
const AT_ONCE = 2;

/** Has pipelines go through episodes, some at a time. */
async function liveAll(url: string, episodes: number): Promise<Pipeline[]> {
  const left = fc.sample(episode, { seed: SEED, numRuns: episodes });
  const pipelines: Pipeline[] = [];
  await whenAllEnd(
    Array.from({ length: AT_ONCE }, async () => {
      for (let senders = left.pop(); senders; senders = left.pop()) {
        const pipeline = new Pipeline();
        pipelines.push(pipeline);
        await pipeline.live(url, senders);
        await pipeline.look(url);
      }
    }),
  );
  return pipelines;
}

const wrongIn = (pipelines: readonly Pipeline[], losses: Losses) =>
  pipelines.flatMap(({ namespace, history }) =>
    history.wrong(losses.of(namespace)).map((what) => `${namespace}: ${what}`),
  );

test('whatever fails while many ask at once, some order of what was answered explains what is there', async () => {
  const { fault, struck } = misfortune(EVERYTHING, randomFrom(SEED), STORM);
  const losses = new Losses();
  const { url, close } = await serveBehind({ fault, onLost: (...lost) => losses.note(...lost) });
  const pipelines = await liveAll(url, 6).finally(close);
  expect(wrongIn(pipelines, losses)).toEqual([]);
  // Which of them strike varies; database.test.ts has each by itself.
  expect(struck.size).toBeGreaterThan(Object.keys(EVERYTHING).length / 2);
}, 180_000);

test('a database that is killed and comes back with its data: nothing acknowledged is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kite-faults-'));
  let database = await startDynamoDb(folder);
  const client = clientOf(database.endpoint);
  await createTable(await readAssembly(served.assembly), client);
  client.destroy();
  const losses = new Losses();
  const { url, close } = await serveBehind(
    { onLost: (...lost) => losses.note(...lost) },
    () => database.endpoint,
  );
  try {
    const living = liveAll(url, 3);
    await sleep(1_500);
    await database.kill();
    database = await startDynamoDb(folder);
    const pipelines = await living;
    for (const pipeline of pipelines) await pipeline.look(url);
    expect(wrongIn(pipelines, losses)).toEqual([]);
  } finally {
    await close();
    await database.close();
    await rm(folder, { recursive: true });
  }
}, 120_000);
