import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documents, type Table } from '../functions/shared/store/table.ts';
import { readAssembly, synthesize } from '../local/assembly.ts';
import { clientOf, createTable, startDynamoDb } from '../local/dynamodb.ts';
import { startDatabaseProxy } from '../test/support/database-proxy.ts';
import { EVERYTHING, type Misfortune, misfortune, STORM } from '../test/support/faults.ts';
import { Losses } from '../test/support/losses.ts';
import { startProcess } from './own-process.ts';
import { type MemorySample, readSamples } from './soak-memory.ts';

/** The stack, served by a process of its own, on a database that fails. */
export interface World {
  readonly url: string;
  readonly struck: Misfortune['struck'];
  readonly losses: Losses;
  /** Kills the database and starts it again with its data. */
  restartDatabase(): Promise<void>;
  /** Ends the server. */
  stop(): Promise<void>;
  /** What memory the server had. */
  memory(): MemorySample[];
  /** The table, past all that fails; and how its connections are closed. */
  table(): { table: Table; close(): void };
  close(): Promise<void>;
}

/** @param random what goes wrong: numbers from 0 to 1 */
export async function startWorld(random: () => number): Promise<World> {
  const started = new AsyncDisposableStack();
  try {
    const folder = started.adopt(await mkdtemp(join(tmpdir(), 'kite-soak-')), (made) =>
      rm(made, { recursive: true, maxRetries: 3 }),
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
    const server = await startProcess('soaked-server.ts', [proxy.url, TableName, assembly, memory]);
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
        const past = clientOf(database.endpoint);
        return {
          table: { db: documents(past), name: TableName, dedup: 'fingerprint' },
          close: () => past.destroy(),
        };
      },
      close: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
