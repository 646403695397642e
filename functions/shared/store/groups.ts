import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type FilterQuery, matchesFilters } from '../issue/filter-query.ts';
import { filterSchema, type IssueFilter } from '../issue/filters.ts';
import { issueTypeSchema, type Link, severitySchema } from '../issue/issue.ts';
import { type Scope, scopeId, scopeOfKey } from '../issue/scope.ts';
import { sentBytes } from '../issue/size.ts';
import { shorten } from '../issue/text.ts';
import { type GroupsQuery, toCursor } from './groups-query.ts';
import {
  detectedAt,
  type IssueItem,
  issueItemSchema,
  type Key,
  keySchema,
  listed,
  recoveryItemSchema,
  recoveryKey,
} from './items.ts';
import { BY_NAMESPACE } from './names.ts';
import { batchGet, type Table } from './table.ts';

/** How many ACTIVE issues of a namespace are grouped, the newest; some 64 read units. */
const MAX_ENTRIES = 2_000;
/** How often the index is read for them, 1 MB each time; that is all of them, unless their names are very long. */
const MAX_READS = 4;
/** How many issues are read at a time, and so of one group: 50 of the greatest have 6 MB. */
const CHUNK = 50;
/** When a page has read so much, it ends with that chunk. */
const PAGE_READ_BYTES = 2_000_000;
/** How many issues a search reads at a time, and when it ends: 1,000 read units. */
const SEARCH_CHUNK = 100;
const SEARCH_BYTES = 4_000_000;
/** A page ends before it is greater, as it is sent; far below what a Lambda may send. */
const PAGE_BYTES = 1_000_000;

/** What a group shows of its issues. */
const NEWEST = 3;
const SHOWN_TITLE = 200;
const SHOWN_LINKS = 3;
/** How many resource types the facets tell, those of most issues. */
const SHOWN_TYPES = 50;

type Counts = Readonly<Record<string, number>>;

/** One ACTIVE issue, in a group. */
interface ShownIssue {
  readonly id: string;
  readonly title: string;
  readonly severity: IssueFilter['severity'];
  readonly issueType: IssueFilter['issueType'];
  readonly detectedAt: string;
  readonly lastSeenAt: string;
  readonly occurrences: number;
  readonly links: readonly Link[];
}

/** The ACTIVE issues of one scope. */
interface ScopeGroup {
  readonly scope: Scope & { readonly id: string };
  readonly namespace: string;
  /** The worst. */
  readonly severity: IssueFilter['severity'];
  readonly total: number;
  readonly bySeverity: Counts;
  readonly byIssueType: Counts;
  readonly activeSince: string;
  readonly lastSeenAt: string;
  readonly occurrences: number;
  /** Whether `lastSeenAt` and `occurrences` are of all its issues; else of the newest. */
  readonly isExact: boolean;
  /** When a success was last heard of it that said when it happened; null where none is known. */
  readonly lastSuccessAt: string | null;
  readonly newest: readonly ShownIssue[];
  /** The query of `GET /issues` that lists its issues. */
  readonly issuesQuery: string;
}

export interface ScopeList {
  readonly data: readonly ScopeGroup[];
  /** How many groups there are on all pages together, and how many issues in them. */
  readonly total: number;
  readonly totalIssues: number;
  /** Whether all ACTIVE issues of the namespace were looked at. */
  readonly isExact: boolean;
  /** Of each field, how many issues there are by its value that all other filters leave. */
  readonly facets: Readonly<Record<(typeof FACETS)[number], Counts>>;
  readonly limit: number;
  readonly nextCursor: string | null;
}

/** An issue's entry in `byNamespace`. */
const entrySchema = z.extend(keySchema, { position: z.string(), filter: filterSchema });
type Entry = z.infer<typeof entrySchema>;

/** A scope's entries, newest first. */
interface Group {
  readonly key: string;
  readonly place: string;
  readonly entries: readonly Entry[];
}

const FACETS = ['severity', 'issueType', 'resourceType'] as const satisfies (keyof IssueFilter)[];
const SEVERITIES = severitySchema.options;

/**
 * A namespace's ACTIVE issues by scope: the worst first, of these the one that failed first. One read of the index for
 * up to 1 MB of it, then one round trip for each 50 issues that the page shows; `search` reads the issues themselves.
 */
export async function listGroups(table: Table, query: GroupsQuery): Promise<ScopeList> {
  const { entries, isComplete } = await readEntries(table, query.namespace);
  // What no facet is about narrows a search.
  const { resourceName, resourceNamespace } = query;
  const candidates = entries.filter((entry) => matchesFilters(entry, { resourceName, resourceNamespace }));
  const searched = query.search === undefined ? undefined : await search(table, candidates, query.search);
  const found = searched?.found ?? candidates;
  const matching = found.filter((entry) => matchesFilters(entry, query));
  const groups = toGroups(matching);
  const { cursor, limit } = query;
  const rest = cursor === undefined ? groups : groups.filter(({ place }) => place > cursor);
  const { data, end } = await readPage(table, rest.slice(0, limit), query);
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

async function readEntries(table: Table, namespace: string) {
  const entries: Entry[] = [];
  let rest: Record<string, unknown> | undefined;
  for (let reads = 0; reads < MAX_READS && entries.length <= MAX_ENTRIES; reads++) {
    const page = await table.db.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: BY_NAMESPACE,
        KeyConditionExpression: 'listed = :listed',
        ExpressionAttributeValues: { ':listed': listed(namespace, 'ACTIVE') },
        ScanIndexForward: false,
        // One more tells whether there are more.
        Limit: MAX_ENTRIES + 1 - entries.length,
        ...(rest && { ExclusiveStartKey: rest }),
      }),
    );
    entries.push(...(page.Items ?? []).map((item) => entrySchema.parse(item)));
    rest = page.LastEvaluatedKey;
    if (rest === undefined) break;
  }
  return { entries: entries.slice(0, MAX_ENTRIES), isComplete: rest === undefined };
}

/** The entries whose issues have `text` in them; the newest, where there are too many to read. */
async function search(table: Table, entries: readonly Entry[], text: string) {
  const found: Entry[] = [];
  let bytes = 0;
  for (let i = 0; i < entries.length; i += SEARCH_CHUNK) {
    if (bytes > SEARCH_BYTES) return { found, isComplete: false };
    const chunk = entries.slice(i, i + SEARCH_CHUNK);
    const items = await readItems(table, chunk);
    found.push(...chunk.filter((entry) => hasText(items.get(id(entry)), text)));
    bytes += bytesOf(items);
  }
  return { found, isComplete: true };
}

function hasText(item: IssueItem | undefined, text: string): boolean {
  const wanted = text.toLowerCase();
  return [item?.title, item?.description].some((one) => one?.toLowerCase().includes(wanted));
}

/** In the order of pages. */
const toGroups = (entries: readonly Entry[]): Group[] =>
  [...Map.groupBy(entries, ({ PK }) => PK)]
    .map(([key, members]) => ({ key, place: placeOf(members), entries: members }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));

/** Where a group stands: places compare as texts, and no two groups have the same oldest issue. */
const placeOf = (entries: readonly Entry[]) =>
  `${SEVERITIES.length - 1 - SEVERITIES.indexOf(worst(entries))}#${oldest(entries)}`;

const worst = (issues: readonly { readonly filter: IssueFilter }[]) =>
  SEVERITIES.findLast((severity) => issues.some(({ filter }) => filter.severity === severity)) ?? 'info';
const oldest = (issues: readonly { readonly position: string }[]) =>
  issues.reduce((least, { position }) => (position < least ? position : least), issues[0]?.position ?? '');

/** As many of the groups as fit, and the place of the last one that was looked at. */
async function readPage(table: Table, groups: readonly Group[], query: GroupsQuery) {
  const recoveries = readRecoveries(table, groups, query.namespace);
  // An error of the reads below must not leave this one's unheard.
  recoveries.catch(() => undefined);
  const data: ScopeGroup[] = [];
  let end: string | undefined;
  let read = 0;
  let sent = 0;
  for (const chunk of chunksOf(groups)) {
    if (read > PAGE_READ_BYTES) break;
    const items = await readItems(table, chunk.flatMap(newestOf));
    read += bytesOf(items);
    for (const group of chunk) {
      const shown = toScopeGroup(group, items, (await recoveries).get(group.key), query);
      const bytes = shown ? sentBytes(shown) : 0;
      if (sent > 0 && sent + bytes > PAGE_BYTES) return { data, end };
      sent += bytes;
      if (shown) data.push(shown);
      end = group.place;
    }
  }
  return { data, end };
}

const newestOf = ({ entries }: Group) => entries.slice(0, CHUNK);

/** Groups that have no more than a chunk of issues to read together. */
function chunksOf(groups: readonly Group[]): Group[][] {
  const chunks: Group[][] = [];
  let size = CHUNK;
  for (const group of groups) {
    const { length } = newestOf(group);
    if (size + length > CHUNK) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(group);
    size += length;
  }
  return chunks;
}

const id = ({ PK, SK }: Key) => `${PK}#${SK}`;

async function readItems(table: Table, keys: readonly Key[]): Promise<Map<string, IssueItem>> {
  const items = await batchGet(table, keys);
  return new Map(items.map((raw) => issueItemSchema.parse(raw)).map((item) => [id(item), item]));
}

/** About what the items have in the table. */
const bytesOf = (items: ReadonlyMap<string, IssueItem>): number =>
  [...items.values()].reduce(
    (sum, { description, links }) => sum + Buffer.byteLength(description) + JSON.stringify(links).length,
    0,
  );

/** When each group's scope last worked, by its key. */
async function readRecoveries(table: Table, groups: readonly Group[], namespace: string) {
  const found = await batchGet(
    table,
    groups.map(({ key }) => recoveryKey(scopeOfKey(key), namespace)),
  );
  return new Map(
    found.map((raw) => [keySchema.parse(raw).PK, recoveryItemSchema.parse(raw).succeededAt] as const),
  );
}

/** The group with its issues as they are now; undefined when none of them matches any more. */
function toScopeGroup(
  { key, entries }: Group,
  items: ReadonlyMap<string, IssueItem>,
  succeededAt: number | undefined,
  query: GroupsQuery,
): ScopeGroup | undefined {
  const { namespace } = query;
  const read = entries.slice(0, CHUNK).flatMap((entry) => items.get(id(entry)) ?? []);
  const current = read
    .filter((item) => item.state === 'ACTIVE' && matchesFilters(item, query))
    .sort((a, b) => (a.position < b.position ? 1 : -1));
  const unread = entries.slice(CHUNK);
  const all: readonly Pick<Entry, 'position' | 'filter'>[] = [...current, ...unread];
  if (all.length === 0) return undefined;
  const scope = scopeOfKey(key);
  const activeSince = detectedAt(oldest(all));
  return {
    scope: { id: scopeId(scope), ...scope },
    namespace,
    severity: worst(all),
    total: all.length,
    bySeverity: countsOf(all, 'severity', SEVERITIES),
    byIssueType: countsOf(all, 'issueType', issueTypeSchema.options),
    activeSince,
    lastSeenAt: current.reduce(
      (last, { lastSeenAt }) => (lastSeenAt > last ? lastSeenAt : last),
      activeSince,
    ),
    occurrences: current.reduce((sum, { occurrences }) => sum + occurrences, 0),
    isExact: unread.length === 0,
    lastSuccessAt: succeededAt === undefined ? null : new Date(succeededAt).toISOString(),
    newest: current.slice(0, NEWEST).map(toShownIssue),
    issuesQuery: new URLSearchParams({ namespace, state: 'ACTIVE', ...scope }).toString(),
  };
}

const toShownIssue = (item: IssueItem): ShownIssue => ({
  id: item.id,
  title: shorten(item.title, SHOWN_TITLE),
  severity: item.filter.severity,
  issueType: item.filter.issueType,
  detectedAt: detectedAt(item.position),
  lastSeenAt: item.lastSeenAt,
  occurrences: item.occurrences,
  links: item.links.slice(0, SHOWN_LINKS).map(({ title, url }) => ({ title, url })),
});

const facetsOf = (entries: readonly Entry[], query: FilterQuery): ScopeList['facets'] => ({
  severity: countsOf(leftBy(entries, { ...query, severity: undefined }), 'severity', SEVERITIES),
  issueType: countsOf(
    leftBy(entries, { ...query, issueType: undefined }),
    'issueType',
    issueTypeSchema.options,
  ),
  resourceType: countsOf(leftBy(entries, { ...query, resourceType: undefined }), 'resourceType'),
});

const leftBy = (entries: readonly Entry[], query: FilterQuery) =>
  entries.filter((entry) => matchesFilters(entry, query));

/** How many issues have each value of a field: each of `values`, or the most frequent ones. */
function countsOf(
  issues: readonly Pick<Entry, 'filter'>[],
  field: (typeof FACETS)[number],
  values?: readonly string[],
): Counts {
  const found = Map.groupBy(issues, ({ filter }): string => filter[field]);
  if (values) return Object.fromEntries(values.map((value) => [value, found.get(value)?.length ?? 0]));
  const counts = [...found].map(([value, { length }]): [string, number] => [value, length]);
  return Object.fromEntries(counts.sort(([, a], [, b]) => b - a).slice(0, SHOWN_TYPES));
}
