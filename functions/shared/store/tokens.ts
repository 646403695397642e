import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Role, roleSchema } from '../access/grant.ts';
import { namespacePatternsSchema } from '../access/patterns.ts';
import { hashOf, newToken, writeToken } from '../access/token.ts';
import { text } from '../issue/text.ts';
import { keySchema, tokenKey } from './items.ts';
import { TOKENS } from './names.ts';
import type { TableClient } from './table.ts';

/** The body of `POST /tokens` (docs/api.md, POST /tokens). */
export const newTokenSchema = z.strictObject({
  name: text(100),
  role: roleSchema,
  namespaces: namespacePatternsSchema,
  /** When it expires; RFC 3339. @default - never */
  expiresAt: z.optional(
    z.iso
      .datetime({ offset: true, error: 'must be a time like 2027-01-31T00:00:00Z', abort: true })
      .check(z.refine((time) => Date.parse(time) > Date.now(), 'must be in the future')),
  ),
});
export type NewToken = z.infer<typeof newTokenSchema>;

/** A token without its secret, which only its owner has. */
export interface TokenInfo {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly namespaces: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Within the hour; null when it was never used. */
  readonly lastUsedAt: string | null;
}

const tokenItemSchema = z.extend(keySchema, {
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  namespaces: namespacePatternsSchema,
  /** Of the secret (token.ts), which is not stored itself. */
  hash: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.optional(z.string()),
  /** Epoch seconds; DynamoDB deletes it some time after that. */
  expiresAt: z.optional(z.number()),
});
export type TokenItem = z.infer<typeof tokenItemSchema>;

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
 * @returns the credential, which cannot be read again, and the token without its secret
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

/** All tokens, newest first, with expired ones until DynamoDB has deleted them. */
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
  for await (const { Items = [] } of pages) items.push(...Items.map((item) => tokenItemSchema.parse(item)));
  return items.map(toInfo).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** A stored token, as of the last write. One read. */
export async function findToken({ db, name }: TableClient, id: string): Promise<TokenItem | undefined> {
  const { Item } = await db.send(
    new GetCommand({ TableName: name, Key: tokenKey(id), ConsistentRead: true }),
  );
  return Item && tokenItemSchema.parse(Item);
}

/** Revokes a token. @returns whether there was one */
export async function revokeToken({ db, name }: TableClient, id: string): Promise<boolean> {
  const { Attributes } = await db.send(
    new DeleteCommand({ TableName: name, Key: tokenKey(id), ReturnValues: 'ALL_OLD' }),
  );
  return Attributes !== undefined;
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
