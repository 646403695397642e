import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Issue, RelatedIssue } from '../issue/answer.ts';
import type { Identity } from '../issue/dedup.ts';
import { FILTER_FIELDS, filterSchema } from '../issue/filters.ts';
import { type FailureReport, type Link, type State, stateSchema } from '../issue/issue.ts';
import { decodePart, encodePart, type Scope, scopeId, scopeKey, scopeOfKey } from '../issue/scope.ts';
import { fitting } from '../issue/size.ts';
import { HEALTH_KEY, NAMESPACES, senderPartition, TOKENS } from './names.ts';

/* The keys and items of the one table (docs/decisions/0001-table.md). Only this folder knows them. */

export const keySchema = z.object({ PK: z.string(), SK: z.string() });
export type Key = z.infer<typeof keySchema>;

/** An issue's key: the scope, then namespace and identity, so that no tenant reaches another's issue. */
export const issueKey = (report: FailureReport, { hash }: Identity): Key => ({
  PK: scopeKey(report.scope),
  SK: `${namespacePrefix(report.namespace)}${hash}`,
});

/** The prefix of the sort keys of a namespace's issues. */
export const namespacePrefix = (namespace: string) => `ISSUE#${encodePart(namespace)}#`;

/** The namespace of an issue's key. */
export const namespaceOf = ({ SK }: Pick<Key, 'SK'>) => decodePart(SK.split('#')[1] ?? '');

export const pointerKey = (id: string): Key => ({ PK: `ID#${id}`, SK: 'ISSUE' });

export const tokenKey = (id: string): Key => ({ PK: TOKENS, SK: id });

/** What the keys of a maker's slots for tokens begin with; no token's id begins so. */
export const slotPrefix = (maker: string) => `#${encodePart(maker)}#`;
export const slotKey = (maker: string, slot: number): Key => ({
  PK: TOKENS,
  SK: `${slotPrefix(maker)}${slot}`,
});

/** What the places of all tokens begin with whose first namespace a pattern includes. */
export const placePrefix = (pattern: string): string =>
  pattern.endsWith('*') ? encodePart(pattern.slice(0, -1)) : `${encodePart(pattern)}#`;

/** A token's place among all tokens, and sort key of the local index: by its first namespace, then by its age. */
export const tokenPlace = (namespaces: readonly string[], createdAt: string, id: string): string =>
  [encodePart(namespaces.toSorted()[0] ?? ''), createdAt, id].join('#');

/** Key of what is noted of a sender. */
export const senderKey = (sender: string): Key => ({ PK: senderPartition(sender), SK: 'NOTES' });

/** Key of the item that notes a namespace, and has nothing but its key (note-namespace.ts). */
export const namespaceKey = (namespace: string): Key => ({ PK: NAMESPACES, SK: namespace });

/** Compares keys as DynamoDB orders them: by their UTF-8 bytes. */
export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The key of an item that never exists. */
export const healthKey: Key = { PK: HEALTH_KEY, SK: HEALTH_KEY };

/** The partition that counts a namespace's issues. */
export const countPartition = (namespace: string) => `COUNT#${encodePart(namespace)}`;

/** Of a namespace. More make conflicts fewer, and reading them dearer. */
const COUNTERS = 512;
/**
 * Key of a counter, by a random id, so that issues made at the same time seldom want the same one. One that deletions
 * found free may be negative.
 */
export const countKey = (namespace: string, id: string): Key => ({
  PK: countPartition(namespace),
  SK: String(Number.parseInt(id.slice(0, 3), 16) % COUNTERS),
});

/** At a `countKey`: issues made less issues deleted. */
export const countItemSchema = z.object({ issues: z.number() });

/** Key of the item that records a scope's last success in a namespace; late failures are compared with it. */
export const recoveryKey = (scope: Scope, namespace: string): Key => ({
  PK: scopeKey(scope),
  SK: `RECOVERY#${encodePart(namespace)}`,
});

/** The partition of `byNamespace` that lists a namespace's issues in one state. */
export const listed = (namespace: string, state: State) => `${encodePart(namespace)}#${state}`;

/**
 * An issue's place in lists: newest detection first; the id tells two of the same instant apart. The mark between them
 * says whether the active period began with an event whose sender told its time. It costs nothing, and cannot be left
 * over from an earlier period.
 */
export const position = (detectedAt: string, id: string, isTimed = false) =>
  `${detectedAt}${isTimed ? '@' : '#'}${id}`;
export const detectedAt = (position: string) => position.slice(0, position.search(/[#@]/));
/** The id of the issue that has the place. */
export const idAt = (position: string) => position.slice(position.search(/[#@]/) + 1);
const isTimed = (position: string) => position.includes('@');

// One schema for all fields of a kind: each takes time to make at a cold start.
const aText = z.string();
const optionalText = z.optional(aText);
const aNumber = z.number();
/** Epoch milliseconds: a third of a text's bytes. Earlier versions stored a text. */
const aTime = z.union([
  aNumber,
  z.pipe(
    aText,
    z.transform((time) => Date.parse(time)),
  ),
]);
const aReportId = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** One end of a relation: the other issue's key, and whether this end is the source. */
const relationSchema = z.extend(keySchema, { id: aText, role: z.enum(['source', 'target']) });
export type Relation = z.infer<typeof relationSchema>;
/** By the other issue's id. */
const relationsSchema = z.record(aText, relationSchema);
export type Relations = z.infer<typeof relationsSchema>;

/** What `byNamespace` tells of an issue, in one map: what lists filter by, and since when it has been broken. */
export const listedSchema = z.extend(filterSchema, {
  /** When the first known failure of its active period happened, if `position` says that its sender told; epoch milliseconds. */
  since: z.optional(aNumber),
});

/** Its scope and namespace are in its key, and nowhere else: a repeat of an item over 1 KB costs two write units. */
export const issueItemSchema = z.extend(keySchema, {
  id: aText,
  filter: listedSchema,
  title: aText,
  description: aText,
  state: stateSchema,
  links: z.array(z.object({ title: aText, url: aText, id: aText })),
  /** Sort key of `byNamespace`. */
  position: aText,
  resolvedAt: optionalText,
  createdAt: aTime,
  /** Ids of callers; items of before there were any have none. */
  createdBy: optionalText,
  changedBy: optionalText,
  updatedAt: aText,
  lastSeenAt: aTime,
  occurrences: aNumber,
  /** When the last event that decided its state happened; epoch milliseconds. */
  eventAt: aNumber,
  /** When the failure whose text it shows happened; epoch milliseconds. */
  failedAt: aNumber,
  /** When the last event before its active period happened, if it came back with a failure that had a time; epoch milliseconds. */
  endedAt: z.optional(aNumber),
  /** The report that was counted last: the hash of its delivery's id or of its moment's. */
  lastReport: aReportId,
  /** The deliveries that were counted last, the newest at the end (failure.ts). */
  deliveries: z.optional(z.array(aReportId)),
  /** Its place in lists while it is ACTIVE: sort key of `activeInScope`. */
  activeSince: optionalText,
  /** Set by the first relation and never cleared: without it there is no need to look for relations. */
  mayBeRelated: z.optional(z.boolean()),
});
export type IssueItem = z.infer<typeof issueItemSchema>;

/** Since when an issue has been broken, or was until it was resolved: by its sender's clock, or else by Kite's. */
export const brokenSince = ({
  position,
  filter: { since },
}: {
  readonly position: string;
  readonly filter: Pick<IssueItem['filter'], 'since'>;
}): string => (since !== undefined && isTimed(position) ? toTime(since) : detectedAt(position));

/** Epoch milliseconds as the API shows them. */
export const toTime = (milliseconds: number) => new Date(milliseconds).toISOString();

/** The path of an issue's attribute: those that lists filter by are in a map. */
export const pathOf = (field: string) =>
  FILTER_FIELDS.some((filter) => filter === field) ? `filter.${field}` : field;

/** What identifies an expired issue in the table's stream, in DynamoDB's own notation. */
export const expiredIssueSchema = z.object({
  SK: z.object({ S: z.string().check(z.startsWith('ISSUE#')) }),
  id: z.object({ S: z.string() }),
});

/** At `recoveryKey`; written by events that say when they happened (docs/decisions/0005-order.md). */
export const recoveryItemSchema = z.object({
  /** When the latest success happened; epoch milliseconds. */
  succeededAt: z.optional(z.number()),
  /** When, by Kite's clock, a failure last made an issue of the scope ACTIVE. */
  activatedAt: z.optional(z.string()),
  /** Of the last success that needed several requests: its delivery, and how many issues these have resolved. */
  progress: z.optional(z.object({ delivery: z.instanceof(Uint8Array), resolved: z.number() })),
});
export type Recovery = z.infer<typeof recoveryItemSchema>;

/** From an id to its issue. Holds the relations, so that an issue and its related ones take two reads. */
export const pointerItemSchema = z.extend(keySchema, {
  id: z.string(),
  issue: keySchema,
  namespace: z.string(),
  related: relationsSchema,
});
export type Pointer = z.infer<typeof pointerItemSchema>;

/** Links as they are stored, each with an id of its own. */
export const storedLinks = (links: readonly Link[]) =>
  links.map(({ title, url }) => ({ id: randomUUID(), title, url }));

/** The issue as the API shows it inside a relation. */
function toRelatedIssue(item: IssueItem): RelatedIssue {
  const { severity, issueType } = item.filter;
  const scope = scopeOfKey(item.PK);
  const id = scopeId(scope);
  return {
    id: item.id,
    title: item.title,
    description: item.description,
    severity,
    issueType,
    state: item.state,
    detectedAt: detectedAt(item.position),
    resolvedAt: item.resolvedAt ?? null,
    namespace: namespaceOf(item),
    scopeId: id,
    scope: { id, ...scope },
    links: item.links.map((link) => ({ ...link, issueId: item.id })),
    createdAt: toTime(item.createdAt),
    ...(item.createdBy !== undefined && { createdBy: item.createdBy }),
    updatedAt: item.updatedAt,
    ...(item.changedBy !== undefined && { changedBy: item.changedBy }),
    brokenSince: brokenSince(item),
    lastFailureAt: toTime(item.failedAt),
    occurrences: item.occurrences,
    lastSeenAt: toTime(item.lastSeenAt),
  };
}

/**
 * The issue as the API shows it: with its related ones it fits in an answer.
 * @param others the related issues' items by id; a missing one has been deleted or has expired
 */
export function toIssue(
  item: IssueItem,
  related: Relations = {},
  others: ReadonlyMap<string, IssueItem> = new Map(),
): Issue {
  const issue: Issue = { ...toRelatedIssue(item), relatedFrom: [], relatedTo: [] };
  const found = Object.keys(related).flatMap((otherId) => others.get(otherId) ?? []);
  for (const body of fitting(found.map(toRelatedIssue))) {
    const otherId = body.id;
    const relation = related[otherId];
    if (relation === undefined) continue;
    const { id, role } = relation;
    if (role === 'source') issue.relatedFrom.push({ id, sourceId: item.id, targetId: otherId, target: body });
    else issue.relatedTo.push({ id, sourceId: otherId, targetId: item.id, source: body });
  }
  return issue;
}
