import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { covers } from '../access/grant.ts';
import type { NamespaceList } from '../answers/lists.ts';
import { severitySchema } from '../issue/issue.ts';
import { namespaceSchema, scopeId, scopeOfKey } from '../issue/scope.ts';
import { ofState } from './entries.ts';
import { brokenSince, byBytes, idAt, keySchema, namespaceKey } from './items.ts';
import { wholeNumber } from './list-query.ts';
import { NAMESPACES } from './names.ts';
import type { Table, TableClient } from './table.ts';

const MAX_LIMIT = 1_000;
/** The same for pages with counts: each namespace is a query. */
const MAX_COUNTED = 100;
/** How many entries of the index a page may read to count: some 1,000 read units. */
const MAX_ENTRIES = 30_000;
/** How many of them are about the 1 MB that DynamoDB returns at a time. */
const ENTRIES_AT_A_TIME = 4_000;

const NO_CURSOR = 'is not a cursor that this API gave';
/** The last namespace before the page. */
const cursorSchema = z.pipe(
  z.pipe(
    z.base64url(NO_CURSOR),
    z.transform((encoded) => Buffer.from(encoded, 'base64url').toString()),
  ),
  namespaceSchema,
);
const toCursor = (namespace: string) => Buffer.from(namespace).toString('base64url');

/** The query of `GET /namespaces` (docs/api.md, GET /namespaces). */
export const namespacesQuerySchema = z.object({
  /** Whether to count the ACTIVE issues. */
  counts: z.pipe(
    z._default(z.enum(['true', 'false']), 'false'),
    z.transform((text) => text === 'true'),
  ),
  limit: z._default(
    wholeNumber(1, MAX_LIMIT, (digits) => Math.min(Number(digits), MAX_LIMIT)),
    100,
  ),
  cursor: z.optional(cursorSchema),
});
export type NamespacesQuery = z.infer<typeof namespacesQuerySchema>;

/**
 * One page of the namespaces that ever had an issue and that the patterns cover, in the order of their UTF-8 bytes. One
 * round trip, and with counts one more.
 */
export async function listNamespaces(
  table: Table,
  patterns: readonly string[],
  query: NamespacesQuery,
): Promise<NamespaceList> {
  const limit = query.counts ? Math.min(query.limit, MAX_COUNTED) : query.limit;
  const parts = await Promise.all(
    rangesOf(patterns, query.cursor).map((range) => readNames(table, range, limit + 1)),
  );
  const found = parts.flat();
  const namespaces = found.slice(0, limit);
  const most = Math.min(Math.floor(MAX_ENTRIES / namespaces.length), ENTRIES_AT_A_TIME);
  const data = query.counts
    ? await Promise.all(
        namespaces.map(async (namespace) => ({
          namespace,
          active: await countActive(table, namespace, most),
        })),
      )
    : namespaces.map((namespace) => ({ namespace }));
  const last = found.length > limit ? namespaces.at(-1) : undefined;
  return { data, limit, nextCursor: last === undefined ? null : toCursor(last) };
}

/** A pattern, and the name after which to begin among those that it covers. */
interface Range {
  readonly pattern: string;
  readonly after: string | undefined;
}

/** What comes after the cursor, as ranges without overlap, in order. */
function rangesOf(patterns: readonly string[], cursor: string | undefined): Range[] {
  const distinct = [...new Set(patterns)];
  return distinct
    .filter((one) => !distinct.some((other) => other !== one && covers(other, one)))
    .sort((a, b) => byBytes(firstOf(a), firstOf(b)))
    .flatMap((pattern) => {
      if (cursor === undefined || byBytes(firstOf(pattern), cursor) > 0) return { pattern, after: undefined };
      return pattern.endsWith('*') && covers(pattern, cursor) ? { pattern, after: cursor } : [];
    });
}

/** Where a pattern's names begin. */
const firstOf = (pattern: string) => pattern.replace(/\*$/, '');

async function readNames({ db, name }: TableClient, { pattern, after }: Range, most: number) {
  const first = firstOf(pattern);
  const condition = first === pattern ? 'SK = :first' : 'begins_with(SK, :first)';
  const isAll = first === '';
  const input: QueryCommandInput = {
    TableName: name,
    KeyConditionExpression: isAll ? 'PK = :namespaces' : `PK = :namespaces AND ${condition}`,
    ExpressionAttributeValues: { ':namespaces': NAMESPACES, ...(!isAll && { ':first': first }) },
    ...(after !== undefined && { ExclusiveStartKey: namespaceKey(after) }),
    // A page of the longest names is below the 1 MB that DynamoDB returns at a time.
    Limit: most,
    ConsistentRead: true,
  };
  const { Items = [] } = await db.send(new QueryCommand(input));
  return Items.map((item) => keySchema.parse(item).SK);
}

/** What is read of an issue's entry in `byNamespace`. */
const entrySchema = z.object({
  PK: z.string(),
  position: z.string(),
  filter: z.object({ severity: severitySchema, since: z.optional(z.number()) }),
});
type Entry = z.infer<typeof entrySchema>;

type Active = NonNullable<NamespaceList['data'][number]['active']>;

/** Counts ACTIVE issues in the index that lists read, up to so many, and finds the one that has been broken for longest. */
async function countActive(table: Table, namespace: string, most: number): Promise<Active> {
  const { Items = [], LastEvaluatedKey } = await table.db.send(
    new QueryCommand({
      ...ofState(table, namespace, 'ACTIVE'),
      ProjectionExpression: 'PK, #position, #filter.severity, #filter.since',
      ExpressionAttributeNames: { '#position': 'position', '#filter': 'filter' },
      // Newest first.
      ScanIndexForward: false,
      Limit: most,
    }),
  );
  const isExact = LastEvaluatedKey === undefined;
  const bySeverity = { critical: 0, major: 0, minor: 0, info: 0 };
  let oldest: { readonly entry: Entry; readonly since: string } | undefined;
  for (const item of Items) {
    const entry = entrySchema.parse(item);
    bySeverity[entry.filter.severity]++;
    const since = brokenSince(entry);
    if (oldest === undefined || since < oldest.since) oldest = { entry, since };
  }
  return {
    total: Items.length,
    bySeverity,
    isExact,
    // Among those that were not read is one that has been broken for longer.
    longestBroken: isExact && oldest !== undefined ? toBroken(oldest.entry, oldest.since) : null,
  };
}

function toBroken({ PK, position, filter }: Entry, since: string): NonNullable<Active['longestBroken']> {
  const scope = scopeOfKey(PK);
  return {
    scope: { id: scopeId(scope), ...scope },
    issueId: idAt(position),
    severity: filter.severity,
    brokenSince: since,
  };
}
