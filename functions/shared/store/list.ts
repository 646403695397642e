import { paginateQuery, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Issue } from '../issue/answer.ts';
import { matchesFilters } from '../issue/filter-query.ts';
import type { State } from '../issue/issue.ts';
import { countIssues } from './count.ts';
import { filterExpression } from './filter-expression.ts';
import { type IssueItem, issueItemSchema, keySchema, listed } from './items.ts';
import { type Cursor, knownTotal, type ListQuery, toCursor } from './list-query.ts';
import { BY_NAMESPACE } from './names.ts';
import { withRelated } from './read.ts';
import { batchGet, type Table } from './table.ts';

export interface IssueList {
  readonly data: Issue[];
  /** How many issues the filters match, all pages together. */
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
  /** Where the next page begins; null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * How many entries of the index are read at a time: about the 1 MB that DynamoDB returns anyway. Without a limit,
 * DynamoDB Local reads the whole partition for every page.
 */
const INDEX_PAGE = 4_000;
/** How many issues a search reads at a time. */
const SEARCH_CHUNK = 1_000;

/** An issue's entry in `byNamespace`. */
const entrySchema = z.extend(keySchema, { position: z.string() });
type Entry = z.infer<typeof entrySchema>;

/** One page: its entries, their items, and the total. */
interface Page {
  readonly entries: readonly Entry[];
  readonly items: readonly IssueItem[];
  readonly total: number;
  readonly isLast: boolean;
}

/**
 * One page of a namespace's issues, newest detection first. Two round trips; to count filtered or ACTIVE issues,
 * the first page takes one more for each MB of the index. With `search`, every issue that the other filters leave
 * is read. The index follows a write within moments; the issues that it lists are shown as they are now.
 */
export async function listIssues(table: Table, query: ListQuery): Promise<IssueList> {
  const { limit, offset, search } = query;
  const page = search === undefined ? await readPage(table, query) : await searchPage(table, query);
  const issues = await withRelated(table, page.items);
  const isCut = issues.length < page.items.length;
  const end = isCut ? page.items[issues.length - 1] : page.isLast ? undefined : page.entries.at(-1);
  return {
    data: issues,
    total: page.total,
    limit,
    offset,
    nextCursor: end ? toCursor(end.position, page.total, query) : null,
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
  const [items, total] = await Promise.all([
    readItems(table, entries, query),
    knownTotal(query) ?? countMatching(table, query, parts),
  ]);
  return { entries, items, total, isLast: merged.length <= end };
}

/** Entries of one of the index's partitions, and where the rest begins, if there is more. */
interface Part {
  readonly input: QueryCommandInput;
  readonly entries: readonly Entry[];
  readonly rest: Record<string, unknown> | undefined;
}

/**
 * How many issues a query finds. A namespace's issues are counted as they are made and deleted, so the RESOLVED
 * ones are the rest of the ACTIVE ones. Only ACTIVE or filtered issues are counted in the index.
 */
async function countMatching(table: Table, query: ListQuery, parts: readonly Part[]): Promise<number> {
  const { namespace, state, cursor } = query;
  const isPartial = cursor !== undefined || parts.some(({ rest }) => rest !== undefined);
  const isFiltered = parts.some(({ input }) => input.FilterExpression !== undefined);
  if (isPartial && !isFiltered && state !== 'ACTIVE') {
    const active = { ...query, state: 'ACTIVE' as const };
    const [all, ...others] = await Promise.all([
      countIssues(table, namespace),
      ...(state === 'RESOLVED' ? indexQueries(table, active).map((input) => count(table, input)) : []),
    ]);
    return Math.max(
      0,
      others.reduce((left, n) => left - n, all),
    );
  }
  const counts = await Promise.all(
    parts.map(async ({ input, entries, rest }) =>
      // Entries that were read are counted already, unless a cursor skipped those before them.
      cursor ? count(table, input) : entries.length + (rest ? await count(table, input, rest) : 0),
    ),
  );
  return counts.reduce((sum, n) => sum + n, 0);
}

/** Descriptions are not in the index, so a search reads the issues themselves: all, unless the total is known. */
async function searchPage(table: Table, query: ListQuery): Promise<Page> {
  const { offset, limit, cursor } = query;
  const known = knownTotal(query);
  const parts = await Promise.all(
    indexQueries(table, query).map((input) =>
      readEntries(table, known === undefined ? input : after(input, cursor), Number.POSITIVE_INFINITY),
    ),
  );
  const candidates = newestFirst(parts.flatMap(({ entries }) => entries));
  const items: IssueItem[] = [];
  let found = 0;
  let reached = 0;
  for (let i = 0; i < candidates.length; i += SEARCH_CHUNK) {
    if (known !== undefined && reached > offset + limit) break;
    for (const item of await readItems(table, candidates.slice(i, i + SEARCH_CHUNK), query)) {
      found++;
      if (cursor !== undefined && item.position >= cursor.place) continue;
      reached++;
      if (reached > offset && items.length < limit) items.push(item);
    }
  }
  return { entries: items, items, total: known ?? found, isLast: reached <= offset + limit };
}

/** The queries whose results, merged, are the namespace's issues in the states asked for. */
function indexQueries(table: Table, query: ListQuery): QueryCommandInput[] {
  const { namespace } = query;
  const { ExpressionAttributeValues, ...filter } = filterExpression(query);
  const states: State[] = query.state ? [query.state] : ['ACTIVE', 'RESOLVED'];
  return states.map((state) => ({
    TableName: table.name,
    IndexName: BY_NAMESPACE,
    KeyConditionExpression: 'listed = :listed',
    ExpressionAttributeValues: { ':listed': listed(namespace, state), ...ExpressionAttributeValues },
    ...filter,
    ScanIndexForward: false,
  }));
}

const after = (input: QueryCommandInput, cursor: Cursor | undefined): QueryCommandInput =>
  cursor === undefined
    ? input
    : {
        ...input,
        KeyConditionExpression: `${input.KeyConditionExpression} AND #position < :cursor`,
        ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#position': 'position' },
        ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':cursor': cursor.place },
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
        ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#position': 'position' },
        // A filter is applied after the limit, and would make small pages of few entries.
        Limit: input.FilterExpression === undefined ? Math.min(enough, INDEX_PAGE) : INDEX_PAGE,
        ...(rest && { ExclusiveStartKey: rest }),
      }),
    );
    entries.push(...(page.Items ?? []).map((item) => entrySchema.parse(item)));
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
  const pages = paginateQuery(
    { client: table.db, ...start },
    { ...input, Limit: INDEX_PAGE, Select: 'COUNT' },
  );
  for await (const { Count = 0 } of pages) total += Count;
  return total;
}

/** In the order of lists, each once: what changes its state between the queries is found by both. */
function newestFirst(entries: readonly Entry[]): Entry[] {
  const sorted = entries.toSorted((a, b) => (a.position < b.position ? 1 : a.position > b.position ? -1 : 0));
  return [...Map.groupBy(sorted, ({ PK, SK }) => `${PK}#${SK}`).values()].flatMap(([newest]) => newest ?? []);
}

/** The entries' items in their order, without those that have changed so that the query no longer finds them. */
async function readItems(table: Table, entries: readonly Entry[], query: ListQuery): Promise<IssueItem[]> {
  const raw = await batchGet(table, entries);
  const items = new Map(
    raw.map((one) => issueItemSchema.parse(one)).map((item) => [`${item.PK}#${item.SK}`, item]),
  );
  return entries.flatMap(({ PK, SK }) => {
    const item = items.get(`${PK}#${SK}`);
    return item && matches(item, query) ? [item] : [];
  });
}

function matches(item: IssueItem, query: ListQuery): boolean {
  const search = query.search?.toLowerCase();
  return (
    matchesFilters(item, query) &&
    (query.state === undefined || query.state === item.state) &&
    (search === undefined ||
      [item.title, item.description].some((text) => text.toLowerCase().includes(search)))
  );
}
