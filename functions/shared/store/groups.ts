import type { ScopeGroup, ScopeList, ShownIssue } from '../answers/lists.ts';
import { type FilterQuery, matchesFilters } from '../issue/filter-query.ts';
import type { IssueFilter } from '../issue/filters.ts';
import { severitySchema } from '../issue/issue.ts';
import { type Scope, scopeId, scopeOfKey } from '../issue/scope.ts';
import { sentBytes } from '../issue/size.ts';
import { shorten } from '../issue/text.ts';
import { Entries, type Entry, ORDERS, ofState } from './entries.ts';
import { type GroupsQuery, toCursor } from './groups-query.ts';
import {
  brokenSince,
  detectedAt,
  type IssueItem,
  issueItemSchema,
  type Key,
  keySchema,
  namespaceOf,
  recoveryItemSchema,
  recoveryKey,
  toTime,
} from './items.ts';
import { ReadBudget } from './read-budget.ts';
import { batchGet, readWithin, type Table } from './table.ts';

/** How many ACTIVE issues are grouped, the newest; that takes some 64 read units. */
const MAX_ENTRIES = 2_000;
/** How often the index is read for them: once, unless their names are very long. */
const MAX_READS = 4;
/** Of how many issues of a group, the newest, it is summed up. */
const SUMMED_UP = 50;
/** A page ends before it is greater, as it is sent; far below what a Lambda may send. */
const PAGE_BYTES = 1_000_000;

/** What a group shows of its issues. */
const NEWEST = 3;
const SHOWN_TITLE = 200;
const SHOWN_DESCRIPTION = 400;
const SHOWN_LINKS = 3;
/** How many resource types the facets tell, those of most issues. */
const SHOWN_TYPES = 50;

/** The entries of a scope in one namespace, newest first. */
interface Group {
  readonly scope: Scope;
  readonly namespace: string;
  readonly place: string;
  readonly entries: readonly Entry[];
}

const SEVERITIES = severitySchema.options;

/**
 * The ACTIVE issues of some namespaces by scope: the worst first, of these, or of all, what has been broken for longest. One read of the
 * index for up to 1 MB of it, then the issues that the page shows, as far as the `ReadBudget` allows; `search`, and the
 * order by occurrences, read them before.
 */
export async function listGroups(
  table: Table,
  query: GroupsQuery,
  budget = new ReadBudget({ entriesAtOnce: MAX_ENTRIES + 1 }),
): Promise<ScopeList> {
  const { entries, isComplete } = await readEntries(table, query.namespace, budget);
  // What no facet is about narrows a search.
  const { resourceName, resourceNamespace } = query;
  const candidates = entries.filter((entry) => matchesFilters(entry, { resourceName, resourceNamespace }));
  const searched =
    query.search === undefined && query.order !== 'repeated'
      ? undefined
      : await search(table, candidates, query.search ?? '', budget);
  const found = searched?.found ?? candidates;
  const matching = found.filter((entry) => matchesFilters(entry, query));
  const groups = toGroups(matching, placeBy(query.order, searched?.items));
  const { cursor, limit } = query;
  const rest = cursor === undefined ? groups : groups.filter(({ place }) => place > cursor);
  const { data, end } = await readPage(table, rest.slice(0, limit), query, budget, searched?.items);
  return {
    data,
    total: groups.length,
    totalIssues: matching.length,
    isExact: isComplete && (searched?.isComplete ?? true),
    facets: facetsOf(found, query),
    limit,
    nextCursor: end !== undefined && end !== rest.at(-1)?.place ? toCursor(end) : null,
  };
}

async function readEntries(table: Table, namespaces: readonly string[], budget: ReadBudget) {
  const inputs = namespaces.map((namespace) => ofState(table, namespace, 'ACTIVE'));
  const order = ORDERS.newest;
  const index = new Entries({ table, inputs, order, from: order.start, budget });
  const entries: Entry[] = [];
  // One more tells whether there are more.
  for (
    let reads = 0;
    reads < MAX_READS && index.end !== order.end && entries.length <= MAX_ENTRIES;
    reads++
  ) {
    entries.push(...(await index.read(MAX_ENTRIES + 1 - entries.length)));
  }
  return {
    entries: entries.slice(0, MAX_ENTRIES),
    isComplete: index.end === order.end && entries.length <= MAX_ENTRIES,
  };
}

/** The entries whose issues have `text` in them, and these issues; of the newest, where there are too many to read. */
async function search(table: Table, entries: readonly Entry[], text: string, budget: ReadBudget) {
  const items = await readItems(table, entries, budget);
  return {
    found: entries.filter((entry) => hasText(items.get(id(entry)), text)),
    isComplete: items.size === entries.length,
    items,
  };
}

function hasText(item: IssueItem | undefined, text: string): boolean {
  const wanted = text.toLowerCase();
  return [item?.title, item?.description].some((one) => one?.toLowerCase().includes(wanted));
}

/** In the order of pages. */
const toGroups = (entries: readonly Entry[], placeOf: PlaceOf): Group[] =>
  [...Map.groupBy(entries, (entry) => id(recoveryKey(scopeOfKey(entry.PK), namespaceOf(entry)))).values()]
    .flatMap(([newest, ...older]) => (newest ? [toGroup(newest, older, placeOf)] : []))
    .sort((a, b) => (a.place < b.place ? -1 : 1));

function toGroup(newest: Entry, older: readonly Entry[], placeOf: PlaceOf): Group {
  const entries = [newest, ...older];
  return {
    scope: scopeOfKey(newest.PK),
    namespace: namespaceOf(newest),
    place: placeOf(entries),
    entries,
  };
}

type PlaceOf = (entries: readonly Entry[]) => string;

/**
 * Where groups stand: places compare as texts, and no two groups have the same oldest issue.
 * @param items the issues, for the order by occurrences
 */
function placeBy(order: GroupsQuery['order'], items: Items = new Map()): PlaceOf {
  const first = (entries: readonly Entry[]) =>
    least(entries.map((entry) => `${brokenSince(entry)}${entry.position}`));
  switch (order) {
    case 'oldest':
      return first;
    case 'worst':
      return (entries) => `${SEVERITIES.length - 1 - SEVERITIES.indexOf(worst(entries))}#${first(entries)}`;
    case 'repeated':
      return (entries) => {
        const times = entries.reduce((sum, entry) => sum + (items.get(id(entry))?.occurrences ?? 0), 0);
        return `${String(Number.MAX_SAFE_INTEGER - times).padStart(16, '0')}#${first(entries)}`;
      };
  }
}

const worst = (issues: readonly { readonly filter: IssueFilter }[]) =>
  SEVERITIES.findLast((severity) => issues.some(({ filter }) => filter.severity === severity)) ?? 'info';
const least = (texts: readonly string[]) =>
  texts.reduce((least, text) => (text < least ? text : least), texts[0] ?? '');

/**
 * As many of the groups as fit and can be read, and the place of the last one that was looked at.
 * @param searched issues that were read before
 */
async function readPage(
  table: Table,
  groups: readonly Group[],
  query: GroupsQuery,
  budget: ReadBudget,
  searched?: Items,
) {
  const recoveries = readRecoveries(table, groups);
  // An error of the reads below must not leave this one's unheard.
  recoveries.catch(() => undefined);
  const data: ScopeGroup[] = [];
  let end: string | undefined;
  let sent = 0;
  for (let next = 0; next < groups.length; ) {
    const chunk = searched ? groups.slice(next) : chunkOf(groups.slice(next), budget.chunk());
    const keys = chunk.flatMap(newestOf);
    const items = searched ?? (await readItems(table, keys, budget, end === undefined ? 1 : 0));
    // Of the first group, those that could be read have to do.
    if (items.size < keys.length && end !== undefined) break;
    for (const group of chunk) {
      const shown = toScopeGroup(group, items, (await recoveries).get(id(workedKey(group))), query);
      const bytes = shown ? sentBytes(shown) : 0;
      if (sent > 0 && sent + bytes > PAGE_BYTES) return { data, end };
      sent += bytes;
      if (shown) data.push(shown);
      end = group.place;
    }
    next += chunk.length;
  }
  return { data, end };
}

const newestOf = ({ entries }: Group) => entries.slice(0, SUMMED_UP);

/** As many groups, at least one, as have so many issues to read. */
function chunkOf(groups: readonly Group[], size: number): readonly Group[] {
  let issues = 0;
  const tooMany = groups.findIndex((group) => {
    issues += newestOf(group).length;
    return issues > size;
  });
  return tooMany === -1 ? groups : groups.slice(0, Math.max(1, tooMany));
}

const id = ({ PK, SK }: Key) => `${PK}#${SK}`;

/** Issues by `id`; undefined those that are gone by now. */
type Items = ReadonlyMap<string, IssueItem | undefined>;

/**
 * Reads as many of the first issues as the budget allows.
 * @param least how many are read in any case
 */
async function readItems(table: Table, keys: readonly Key[], budget: ReadBudget, least = 0): Promise<Items> {
  const { items, read } = await readWithin(table, keys, budget, least);
  const found = new Map(items.map((raw) => issueItemSchema.parse(raw)).map((item) => [id(item), item]));
  return new Map(keys.slice(0, read).map((key) => [id(key), found.get(id(key))]));
}

/** Where it is noted when a group's scope last worked. */
const workedKey = ({ scope, namespace }: Group) => recoveryKey(scope, namespace);

/** When each group's scope last worked, by `workedKey`. */
async function readRecoveries(table: Table, groups: readonly Group[]) {
  const found = await batchGet(table, groups.map(workedKey));
  return new Map(
    found.map((raw) => [id(keySchema.parse(raw)), recoveryItemSchema.parse(raw).succeededAt] as const),
  );
}

/** The group with its issues as they are now; undefined when none of them matches any more. */
function toScopeGroup(
  { scope, namespace, entries }: Group,
  items: Items,
  succeededAt: number | undefined,
  query: GroupsQuery,
): ScopeGroup | undefined {
  const current = entries
    .flatMap((entry) => items.get(id(entry)) ?? [])
    .filter((item) => item.state === 'ACTIVE' && matchesFilters(item, query))
    .sort((a, b) => (a.position < b.position ? 1 : -1));
  const unread = entries.filter((entry) => !items.has(id(entry)));
  const all: readonly Pick<Entry, 'position' | 'filter'>[] = [...current, ...unread];
  if (all.length === 0) return undefined;
  const activeSince = detectedAt(least(all.map(({ position }) => position)));
  const since = least(all.map(brokenSince));
  return {
    scope: { id: scopeId(scope), ...scope },
    namespace,
    severity: worst(all),
    total: all.length,
    bySeverity: bySeverity(all),
    byIssueType: byIssueType(all),
    activeSince,
    brokenSince: since,
    lastFailureAt: current.length > 0 ? toTime(Math.max(...current.map(({ failedAt }) => failedAt))) : since,
    lastSeenAt: toTime(Math.max(Date.parse(activeSince), ...current.map(({ lastSeenAt }) => lastSeenAt))),
    occurrences: current.reduce((sum, { occurrences }) => sum + occurrences, 0),
    isExact: unread.length === 0,
    lastSuccessAt: succeededAt === undefined ? null : toTime(succeededAt),
    newest: current.slice(0, NEWEST).map(toShownIssue),
    issuesQuery: new URLSearchParams({ namespace, state: 'ACTIVE', ...scope }).toString(),
  };
}

const toShownIssue = (item: IssueItem): ShownIssue => ({
  id: item.id,
  title: shorten(item.title, SHOWN_TITLE),
  description: shorten(item.description, SHOWN_DESCRIPTION),
  severity: item.filter.severity,
  issueType: item.filter.issueType,
  createdAt: toTime(item.createdAt),
  detectedAt: detectedAt(item.position),
  brokenSince: brokenSince(item),
  lastFailureAt: toTime(item.failedAt),
  lastSeenAt: toTime(item.lastSeenAt),
  occurrences: item.occurrences,
  links: item.links.slice(0, SHOWN_LINKS).map(({ title, url }) => ({ title, url })),
});

const facetsOf = (entries: readonly Entry[], query: FilterQuery): ScopeList['facets'] => ({
  severity: bySeverity(leftBy(entries, { ...query, severity: undefined })),
  issueType: byIssueType(leftBy(entries, { ...query, issueType: undefined })),
  resourceType: byResourceType(leftBy(entries, { ...query, resourceType: undefined })),
});

const leftBy = (entries: readonly Entry[], query: FilterQuery) =>
  entries.filter((entry) => matchesFilters(entry, query));

/* How many issues have each value of a field. */

type Filtered = readonly Pick<Entry, 'filter'>[];

function bySeverity(issues: Filtered): ScopeGroup['bySeverity'] {
  const counts = { info: 0, minor: 0, major: 0, critical: 0 };
  for (const { filter } of issues) counts[filter.severity]++;
  return counts;
}

function byIssueType(issues: Filtered): ScopeGroup['byIssueType'] {
  const counts = { build: 0, test: 0, release: 0, dependency: 0, pipeline: 0 };
  for (const { filter } of issues) counts[filter.issueType]++;
  return counts;
}

/** Of the most frequent ones. */
function byResourceType(issues: Filtered): Readonly<Record<string, number>> {
  const found = Map.groupBy(issues, ({ filter }) => filter.resourceType);
  const counts = [...found].map(([type, { length }]): [string, number] => [type, length]);
  return Object.fromEntries(counts.sort(([, a], [, b]) => b - a).slice(0, SHOWN_TYPES));
}
