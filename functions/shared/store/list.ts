import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Issue } from '../issue/answer.ts';
import { matchesFilters } from '../issue/filter-query.ts';
import type { State } from '../issue/issue.ts';
import { countIssues } from './count.ts';
import { ORDERS, ofState } from './entries.ts';
import { filterExpression } from './filter-expression.ts';
import type { IssueItem } from './items.ts';
import { countedBefore, type ListQuery, queryId, toCursor } from './list-query.ts';
import { withRelated } from './read.ts';
import { ReadBudget } from './read-budget.ts';
import type { Table } from './table.ts';
import { Walk } from './walk.ts';

export interface IssueList {
  readonly data: Issue[];
  /** How many issues the filters match, all pages together. */
  readonly total: number;
  /** Given where `total` is a lower bound, because not everything could be read. */
  readonly totalIsExact?: false;
  readonly limit: number;
  readonly offset: number;
  /** Where the next page begins; null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * One page of the issues of some namespaces, newest detection first or last, and how many there are, as far as the `ReadBudget` allows.
 * Two round trips for a page of few issues; more for many, of which some are read after the others, and to count
 * ACTIVE or filtered issues beyond 1 MB of the index. `search` reads the issues that the other filters leave. The index
 * follows a write within moments; the issues that it lists are shown as they are now.
 */
export async function listIssues(
  table: Table,
  query: ListQuery,
  budget = new ReadBudget(),
): Promise<IssueList> {
  const { limit, offset, cursor, search } = query;
  const order = ORDERS[query.order];
  const counted = countedBefore(query) ?? { total: 0, downTo: order.start };
  const hasCounter = counted.downTo !== undefined && isCountedApart(query);
  const walk = new Walk({
    table,
    budget,
    inputs: indexQueries(table, query),
    order,
    from: cursor?.place ?? order.start,
    offset,
    limit,
    matches: matcher(query),
    isSearch: search !== undefined,
    counted: { total: counted.total, downTo: counted.downTo ?? order.end },
    isCounting: !hasCounter,
  });
  await walk.step();
  const [counter] = await Promise.all([
    hasCounter && walk.downTo !== order.end ? countApart(table, query) : undefined,
    walk.run(),
  ]);
  const isExact = counter !== undefined || walk.downTo === order.end;
  const total = counter ?? walk.total;
  const data = await withRelated(
    table,
    walk.found.map(({ item }) => item),
    budget.left,
  );
  const next = data.length < walk.found.length ? walk.found[data.length - 1]?.place : walk.next;
  return {
    data,
    total,
    ...(!isExact && { totalIsExact: false }),
    limit,
    offset,
    nextCursor:
      next === undefined
        ? null
        : toCursor(next, { total, downTo: isExact ? undefined : walk.downTo, of: queryId(query) }),
  };
}

/** Issues are counted as they are made and deleted (count.ts): without filters there is no need to read the index. */
const isCountedApart = ({ state, search, ...query }: ListQuery) =>
  state !== 'ACTIVE' && search === undefined && filterExpression(query).FilterExpression === undefined;

/**
 * How many issues the counters say there are: of the RESOLVED ones, those that are not ACTIVE, of which there are few.
 * @returns undefined when there are too many ACTIVE ones to count
 */
async function countApart(table: Table, { namespace, state }: ListQuery): Promise<number | undefined> {
  const most = Math.ceil(COUNTED_AT_ONCE / namespace.length);
  const counts = await Promise.all(
    namespace.map(async (one) => {
      const [all, active] = await Promise.all([
        countIssues(table, one),
        state === 'RESOLVED' ? countActive(table, one, most) : 0,
      ]);
      return active === undefined ? undefined : Math.max(0, all - active);
    }),
  );
  return counts.reduce((sum, n) => (sum === undefined || n === undefined ? undefined : sum + n), 0);
}

/** How many ACTIVE issues are counted at once, of all namespaces, and how often: some 12,000. */
const COUNTED_AT_ONCE = 4_000;
const MAX_COUNTS = 3;

async function countActive(table: Table, namespace: string, Limit: number): Promise<number | undefined> {
  let total = 0;
  let rest: Record<string, unknown> | undefined;
  for (let reads = 0; reads < MAX_COUNTS; reads++) {
    const { Count = 0, LastEvaluatedKey } = await table.db.send(
      new QueryCommand({
        ...ofState(table, namespace, 'ACTIVE'),
        Select: 'COUNT',
        Limit,
        ...(rest && { ExclusiveStartKey: rest }),
      }),
    );
    total += Count;
    rest = LastEvaluatedKey;
    if (rest === undefined) return total;
  }
  return undefined;
}

/** The queries whose results, merged, are the namespaces' issues in the states asked for. */
function indexQueries(table: Table, query: ListQuery): QueryCommandInput[] {
  const { ExpressionAttributeValues, ...filter } = filterExpression(query);
  const states: State[] = query.state ? [query.state] : ['ACTIVE', 'RESOLVED'];
  return query.namespace.flatMap((namespace) =>
    states.map((state) => {
      const input = ofState(table, namespace, state);
      return {
        ...input,
        ...filter,
        ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ...ExpressionAttributeValues },
      };
    }),
  );
}

/** Tells whether an issue is one that the query finds, as it is now. */
function matcher(query: ListQuery): (item: IssueItem) => boolean {
  const search = query.search?.toLowerCase();
  return (item) =>
    matchesFilters(item, query) &&
    (query.state === undefined || query.state === item.state) &&
    (search === undefined ||
      [item.title, item.description].some((text) => text.toLowerCase().includes(search)));
}
