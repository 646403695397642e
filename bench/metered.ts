import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { documents, type Table } from '../functions/shared/store/table.ts';
import { clientOf, type Database, startDynamoDb } from '../local/dynamodb.ts';
import { serve } from '../local/serve.ts';
import { type Exchange, startDatabaseProxy } from '../test/support/database-proxy.ts';

/** What an operation asked of the database. */
export interface Cost {
  /** Requests that had to wait for one another: the length of the longest chain. */
  readonly roundTrips: number;
  readonly requests: number;
  /** As the database reports them. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** The served stack, with a meter before its database. */
export interface Metered {
  readonly url: string;
  /** The folder of the synthesis that is served. */
  readonly assembly: string;
  /** The database itself, past the meter; and the table in it. */
  readonly database: string;
  readonly table: Table;
  /** Runs requests and gives what they cost. */
  costOf(requests: () => Promise<unknown>): Promise<Cost>;
  /** Runs requests and gives what passed between functions and database, without what only the meter wants. */
  exchangesOf(requests: () => Promise<unknown>): Promise<readonly Exchange[]>;
  /** Waits until nothing has passed for some seconds: a function that gave up may still be at it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const QUIET_MS = 3_000;

export async function serveMetered(): Promise<Metered> {
  const started = new AsyncDisposableStack();
  const database: Database = started.adopt(await startDynamoDb(), ({ close }) => close());
  let seen: Exchange[] = [];
  let last = 0;
  const proxy = await startDatabaseProxy(database.endpoint, {
    rewrite: ({ body }) =>
      Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'INDEXES' })),
    onExchange: (exchange) => {
      seen.push(exchange);
      last = exchange.end;
    },
  });
  started.defer(proxy.close);
  const logs = createWriteStream(devNull);
  await once(logs, 'open');
  const kite = await serve({
    port: 0,
    endpoint: proxy.url,
    logs,
    onError: (error) => console.error(error),
  });
  started.defer(kite.close);

  async function exchangesOf(requests: () => Promise<unknown>): Promise<readonly Exchange[]> {
    seen = [];
    await requests();
    return seen;
  }
  return {
    url: kite.url,
    assembly: kite.assembly,
    database: database.endpoint,
    table: { db: documents(clientOf(database.endpoint)), name: kite.table, dedup: 'fingerprint' },
    exchangesOf,
    costOf: async (requests) => summarize(await exchangesOf(requests)),
    async settled() {
      while (performance.now() - last < QUIET_MS) await sleep(100);
    },
    close: () => started.disposeAsync(),
  };
}

const capacity = z.object({ CapacityUnits: z.number().default(0) });
const reported = z.object({
  ConsumedCapacity: z.union([z.array(capacity), capacity.transform((one) => [one])]).optional(),
});
const WRITES = /^(Put|Update|Delete|TransactWrite|BatchWrite)/;

function summarize(exchanges: readonly Exchange[]): Cost {
  let [readUnits, writeUnits] = [0, 0];
  for (const { name, answer } of exchanges) {
    for (const { CapacityUnits } of reported.parse(JSON.parse(answer.toString())).ConsumedCapacity ?? []) {
      if (WRITES.test(name)) writeUnits += CapacityUnits;
      else readUnits += CapacityUnits;
    }
  }
  return { roundTrips: longestChain(exchanges), requests: exchanges.length, readUnits, writeUnits };
}

/** How many of them had to wait for one another: each began after the one before had ended. */
function longestChain(exchanges: readonly Exchange[]): number {
  let [length, end] = [0, Number.NEGATIVE_INFINITY];
  for (const exchange of [...exchanges].sort((a, b) => a.end - b.end)) {
    if (exchange.start < end) continue;
    length++;
    end = exchange.end;
  }
  return length;
}
