import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { namespacePatterns, role } from '../access/grant.ts';
import { hashOf, newToken, writeToken } from '../access/token.ts';
import { text } from '../issue/text.ts';
import { key, TOKENS, tokenKey } from './items.ts';
import type { TableClient } from './table.ts';

/** What a token is made from. */
export const newTokenRequest = z.strictObject({
  name: text(100),
  role,
  namespaces: namespacePatterns,
  /** When it ends; RFC 3339. Default: never. */
  expiresAt: z.iso
    .datetime({ offset: true, error: 'must be a time like 2027-01-31T00:00:00Z', abort: true })
    .refine((time) => Date.parse(time) > Date.now(), 'must be in the future')
    .optional(),
});
export type NewToken = z.infer<typeof newTokenRequest>;

/** A token as it may be shown: all but its secret, which nobody has but its owner. */
export interface TokenInfo {
  readonly id: string;
  readonly name: string;
  readonly role: z.infer<typeof role>;
  readonly namespaces: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Within the hour; null when it was never used. */
  readonly lastUsedAt: string | null;
}

const tokenItem = key.extend({
  id: z.string(),
  name: z.string(),
  role,
  namespaces: namespacePatterns,
  /** token.ts: of the secret, nothing else is kept. */
  hash: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().optional(),
  /** Epoch seconds; DynamoDB deletes it some time after that. */
  expiresAt: z.number().optional(),
});
export type TokenItem = z.infer<typeof tokenItem>;

const toInfo = ({ id, name, role, namespaces, createdAt, expiresAt, lastUsedAt }: TokenItem): TokenInfo => ({
  id,
  name,
  role,
  namespaces,
  createdAt,
  expiresAt: expiresAt === undefined ? null : new Date(expiresAt * 1000).toISOString(),
  lastUsedAt: lastUsedAt ?? null,
});

/**
 * Makes a token.
 * @returns the credential, which cannot be had again, and what may be shown of it
 */
export async function createToken(
  { db, name: TableName }: TableClient,
  { name, role, namespaces, expiresAt }: NewToken,
): Promise<{ token: string; info: TokenInfo }> {
  const token = newToken();
  const item: TokenItem = {
    ...tokenKey(token.id),
    id: token.id,
    name,
    role,
    namespaces,
    hash: hashOf(token.secret),
    createdAt: new Date().toISOString(),
    expiresAt: expiresAt === undefined ? undefined : Math.floor(Date.parse(expiresAt) / 1000),
  };
  await db.send(new PutCommand({ TableName, Item: item, ConditionExpression: 'attribute_not_exists(PK)' }));
  return { token: writeToken(token), info: toInfo(item) };
}

/** All tokens, those that have ended for as long as they are still there. */
export async function listTokens({ db, name: TableName }: TableClient): Promise<TokenInfo[]> {
  const pages = paginateQuery(
    { client: db },
    {
      TableName,
      KeyConditionExpression: 'PK = :tokens',
      ExpressionAttributeValues: { ':tokens': TOKENS },
      ConsistentRead: true,
    },
  );
  const items: TokenItem[] = [];
  for await (const { Items = [] } of pages) items.push(...Items.map((item) => tokenItem.parse(item)));
  return items.map(toInfo).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** What is stored of a token, as of the last write. One read. */
export async function findToken({ db, name }: TableClient, id: string): Promise<TokenItem | undefined> {
  const { Item } = await db.send(
    new GetCommand({ TableName: name, Key: tokenKey(id), ConsistentRead: true }),
  );
  return Item && tokenItem.parse(Item);
}

/** Ends a token. @returns whether there was one */
export async function revokeToken({ db, name }: TableClient, id: string): Promise<boolean> {
  const { Attributes } = await db.send(
    new DeleteCommand({ TableName: name, Key: tokenKey(id), ReturnValues: 'ALL_OLD' }),
  );
  return Attributes !== undefined;
}

/** Notes that a token was used, unless it has been revoked meanwhile. */
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
