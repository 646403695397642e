import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { identityOf } from '../../functions/shared/issue/dedup.ts';
import type { Rule } from '../../functions/shared/issue/fingerprint/rule.ts';
import { CURRENT_RULE } from '../../functions/shared/issue/fingerprint/rules.ts';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import { currentMoment, type EventMetadata, type Moment } from '../../functions/shared/store/change.ts';
import { issueKey, type Key } from '../../functions/shared/store/items.ts';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { clientOf } from '../../local/dynamodb.ts';
import { served } from './kite.ts';

export { aFailure } from './issues.ts';

/** What an operation asked of the database, as the database reports it. */
export interface Cost {
  /** Requests that had to wait for one another: the length of the longest chain. */
  roundTrips: number;
  requests: number;
  readUnits: number;
  writeUnits: number;
}

const capacity = z.object({ CapacityUnits: z.number().default(0) });
const output = z.object({
  ConsumedCapacity: z.union([z.array(capacity), capacity.transform((one) => [one])]).optional(),
});
const WRITES = /^(Put|Update|Delete|TransactWrite|BatchWrite)/;

/** The served stack's table, with a count of what is asked of it. */
export function countedTable(settings: Partial<Table> = {}): {
  table: Table;
  /** Runs an operation and gives its result and its cost. */
  cost<T>(operation: () => Promise<T>): Promise<[T, Cost]>;
} {
  const client: DynamoDBClient = clientOf(served.endpoint);
  let spent: Cost = { roundTrips: 0, requests: 0, readUnits: 0, writeUnits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const depth = spent.roundTrips + 1;
      spent.requests++;
      const input = { ...args.input, ReturnConsumedCapacity: 'INDEXES' };
      try {
        const result = await next({ ...args, input });
        const isWrite = WRITES.test(String(context.commandName));
        for (const used of output.parse(result.output).ConsumedCapacity ?? []) {
          spent.readUnits += isWrite ? 0 : used.CapacityUnits;
          spent.writeUnits += isWrite ? used.CapacityUnits : 0;
        }
        return result;
      } finally {
        // Requests under way together began at the same depth.
        spent.roundTrips = Math.max(spent.roundTrips, depth);
      }
    },
    { step: 'initialize', name: 'countCost' },
  );
  return {
    table: { db: documents(client), name: served.table, dedup: 'fingerprint', ...settings },
    async cost(operation) {
      spent = { roundTrips: 0, requests: 0, readUnits: 0, writeUnits: 0 };
      const result = await operation();
      return [result, spent];
    },
  };
}

/** The table, on which `meanwhile` happens once, right before the `nth` command of that name is sent. */
export function interrupted(
  commandName: string,
  nth: number,
  meanwhile: () => Promise<unknown>,
  settings: Partial<Table> = {},
): Table {
  const { table } = countedTable(settings);
  let commands = 0;
  table.db.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === commandName && ++commands === nth) await meanwhile();
      return next(args);
    },
    { step: 'initialize', name: 'interrupt' },
  );
  return table;
}

/** Of whoever may do everything. */
export const everywhere = () => true;
export const refTo = ({ id }: { readonly id: string }) => ({ id, isPermitted: everywhere });

/** As long as a caller's id can be. */
export const CALLER = 'x'.repeat(44);

/** The present moment, of that caller. */
export const atPresent = (metadata?: EventMetadata): Moment => currentMoment({ id: CALLER }, metadata);

/** An instant `seconds` after an arbitrary one, with a new id. */
export const moment = (seconds = 0, by = CALLER): Moment => ({
  by,
  now: new Date(Date.UTC(2025, 5, 17, 18, 0, 0) + seconds * 1000).toISOString(),
  id: randomUUID(),
});

/* Rules as three releases might have them: what one tells apart, another does not. */
export const first: Rule = { version: 1, fingerprint: (message) => message.replace(/\d+/g, '#') };
export const second: Rule = { version: 2, fingerprint: (message) => message.replace(/ in .*/, '') };
const third: Rule = { version: 3, fingerprint: (message) => message.toLowerCase() };
/** By release, what a deployment of it has: `updated` ones keep the earlier rules. */
export const releases = {
  first: { rules: [first] },
  second: { rules: [second] },
  updated: { rules: [second, first] },
  updatedTwice: { rules: [third, second, first] },
} as const satisfies Record<string, Partial<Table>>;

const keyOf = (failure: FailureReport, rule = CURRENT_RULE) =>
  issueKey(failure, identityOf(failure, 'fingerprint', rule));

/** Deletes the item of a failure's issue and nothing else, as its time to live does. */
export const deleteItem = (failure: FailureReport) =>
  countedTable().table.db.send(new DeleteCommand({ TableName: served.table, Key: keyOf(failure) }));

/** What the table has at a key; undefined when that is nothing. */
export async function stored(key: Key): Promise<Record<string, unknown> | undefined> {
  const { Item } = await countedTable().table.db.send(
    new GetCommand({ TableName: served.table, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/** The stored item of a failure's issue, as the table has it. */
export async function rawItem(failure: FailureReport): Promise<Record<string, unknown>> {
  const item = await stored(keyOf(failure));
  if (item === undefined) throw new Error('No such item');
  return item;
}

/** Whether the table has anything where a failure's issue is kept. */
export const isStored = async (failure: FailureReport): Promise<boolean> =>
  (await stored(keyOf(failure))) !== undefined;
