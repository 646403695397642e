import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { HttpError } from '../runtime/errors.ts';
import { type Key, keySchema, slotKey, slotPrefix } from './items.ts';
import { TOKENS } from './names.ts';
import type { TableClient } from './table.ts';

/*
 * How many living tokens a caller may have made. Each has one of its maker's numbered slots, which is free again when the
 * token has ended or is revoked: a token and its slot are written together, so requests at the same time cannot take
 * more. A maker's slots are also the way to its tokens.
 */

/**
 * By how many tokens, or a person and tokens, a maker was made through itself. The further down, the fewer: all that
 * descend from one credential are 210,200 tokens at most.
 */
const QUOTAS: readonly number[] = [100, 100, 10, 1];

const slotSchema = z.extend(keySchema, {
  /** Whose it is. */
  token: z.string(),
  /** When that ends; epoch seconds. DynamoDB deletes it some time after that. */
  expiresAt: z.optional(z.number()),
});
type Slot = z.infer<typeof slotSchema>;

const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** A maker's slots that were ever taken. One round trip. */
export async function readSlots({ db, name }: TableClient, maker: string): Promise<Slot[]> {
  const pages = paginateQuery(
    { client: db },
    {
      TableName: name,
      KeyConditionExpression: 'PK = :tokens AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':tokens': TOKENS, ':prefix': slotPrefix(maker) },
      ConsistentRead: true,
    },
  );
  const slots: Slot[] = [];
  for await (const { Items = [] } of pages) slots.push(...Items.map((item) => slotSchema.parse(item)));
  return slots;
}

/**
 * Any of a maker's free slots: one at random, so that requests at the same time seldom choose the same.
 * @param level how many callers the new token is made through
 * @throws HttpError 409 when there is none
 */
export function chooseSlot(slots: readonly Slot[], maker: string, level: number): number {
  const quota = QUOTAS[level - 1] ?? 0;
  const taken = new Set(
    slots
      .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > nowInSeconds())
      .map(({ SK }) => SK),
  );
  const free = Array.from({ length: quota }, (_, slot) => slot).filter(
    (slot) => !taken.has(slotKey(maker, slot).SK),
  );
  const chosen = free[Math.floor(Math.random() * free.length)];
  if (chosen !== undefined) return chosen;
  throw new HttpError(
    409,
    `This credential has ${quota} living tokens, as many as it may: revoke one (DELETE /tokens/{id}) or all of them (DELETE /tokens?createdBy=${encodeURIComponent(maker)})`,
  );
}

/** The part of a transaction that gives a token a slot. It fails when another living token has it. */
export const takeSlot = (
  TableName: string,
  maker: string,
  { slot, token, expiresAt }: { slot: number; token: string; expiresAt: number | undefined },
) => ({
  TableName,
  Item: { ...slotKey(maker, slot), token, expiresAt } satisfies Slot,
  ConditionExpression: 'attribute_not_exists(PK) OR expiresAt <= :now',
  ExpressionAttributeValues: { ':now': nowInSeconds() },
});

/** The part of a transaction that frees a token's slot. It fails when another token has it. */
export const leaveSlot = (TableName: string, Key: Key, token: string) => ({
  TableName,
  Key,
  ConditionExpression: 'attribute_not_exists(PK) OR #token = :token',
  ExpressionAttributeNames: { '#token': 'token' },
  ExpressionAttributeValues: { ':token': token },
});
