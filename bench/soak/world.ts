import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { startDatabaseProxy } from '../../harness/database-proxy.ts';
import { episode, Pipeline, REASONS, whenAllEnd } from '../../harness/episode.ts';
import { EVERYTHING, type Misfortune, misfortune, STORM } from '../../harness/faults.ts';
import { Losses } from '../../harness/losses.ts';
import type { Attempt } from '../../harness/patient-sender.ts';
import { readAssembly, synthesize } from '../../local/assembly.ts';
import { clientOf, createTable, startDynamoDb } from '../../local/dynamodb.ts';
import { type Count, failureKey } from '../support/audit.ts';
import { type MemorySample, memorySample } from '../support/kite-server.ts';
import { startProcess } from '../support/own-process.ts';

const KITE_SERVER = join(import.meta.dirname, '../support/kite-server.ts');

/** The samples in a file, one a line. */
const readSamples = (file: string): MemorySample[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => memorySample.parse(JSON.parse(line)));

/** The stack, served by its own process, with a database that fails at random. */
export interface World {
  readonly url: string;
  /** How often each fault has struck. */
  readonly struck: Misfortune['struck'];
  readonly losses: Losses;
  /** Kills the database and starts it again with its data. */
  restartDatabase(): Promise<void>;
  /** Stops the server. */
  stop(): Promise<void>;
  /** The server's memory, sampled every second. */
  memory(): MemorySample[];
  /** The table without faults, and a function that closes its connections. */
  table(): { table: Table; close(): void };
  close(): Promise<void>;
}

/** @param random numbers from 0 to 1, which decide about faults */
export async function startWorld(random: () => number): Promise<World> {
  const started = new AsyncDisposableStack();
  try {
    const folder = started.adopt(await mkdtemp(join(tmpdir(), 'kite-soak-')), (path) =>
      rm(path, { recursive: true, maxRetries: 3 }),
    );
    const [assembly, data, memory] = [join(folder, 'assembly'), join(folder, 'data'), join(folder, 'memory')];
    await synthesize(assembly, {});
    let database = await startDynamoDb(data);
    started.defer(() => database.close());
    const stack = await readAssembly(assembly);
    const client = clientOf(database.endpoint);
    await createTable(stack, client);
    client.destroy();

    const losses = new Losses();
    const { fault, struck } = misfortune(EVERYTHING, random, STORM);
    const proxy = started.adopt(
      await startDatabaseProxy(() => database.endpoint, {
        fault,
        onLost: (operation, at) => losses.note(operation, at),
      }),
      ({ close }) => close(),
    );
    const { TableName } = stack.table;
    const server = await startProcess(KITE_SERVER, [proxy.url, TableName, assembly, memory]);
    started.defer(server.close);
    return {
      url: server.url,
      ...{ struck, losses },
      async restartDatabase() {
        await database.kill();
        database = await startDynamoDb(data);
      },
      stop: server.close,
      memory: () => readSamples(memory),
      table() {
        const direct = clientOf(database.endpoint);
        return {
          table: { db: documents(direct), name: TableName, dedup: 'fingerprint' },
          close: () => direct.destroy(),
        };
      },
      close: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

/** How many pipelines live at once: no function gets more requests than its thread takes (local/lambda.ts). */
const AT_ONCE = 2;
/** The soak ends early after this many faults of Kite. */
const MOST_WRONG = 10;

/** Pipelines that fail and recover, and what was seen of them. */
export class Lives {
  readonly #world: World;
  /** Messages about what is wrong. */
  readonly wrong: string[] = [];
  /** How often each failure was counted, and how many more attempts may be. */
  readonly reports = new Map<string, Count>();
  readonly attempts = { answered: 0, unanswered: 0, slowestMs: 0 };
  pipelines = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Runs new pipelines, several at a time, until a time of `performance.now()`. Checks each when it ends, then
   * forgets it.
   */
  async runUntil(deadline: number, seed: number): Promise<void> {
    const runSome = async () => {
      while (performance.now() < deadline && this.wrong.length < MOST_WRONG) {
        const [senders = []] = fc.sample(episode, { seed: seed + this.pipelines++, numRuns: 1 });
        await this.#run(senders);
      }
    };
    await whenAllEnd(Array.from({ length: AT_ONCE }, runSome));
  }

  async #run(senders: Parameters<Pipeline['live']>[1]): Promise<void> {
    const { url, losses } = this.#world;
    const pipeline = new Pipeline((went) => this.#count(went));
    const { namespace, name, history } = pipeline;
    try {
      await pipeline.live(url, senders);
      await pipeline.look(url);
      this.wrong.push(...history.wrong(losses.of(namespace)).map((what) => `${namespace}: ${what}`));
    } catch (error) {
      this.wrong.push(`${namespace}: ${error instanceof Error ? error.message : error}`);
    }
    for (const reason of REASONS) {
      const { seen, unanswered } = history.reportsOf(reason);
      if (seen + unanswered === 0) continue;
      const unsure = unanswered === 0 ? 0 : unanswered + losses.of(namespace).length;
      this.reports.set(failureKey(namespace, name, reason), { sure: seen, unsure });
    }
    losses.forget(namespace);
  }

  #count({ start, end, answer }: Attempt): void {
    this.attempts[answer ? 'answered' : 'unanswered']++;
    this.attempts.slowestMs = Math.max(this.attempts.slowestMs, end - start);
  }
}
