import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { covers } from '../access/grant.ts';
import type { TokenList } from '../answers/tokens.ts';
import { MAX_SENT_BYTES, sentBytes } from '../issue/size.ts';
import { byBytes, placePrefix, tokenKey } from './items.ts';
import { limitSchema } from './list-query.ts';
import { ACTIVE_IN_SCOPE, TOKENS } from './names.ts';
import type { TableClient } from './table.ts';
import { readTokenItem, type TokenItem, toTokenInfo } from './tokens.ts';

/** The id of a token from before: they have no places in the local index, and no more of them are made. */
const OLD_ID = /^[0-9a-f]{16}$/;
const PLACE = /^.+#t[0-9a-f]{15}$/s;
/** DynamoDB's limit for a sort key. */
const MAX_PLACE_BYTES = 1_024;

const NO_CURSOR = 'is not a cursor that this API gave';
/** Where a page begins: after a token's place, or, of the tokens from before, after an id. */
const cursorSchema = z.pipe(
  z.base64url(NO_CURSOR),
  z.transform((encoded, context): string => {
    const text = Buffer.from(encoded, 'base64url').toString();
    if (OLD_ID.test(text) || (PLACE.test(text) && Buffer.byteLength(text) <= MAX_PLACE_BYTES)) return text;
    context.issues.push({ code: 'custom', message: NO_CURSOR, input: encoded });
    return z.NEVER;
  }),
);
const cursorAfter = ({ activeSince, id }: TokenItem) => Buffer.from(activeSince ?? id).toString('base64url');

/** The query of `GET /tokens`. */
export const tokenListQuerySchema = z.object({ limit: limitSchema, cursor: z.optional(cursorSchema) });
export type TokenListQuery = z.infer<typeof tokenListQuerySchema>;

/** How many queries are under way together: of an administrator's patterns, and of the tokens from before. */
const PARALLEL = 10;

/**
 * One page of the tokens that are valid only where `patterns` say, by namespace and age. One round trip for each megabyte
 * and each ten patterns. It reads no token but those that are valid somewhere there, and those from before: their places
 * are not known, and no more of them are made. Of the first, a few may not be shown, so that a page may have fewer than
 * `limit`.
 */
export async function listTokens(
  table: TableClient,
  patterns: readonly string[],
  { limit, cursor }: TokenListQuery,
): Promise<TokenList> {
  const queries = queriesAfter(patterns, cursor);
  const found: TokenItem[] = [];
  for (let i = 0; i < queries.length && found.length <= limit; i += PARALLEL) {
    const most = limit + 1 - found.length;
    const parts = await Promise.all(
      queries.slice(i, i + PARALLEL).map((query) => readTokens(table, query, most)),
    );
    found.push(...parts.flat());
  }
  const page = fitting(found.slice(0, limit));
  const last = page.at(-1);
  return {
    data: page
      .filter(({ namespaces }) => namespaces.every((one) => patterns.some((pattern) => covers(pattern, one))))
      .map(toTokenInfo),
    limit,
    nextCursor: last && page.length < found.length ? cursorAfter(last) : null,
  };
}

/** The first tokens of a query: `most` of them, or more than fit in an answer. */
async function readTokens(
  { db, name }: TableClient,
  query: Partial<QueryCommandInput>,
  most: number,
): Promise<TokenItem[]> {
  const found: TokenItem[] = [];
  let bytes = 0;
  let start = query.ExclusiveStartKey;
  do {
    const { Items = [], LastEvaluatedKey } = await db.send(
      new QueryCommand({
        ...query,
        TableName: name,
        ConsistentRead: true,
        Limit: most - found.length,
        ExclusiveStartKey: start,
      }),
    );
    const items = Items.map(readTokenItem);
    found.push(...items);
    bytes += items.reduce((sum, item) => sum + sizeOf(item), 0);
    start = LastEvaluatedKey;
  } while (start && found.length < most && bytes <= MAX_SENT_BYTES);
  return found;
}

const sizeOf = (token: TokenItem) => sentBytes(toTokenInfo(token));

/** As many of the first tokens, at least one, as fit in an answer. */
function fitting(tokens: readonly TokenItem[]): readonly TokenItem[] {
  let bytes = 0;
  const tooMuch = tokens.findIndex((token, index) => {
    bytes += sizeOf(token);
    return bytes > MAX_SENT_BYTES && index > 0;
  });
  return tooMuch === -1 ? tokens : tokens.slice(0, tooMuch);
}

/** The queries that find all tokens after a cursor, in their order. */
function queriesAfter(patterns: readonly string[], cursor: string | undefined): Partial<QueryCommandInput>[] {
  const isAmongOld = cursor !== undefined && OLD_ID.test(cursor);
  const ranges = isAmongOld ? [] : rangesOf(patterns).flatMap((prefix) => placesAfter(prefix, cursor));
  return [...ranges, { ...OLD_TOKENS, ...(isAmongOld && { ExclusiveStartKey: tokenKey(cursor) }) }];
}

const OLD_TOKENS: Partial<QueryCommandInput> = {
  KeyConditionExpression: 'PK = :tokens AND SK BETWEEN :first AND :last',
  ExpressionAttributeValues: { ':tokens': TOKENS, ':first': '0', ':last': 'g' },
};

/** What places begin with in each pattern, without overlaps. */
function rangesOf(patterns: readonly string[]): string[] {
  const prefixes = [...new Set(patterns.map(placePrefix))];
  return prefixes
    .filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)))
    .sort(byBytes);
}

function placesAfter(prefix: string, cursor: string | undefined): Partial<QueryCommandInput>[] {
  const isWithin = cursor?.startsWith(prefix);
  if (cursor !== undefined && !isWithin && byBytes(prefix, cursor) < 0) return [];
  return [
    {
      IndexName: ACTIVE_IN_SCOPE,
      // Everything has an empty prefix, but DynamoDB takes none.
      KeyConditionExpression: `PK = :tokens${prefix ? ' AND begins_with(activeSince, :prefix)' : ''}`,
      ExpressionAttributeValues: { ':tokens': TOKENS, ...(prefix && { ':prefix': prefix }) },
      Select: 'ALL_ATTRIBUTES',
      ...(isWithin &&
        cursor && {
          ExclusiveStartKey: { ...tokenKey(cursor.slice(cursor.lastIndexOf('#') + 1)), activeSince: cursor },
        }),
    },
  ];
}
