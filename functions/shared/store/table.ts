import { setTimeout as sleep } from 'node:timers/promises';
import {
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DEDUP_POLICIES, type DedupPolicy } from '../issue/dedup.ts';
import { readEnv } from '../runtime/env.ts';
import { serviceUnavailable } from '../runtime/errors.ts';
import { HEALTH_KEY, type Key } from './items.ts';

/** The table and a client for it. */
export interface TableClient {
  readonly db: DynamoDBDocumentClient;
  readonly name: string;
}

/** The table, and the deployment's choices that operations on issues follow. */
export interface Table extends TableClient {
  /** Which reports are the same issue. */
  readonly dedup: DedupPolicy;
  /** Days that a resolved issue is kept. @default - for ever */
  readonly retentionDays?: number | undefined;
}

/**
 * The table that the stack named in this function's environment. A request is tried three times, for 3 s at
 * most; should that take too long, the answer comes before the function's time-out all the same (http.ts). While
 * the table fails most of them, they are no longer tried again: that would keep it from recovering
 * (docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html, retry quota).
 */
export function connect(): Table {
  const { TABLE_NAME, DEDUP, ISSUE_RETENTION_DAYS } = readEnv(
    z.object({
      TABLE_NAME: z.string().min(3),
      DEDUP: z.enum(DEDUP_POLICIES),
      ISSUE_RETENTION_DAYS: z.coerce.number().int().positive().optional(),
    }),
  );
  // Only tests, in which it hangs, set another.
  const requestTimeout = Number(process.env.DATABASE_TIMEOUT_MS ?? 3_000);
  const client = new DynamoDBClient({
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 2_000, requestTimeout, throwOnRequestTimeout: true },
  });
  return { db: documents(client), name: TABLE_NAME, dedup: DEDUP, retentionDays: ISSUE_RETENTION_DAYS };
}

/** Stored items are plain objects; an attribute that is `undefined` is left out. */
export const documents = (client: DynamoDBClient) =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

/** For each action of a transaction that was cancelled, whether its condition did not hold. */
export const failedConditions = (error: unknown): boolean[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed')
    : [];

/** Thrown by an attempt that found things changed since it looked. */
export class LostRace extends Error {}

/**
 * Whether a write failed only because another request was quicker: a condition of its transaction no longer
 * held, or a transaction had one of its items. Nothing was written; looking again tells what to do.
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
 * Does `attempt` until it does not lose a race, with pauses in between.
 * @throws HttpError 503 when it has lost too many; whatever else `attempt` throws
 */
export async function untilSettled<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; attempts <= ATTEMPTS; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!lostRace(error)) throw error;
      await backOff(attempts);
    }
  }
  throw serviceUnavailable('Too many requests change the same issue at once; send the request again');
}

/** Waits before attempt `attempt` (from 1) of an operation that lost a race: longer each time, with jitter. */
const backOff = (attempt: number) => sleep(Math.random() * Math.min(1_000, 10 * 2 ** attempt));

const KEYS_PER_BATCH = 100;
const BATCH_ATTEMPTS = 6;

/**
 * Reads items by key, as of the last write, in one round trip where 100 keys and 16 MB suffice; items that do
 * not exist are left out, and the order is not that of the keys.
 * @throws HttpError 503 when the table keeps answering only a part.
 */
export async function batchGet(
  { db, name }: Table,
  keys: readonly Key[],
): Promise<Record<string, unknown>[]> {
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
          new BatchGetCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
        );
        items.push(...(answer.Responses?.[name] ?? []));
        wanted = answer.UnprocessedKeys?.[name]?.Keys ?? [];
      }
      return items;
    }),
  );
  return found.flat();
}

/** Reads from the table, to see whether it answers; throws when it does not. */
export async function ping({ db, name }: TableClient): Promise<void> {
  await db.send(new GetCommand({ TableName: name, Key: { PK: HEALTH_KEY, SK: HEALTH_KEY } }));
}
