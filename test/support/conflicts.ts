import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { clientOf } from '../../local/dynamodb.ts';
import { served } from './kite.ts';

/** How long a transaction has its items, and how long another takes to be refused for it. */
const HELD_MS = 20;
const REFUSED_MS = 5;

const keySchema = z.object({ PK: z.unknown(), SK: z.unknown() }).transform((key) => JSON.stringify(key));
/** The key of what is written, by a request or an action of a transaction. */
const writtenSchema = z.union([
  z.object({ Item: keySchema }).transform(({ Item }) => Item),
  z.object({ Key: keySchema }).transform(({ Key }) => Key),
]);
const transactionSchema = z.object({ TransactItems: z.array(z.record(z.string(), writtenSchema)) });

export interface Conflicting {
  readonly table: Table;
  /** What was sent, and how many transactions had to be sent again. */
  readonly sent: { writes: number; transactions: number; conflicts: number };
}

/**
 * The served stack's table, in which transactions conflict as on AWS: one that wants an item which another has is
 * cancelled, and a single write to such an item refused. DynamoDB Local carries out one after the other, so that none
 * ever conflicts.
 * @param together so many transactions wait for one another, and begin at the same instant
 */
export function conflictingTable(together: number): Conflicting {
  const client = clientOf(served.endpoint);
  const sent = { writes: 0, transactions: 0, conflicts: 0 };
  const held = new Set<string>();
  const start = Promise.withResolvers<void>();
  const $metadata = {};
  const message = 'Transaction is ongoing for the item';
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'TransactWriteItemsCommand') {
          sent.writes++;
          const written = writtenSchema.safeParse(args.input).data;
          if (written && held.has(written)) throw new TransactionConflictException({ $metadata, message });
          return next(args);
        }
        if (++sent.transactions === together) start.resolve();
        await start.promise;
        const { TransactItems } = transactionSchema.parse(args.input);
        const keys = TransactItems.flatMap((action) => Object.values(action));
        const CancellationReasons = keys.map((key) => ({
          Code: held.has(key) ? 'TransactionConflict' : 'None',
        }));
        if (keys.some((key) => held.has(key))) {
          sent.conflicts++;
          await sleep(REFUSED_MS);
          throw new TransactionCanceledException({ $metadata, message, CancellationReasons });
        }
        for (const key of keys) held.add(key);
        await sleep(HELD_MS);
        for (const key of keys) held.delete(key);
        return next(args);
      },
    { step: 'initialize', name: 'conflict' },
  );
  return { table: { db: documents(client), name: served.table, dedup: 'fingerprint' }, sent };
}
