import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { roleSchema } from '../access/grant.ts';
import { namespacePatternsSchema } from '../access/patterns.ts';
import { hashOf, isTokenId, MAX_ANCESTORS, newToken, writeToken } from '../access/token.ts';
import type { TokenInfo } from '../answers/tokens.ts';
import { printableText } from '../issue/text.ts';
import { badRequest, HttpError } from '../runtime/errors.ts';
import { keySchema, tokenKey, tokenPlace } from './items.ts';
import { batchGet, type TableClient, untilSettled } from './table.ts';
import { chooseSlot, readSlots, takeSlot } from './token-quota.ts';

/** All tokens are in one partition, which has room for 10 GB; and each is read whenever it is verified. */
const MAX_NAMESPACES_BYTES = 4_000;

/** The body of `POST /tokens` (docs/api.md, POST /tokens). */
export const newTokenSchema = z.strictObject({
  name: printableText(100),
  role: roleSchema,
  namespaces: namespacePatternsSchema.check(
    z.refine(
      (patterns) => Buffer.byteLength(patterns.join('')) <= MAX_NAMESPACES_BYTES,
      'must be at most 4,000 bytes together',
    ),
  ),
  /** When it expires; RFC 3339. @default - with its maker, or never */
  expiresAt: z.optional(
    z.iso
      .datetime({ offset: true, error: 'must be a time like 2027-01-31T00:00:00Z', abort: true })
      .check(z.refine((time) => Date.parse(time) > Date.now(), 'must be in the future')),
  ),
});
export type NewToken = z.infer<typeof newTokenSchema>;

const tokenItemSchema = z.extend(keySchema, {
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  namespaces: namespacePatternsSchema,
  /** Of the secret (token.ts), which is not stored itself. */
  hash: z.string(),
  createdAt: z.string(),
  /** The callers that it was made through, the last one its maker. */
  ancestors: z._default(z.array(z.string()), []),
  /** Which of its maker's slots it has (token-quota.ts). */
  slot: z.optional(z.number()),
  /** Its place in lists: sort key of the local index. Tokens from before have none. */
  activeSince: z.optional(z.string()),
  lastUsedAt: z.optional(z.string()),
  /** Epoch seconds; DynamoDB deletes it some time after that. */
  expiresAt: z.optional(z.number()),
});
export type TokenItem = z.infer<typeof tokenItemSchema>;

export const readTokenItem = (item: unknown): TokenItem => tokenItemSchema.parse(item);

export const toTokenInfo = ({
  id,
  name,
  role,
  namespaces,
  createdAt,
  ancestors,
  expiresAt,
  lastUsedAt,
}: TokenItem): TokenInfo => ({
  id,
  name,
  role,
  namespaces,
  createdAt,
  createdBy: ancestors.at(-1) ?? null,
  expiresAt: expiresAt === undefined ? null : toTime(expiresAt),
  lastUsedAt: lastUsedAt ?? null,
});

const toTime = (seconds: number) => new Date(seconds * 1000).toISOString();
export const hasEnded = ({ expiresAt }: Pick<TokenItem, 'expiresAt'>): boolean =>
  expiresAt !== undefined && expiresAt * 1000 <= Date.now();

/** A caller that makes a token. */
export interface Maker {
  readonly id: string;
  /** For how many days its tokens live at most, if it is no token itself. */
  readonly days: number;
}

/**
 * Makes a token. When a caller makes it, that takes two round trips: the token ends no later than its maker, and takes
 * one of its slots.
 * @param maker @default - an operator, who may do everything
 * @returns the credential, which cannot be read again, and the token without its secret
 * @throws HttpError 400 if it is to live longer than it may; 403 if its maker may make none; 409 if it has too many
 */
export async function createToken(
  table: TableClient,
  request: NewToken,
  maker?: Maker,
): Promise<{ token: string; info: TokenInfo }> {
  const wanted =
    request.expiresAt === undefined ? undefined : Math.floor(Date.parse(request.expiresAt) / 1000);
  if (maker === undefined) return put(table, request, { ancestors: [], expiresAt: wanted });
  return untilSettled(async () => {
    const [parent, slots] = await Promise.all([findMaker(table, maker), readSlots(table, maker.id)]);
    const ancestors = [...parent.ancestors, maker.id];
    if (ancestors.length > MAX_ANCESTORS) {
      throw new HttpError(
        403,
        `This token may make none: it was made through ${MAX_ANCESTORS} others already`,
      );
    }
    const latest = parent.expiresAt;
    if (wanted !== undefined && latest !== undefined && wanted > latest) {
      const message = `must be ${toTime(latest)} at the latest: no token that this credential makes lives longer`;
      throw badRequest([{ path: 'expiresAt', message }]);
    }
    const slot = chooseSlot(slots, maker.id, ancestors.length);
    return put(table, request, { ancestors, expiresAt: wanted ?? latest, slot });
  });
}

/**
 * What a maker hands down to its tokens.
 * @throws HttpError 403 for a token that has ended since it was let in
 */
async function findMaker(
  table: TableClient,
  { id, days }: Maker,
): Promise<Pick<TokenItem, 'ancestors' | 'expiresAt'>> {
  if (!isTokenId(id)) {
    return { ancestors: [], expiresAt: Math.floor(Date.now() / 1000) + days * 86_400 };
  }
  const token = (await findTokens(table, [id])).get(id);
  if (token === undefined || hasEnded(token)) throw new HttpError(403, 'This token was revoked or has ended');
  return token;
}

interface Lineage {
  readonly ancestors: readonly string[];
  readonly expiresAt: number | undefined;
  readonly slot?: number;
}

/** @throws TransactionCanceledException when another request has taken the slot meanwhile */
async function put(
  { db, name: TableName }: TableClient,
  { name, role, namespaces }: NewToken,
  { ancestors, expiresAt, slot }: Lineage,
): Promise<{ token: string; info: TokenInfo }> {
  const token = newToken(ancestors.filter(isTokenId));
  const createdAt = new Date().toISOString();
  const item: TokenItem = {
    ...tokenKey(token.id),
    id: token.id,
    name,
    role,
    namespaces,
    hash: hashOf(token.secret),
    createdAt,
    ancestors: [...ancestors],
    slot,
    expiresAt,
    activeSince: tokenPlace(namespaces, createdAt, token.id),
  };
  const Put = { TableName, Item: item, ConditionExpression: 'attribute_not_exists(PK)' };
  const maker = ancestors.at(-1);
  if (maker === undefined || slot === undefined) await db.send(new PutCommand(Put));
  else {
    const taken = takeSlot(TableName, maker, { slot, token: token.id, expiresAt });
    await db.send(new TransactWriteCommand({ TransactItems: [{ Put }, { Put: taken }] }));
  }
  return { token: writeToken(token), info: toTokenInfo(item) };
}

/** Stored tokens, by id, as of the last write. One round trip. */
export async function findTokens(
  table: TableClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TokenItem>> {
  const items = (await batchGet(table, ids.map(tokenKey))).map(readTokenItem);
  return new Map(items.map((item) => [item.id, item]));
}

/** Records that a token was used, unless it has been revoked meanwhile. */
export async function noteUse({ db, name }: TableClient, id: string): Promise<void> {
  try {
    await db.send(
      new UpdateCommand({
        TableName: name,
        Key: tokenKey(id),
        UpdateExpression: 'SET lastUsedAt = :now',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
