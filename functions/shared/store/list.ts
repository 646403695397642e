import { paginateQuery, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Issue, issueType, type State, severity, state } from '../issue.ts';
import { namespace, resourceName, resourceType } from '../scope.ts';
import { text } from '../text.ts';
import { BY_NAMESPACE, type IssueItem, issueItem, key, listed } from './items.ts';
import { withRelated } from './read.ts';
import { batchGet, type Table } from './table.ts';

/**
 * A cursor is a place in the order of a list, as `position()` in items.ts writes it. It holds nothing that
 * could be forged to advantage: with any namespace and filters it means "what comes after this place".
 */
const cursor = z
  .base64url('is not a cursor that this API gave')
  .transform((encoded) => Buffer.from(encoded, 'base64url').toString())
  .pipe(
    z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-f-]{36}$/, 'is not a cursor that this API gave'),
  );
const toCursor = (position: string) => Buffer.from(position).toString('base64url');

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most.toLocaleString('en')}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
};

/** The query of `GET /issues` (issues-api.md, Endpoints); all filters combine. */
export const listQuery = z
  .object({
    namespace,
    severity: severity.optional(),
    issueType: issueType.optional(),
    state: state.optional(),
    resourceType: resourceType.optional(),
    resourceName: resourceName.optional(),
    /** A substring of the title or the description, in any case. */
    search: text(200).optional(),
    limit: wholeNumber(1, 500).default(50),
    offset: wholeNumber(0, 10_000).default(0),
    cursor: cursor.optional(),
  })
  .refine(({ cursor, offset }) => cursor === undefined || offset === 0, {
    path: ['offset'],
    error: 'cannot go with cursor, which says where to begin',
  });
export type ListQuery = z.infer<typeof listQuery>;

export interface IssueList {
  readonly data: Issue[];
  /** How many issues the filters match, all pages together. */
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
  /** Where the next page begins; null on the last page. */
  readonly nextCursor: string | null;
}

/** A page is cut short, with a cursor to go on from, before it outgrows what a Lambda can answer (6 MB). */
const PAGE_BYTES = 5_000_000;
/** How many issues a search reads at a time. */
const SEARCH_CHUNK = 1_000;

/** What `byNamespace` tells of an issue. */
const entry = key.extend({ position: z.string() });
type Entry = z.infer<typeof entry>;

/** The entries of one page, the items that belong to them, and what is known of the rest. */
interface Page {
  readonly entries: readonly Entry[];
  readonly items: readonly IssueItem[];
  readonly total: number;
  readonly isLast: boolean;
}

/**
 * One page of a namespace's issues, newest detection first. Two round trips, and as many more as the index
 * has pages of 1 MB to count; with `search`, every issue that the other filters leave is read. The index
 * follows a write within moments; what it lists is shown as it is now.
 */
export async function listIssues(table: Table, query: ListQuery): Promise<IssueList> {
  const { limit, offset, search } = query;
  const page = search === undefined ? await readPage(table, query) : await searchPage(table, query);
  const issues = await withRelated(table, page.items);
  const fitting = fittingCount(issues);
  const end =
    fitting < issues.length ? page.items[fitting - 1] : page.isLast ? undefined : page.entries.at(-1);
  return {
    data: issues.slice(0, fitting),
    total: page.total,
    limit,
    offset,
    nextCursor: end ? toCursor(end.position) : null,
  };
}

async function readPage(table: Table, query: ListQuery): Promise<Page> {
  const { offset, limit, cursor } = query;
  const end = offset + limit;
  const parts = await Promise.all(
    indexQueries(table, query).map(async (input) => ({
      input,
      ...(await readEntries(table, after(input, cursor), end + 1)),
    })),
  );
  const merged = newestFirst(parts.flatMap(({ entries }) => entries));
  const entries = merged.slice(offset, end);
  const [items, counts] = await Promise.all([
    readItems(table, entries, query),
    Promise.all(
      parts.map(async ({ input, entries, rest }) =>
        // What has been read need not be counted again, unless it is only what comes after a cursor.
        cursor ? count(table, input) : entries.length + (rest ? await count(table, input, rest) : 0),
      ),
    ),
  ]);
  return { entries, items, total: counts.reduce((sum, n) => sum + n, 0), isLast: merged.length <= end };
}

/** Descriptions are not in the index, so a search reads the issues themselves. */
async function searchPage(table: Table, query: ListQuery): Promise<Page> {
  const { offset, limit, cursor } = query;
  const parts = await Promise.all(
    indexQueries(table, query).map((input) => readEntries(table, input, Number.POSITIVE_INFINITY)),
  );
  const candidates = newestFirst(parts.flatMap(({ entries }) => entries));
  const items: IssueItem[] = [];
  let total = 0;
  let reached = 0;
  for (let i = 0; i < candidates.length; i += SEARCH_CHUNK) {
    for (const item of await readItems(table, candidates.slice(i, i + SEARCH_CHUNK), query)) {
      total++;
      if (cursor !== undefined && item.position >= cursor) continue;
      reached++;
      if (reached > offset && items.length < limit) items.push(item);
    }
  }
  return { entries: items, items, total, isLast: reached <= offset + limit };
}

/** The queries whose results, merged, are the namespace's issues in the states asked for. */
function indexQueries(table: Table, query: ListQuery): QueryCommandInput[] {
  const { namespace, severity, issueType, resourceType, resourceName } = query;
  const filters = Object.entries({ severity, issueType, resourceType, resourceName }).filter(
    ([, value]) => value !== undefined,
  );
  const states: State[] = query.state ? [query.state] : ['ACTIVE', 'RESOLVED'];
  return states.map((state) => ({
    TableName: table.name,
    IndexName: BY_NAMESPACE,
    KeyConditionExpression: 'listed = :listed',
    ExpressionAttributeValues: {
      ':listed': listed(namespace, state),
      ...Object.fromEntries(filters.map(([name, value]) => [`:${name}`, value])),
    },
    ...(filters.length > 0 && {
      FilterExpression: filters.map(([name]) => `${name} = :${name}`).join(' AND '),
    }),
    ScanIndexForward: false,
  }));
}

const after = (input: QueryCommandInput, cursor: string | undefined): QueryCommandInput =>
  cursor === undefined
    ? input
    : {
        ...input,
        KeyConditionExpression: `${input.KeyConditionExpression} AND #position < :cursor`,
        ExpressionAttributeNames: { '#position': 'position' },
        ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':cursor': cursor },
      };

/** Reads until there are `enough` entries; `rest` says where to go on, if there may be more. */
async function readEntries(table: Table, input: QueryCommandInput, enough: number) {
  const entries: Entry[] = [];
  let rest: Record<string, unknown> | undefined;
  do {
    const page = await table.db.send(
      new QueryCommand({
        ...input,
        ProjectionExpression: 'PK, SK, #position',
        ExpressionAttributeNames: { '#position': 'position' },
        // A filter is applied after the limit, and would make small pages of few entries.
        ...(input.FilterExpression === undefined && Number.isFinite(enough) && { Limit: enough }),
        ...(rest && { ExclusiveStartKey: rest }),
      }),
    );
    entries.push(...(page.Items ?? []).map((item) => entry.parse(item)));
    rest = page.LastEvaluatedKey;
  } while (rest !== undefined && entries.length < enough);
  return { entries, rest };
}

async function count(
  table: Table,
  input: QueryCommandInput,
  from?: Record<string, unknown>,
): Promise<number> {
  let total = 0;
  const start = from ? { startingToken: from } : {};
  const pages = paginateQuery({ client: table.db, ...start }, { ...input, Select: 'COUNT' });
  for await (const { Count = 0 } of pages) total += Count;
  return total;
}

const newestFirst = (entries: Entry[]) =>
  entries.sort((a, b) => (a.position < b.position ? 1 : a.position > b.position ? -1 : 0));

/** The entries' items in their order, without those that have changed so that the query no longer finds them. */
async function readItems(table: Table, entries: readonly Entry[], query: ListQuery): Promise<IssueItem[]> {
  const raw = await batchGet(table, entries);
  const items = new Map(
    raw.map((one) => issueItem.parse(one)).map((item) => [`${item.PK}#${item.SK}`, item]),
  );
  return entries.flatMap(({ PK, SK }) => {
    const item = items.get(`${PK}#${SK}`);
    return item && matches(item, query) ? [item] : [];
  });
}

function matches(item: IssueItem, query: ListQuery): boolean {
  const search = query.search?.toLowerCase();
  return (
    (['severity', 'issueType', 'state', 'resourceType', 'resourceName'] as const).every(
      (field) => query[field] === undefined || query[field] === item[field],
    ) &&
    (search === undefined ||
      [item.title, item.description].some((text) => text.toLowerCase().includes(search)))
  );
}

/** How many of the issues, at least one, fit in a page. */
function fittingCount(issues: readonly Issue[]): number {
  let bytes = 0;
  const over = issues.findIndex((issue) => {
    bytes += Buffer.byteLength(JSON.stringify(issue));
    return bytes > PAGE_BYTES;
  });
  return over === -1 ? issues.length : Math.max(1, over);
}
