import { setTimeout as sleep } from 'node:timers/promises';
import {
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { DEDUP_POLICIES, type DedupPolicy } from '../issue/dedup.ts';
import type { Rules } from '../issue/fingerprint/rules.ts';
import { readEnv } from '../runtime/env.ts';
import { serviceUnavailable } from '../runtime/errors.ts';
import { healthKey, type Key } from './items.ts';
import type { ReadBudget } from './read-budget.ts';

/** The table and a client for it. */
export interface TableClient {
  readonly db: DynamoDBDocumentClient;
  readonly name: string;
}

/** The table, and the deployment's choices that operations on issues follow. */
export interface Table extends TableClient {
  /** Which reports are the same issue. */
  readonly dedup: DedupPolicy;
  /** When two messages are the same failure. @default - the current rule alone */
  readonly rules?: Rules;
  /** Days that a resolved issue is kept. @default - for ever */
  readonly retentionDays?: number | undefined;
}

/**
 * The table that the stack named in this function's environment. A request is tried three times, 3 s each; should
 * that take too long, the endpoint answers before the function's time-out (http/endpoint.ts). While most requests
 * fail, they are not tried again, which would keep the table from recovering
 * (docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html, retry quota).
 */
export function connect(): Table {
  const { TABLE_NAME, DEDUP, ISSUE_RETENTION_DAYS, DATABASE_TIMEOUT_MS } = readEnv({
    TABLE_NAME: z.string().check(z.minLength(3)),
    DEDUP: z.enum(DEDUP_POLICIES),
    ISSUE_RETENTION_DAYS: z.optional(z.pipe(z.coerce.number(), z.int().check(z.positive()))),
    /** Shorter in tests that make the database hang. */
    DATABASE_TIMEOUT_MS: z._default(z.coerce.number(), 3_000),
  });
  const client = new DynamoDBClient({
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: DATABASE_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return { db: documents(client), name: TABLE_NAME, dedup: DEDUP, retentionDays: ISSUE_RETENTION_DAYS };
}

/** Items are plain objects; `undefined` attributes are left out. */
export const documents = (client: DynamoDBClient) =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

/** For each action of a cancelled transaction, whether its condition failed. */
export const failedConditions = (error: unknown): boolean[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed')
    : [];

/** Thrown by an attempt that found its item changed since it read it. */
export class LostRace extends Error {}

/**
 * Whether a write failed only because another request was faster: a condition of its transaction no longer held,
 * or another transaction had one of its items. Nothing was written; reading again tells what to do.
 */
const lostRace = (error: unknown): boolean =>
  error instanceof LostRace ||
  error instanceof TransactionConflictException ||
  (error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).every(({ Code }) =>
      ['None', 'ConditionalCheckFailed', 'TransactionConflict'].includes(Code ?? ''),
    ));

const ATTEMPTS = 10;

/**
 * Runs `attempt` until it does not lose a race, with pauses in between.
 * @param isLost whether it failed so that it may be tried again
 * @throws HttpError 503 when it has lost too many; any other error of `attempt`
 */
export async function untilSettled<T>(
  attempt: (attempts: number) => Promise<T>,
  isLost: (error: unknown) => boolean = lostRace,
): Promise<T> {
  for (let attempts = 1; attempts <= ATTEMPTS; attempts++) {
    try {
      return await attempt(attempts);
    } catch (error) {
      if (!isLost(error)) throw error;
      await backOff(attempts);
    }
  }
  throw serviceUnavailable('Too many requests change the same thing at once; send the request again');
}

/** Waits before attempt `attempt` (from 1) of an operation that lost a race: longer each time, with jitter. */
const backOff = (attempt: number) => sleep(Math.random() * Math.min(1_000, 20 * 2 ** attempt));

const KEYS_PER_BATCH = 100;
const BATCH_ATTEMPTS = 6;

/**
 * Reads items by key, as of the last write: one round trip up to 100 keys and 16 MB. Items that do not exist are
 * left out, and the order is not that of the keys.
 * @param budget that is told what it took
 * @throws HttpError 503 when the table keeps answering only a part of them
 */
export async function batchGet(
  { db, name }: TableClient,
  keys: readonly Key[],
  budget?: ReadBudget,
): Promise<Record<string, unknown>[]> {
  let units = 0;
  const batches: Key[][] = [];
  for (let i = 0; i < keys.length; i += KEYS_PER_BATCH) batches.push(keys.slice(i, i + KEYS_PER_BATCH));
  const found = await Promise.all(
    batches.map(async (batch) => {
      const items: Record<string, unknown>[] = [];
      let wanted: Record<string, unknown>[] = batch.map(({ PK, SK }) => ({ PK, SK }));
      for (let attempt = 1; wanted.length > 0; attempt++) {
        if (attempt > BATCH_ATTEMPTS) throw serviceUnavailable();
        if (attempt > 1) await backOff(attempt);
        const answer = await db.send(
          new BatchGetCommand({
            RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } },
            ...(budget && { ReturnConsumedCapacity: 'TOTAL' }),
          }),
        );
        for (const { CapacityUnits = 0 } of answer.ConsumedCapacity ?? []) units += CapacityUnits;
        items.push(...(answer.Responses?.[name] ?? []));
        wanted = answer.UnprocessedKeys?.[name]?.Keys ?? [];
      }
      return items;
    }),
  );
  budget?.tookItems(keys.length, units);
  return found.flat();
}

/**
 * Reads items in the order of their keys, some after the others, until the budget is spent.
 * @param least how many are read in any case
 * @returns the items, and how many keys were looked at
 */
export async function readWithin(table: Table, keys: readonly Key[], budget: ReadBudget, least = 0) {
  const items: Record<string, unknown>[] = [];
  let read = 0;
  while (read < keys.length) {
    const size = Math.max(budget.chunk(), least - read);
    if (size === 0) break;
    items.push(...(await batchGet(table, keys.slice(read, read + size), budget)));
    read = Math.min(read + size, keys.length);
  }
  return { items, read };
}

/** Throws when the table does not answer. */
export async function ping({ db, name }: TableClient): Promise<void> {
  await db.send(new GetCommand({ TableName: name, Key: healthKey }));
}
