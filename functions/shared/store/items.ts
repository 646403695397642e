import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type DedupPolicy, dedupHash } from '../issue/dedup.ts';
import {
  type FailureReport,
  type Issue,
  issueType,
  type Link,
  link,
  type RelatedIssue,
  type State,
  severity,
  state,
} from '../issue/issue.ts';
import { encodePart, type Scope, scopeId, scopeKey } from '../issue/scope.ts';

/*
 * The keys and items of the one table (docs/decisions/0001-table.md). Only this folder knows them, and only
 * lib/issue-table.ts, which creates the table, names them too.
 */

export const ACTIVE_IN_SCOPE = 'activeInScope';
export const BY_NAMESPACE = 'byNamespace';

/** A partition that no item is in: what is read to see whether the table answers. */
export const HEALTH_KEY = 'HEALTH';

/** The partition of the tokens; no scope's key is without a `#`. */
export const TOKENS = 'TOKENS';

export const key = z.object({ PK: z.string(), SK: z.string() });
export type Key = z.infer<typeof key>;

/** The issue's key: the scope, then the namespace and identity, so that no tenant reaches another's issue. */
export const issueKey = (report: FailureReport, policy: DedupPolicy): Key => ({
  PK: scopeKey(report.scope),
  SK: `${namespacePrefix(report.namespace)}${dedupHash(report, policy)}`,
});

/** What the sort keys of a namespace's issues begin with. */
export const namespacePrefix = (namespace: string) => `ISSUE#${encodePart(namespace)}#`;

export const pointerKey = (id: string): Key => ({ PK: `ID#${id}`, SK: 'ISSUE' });

export const tokenKey = (id: string): Key => ({ PK: TOKENS, SK: id });

/** The partition that counts a namespace's issues. */
export const countPartition = (namespace: string) => `COUNT#${encodePart(namespace)}`;

/**
 * The item that counts an issue: one of 256, by the issue's random id, so that issues that are made at the same
 * time seldom wait for one another.
 */
export const countKey = (namespace: string, id: string): Key => ({
  PK: countPartition(namespace),
  SK: id.slice(0, 2),
});

/** How many issues a `countKey` counts. */
export const countItem = z.object({ issues: z.number() });

/** Where it stands when a scope last worked, for one namespace: what late failures are held against. */
export const recoveryKey = (scope: Scope, namespace: string): Key => ({
  PK: scopeKey(scope),
  SK: `RECOVERY#${encodePart(namespace)}`,
});

/** The partition of `byNamespace` that lists a namespace's issues in one state. */
export const listed = (namespace: string, state: State) => `${encodePart(namespace)}#${state}`;

/** An issue's place in lists: newest detection first, and the id to tell two of the same instant apart. */
export const position = (detectedAt: string, id: string) => `${detectedAt}#${id}`;
const detectedAt = (position: string) => position.slice(0, position.indexOf('#'));

/** One end of a relation: the other issue's key, and whether this end is the source. */
const relation = key.extend({ id: z.string(), role: z.enum(['source', 'target']) });
export type Relation = z.infer<typeof relation>;
/** By the other issue's id. */
const relations = z.record(z.string(), relation);
export type Relations = z.infer<typeof relations>;

export const issueItem = key.extend({
  id: z.string(),
  namespace: z.string(),
  resourceType: z.string(),
  resourceName: z.string(),
  resourceNamespace: z.string(),
  issueType,
  title: z.string(),
  description: z.string(),
  severity,
  state,
  links: z.array(link.extend({ id: z.string(), url: z.string() })),
  /** Sort key of `byNamespace`. */
  position: z.string(),
  resolvedAt: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  lastSeenAt: z.string(),
  occurrences: z.number(),
  /** When the last event happened that decided its state; epoch milliseconds. */
  eventAt: z.number(),
  /** When the failure happened whose text it shows; epoch milliseconds. */
  failedAt: z.number(),
  /** The report that was counted last: the hash of its delivery's id or of its moment's. */
  lastReport: z.string(),
  /** Hashes of the deliveries that were counted, in two generations (report.ts). */
  deliveries: z.set(z.string()).optional(),
  olderDeliveries: z.set(z.string()).optional(),
  /** Its place in lists, while it is ACTIVE: sort key of `activeInScope`. */
  activeSince: z.string().optional(),
  /** Set by the first relation and never cleared: without it there is no need to look for relations. */
  mayBeRelated: z.boolean().optional(),
});
export type IssueItem = z.infer<typeof issueItem>;

/** An issue as the table's stream shows it, in DynamoDB's own notation: what tells which it was. */
export const expiredIssue = z.object({
  SK: z.object({ S: z.string().startsWith('ISSUE#') }),
  id: z.object({ S: z.string() }),
});

/** At `recoveryKey`; kept by the events that say when they happened (docs/decisions/0005-order.md). */
export const recoveryItem = z.object({
  /** When the latest success happened; epoch milliseconds. */
  succeededAt: z.number().optional(),
  /** When, by Kite's clock, a failure last made an issue of the scope ACTIVE. */
  activatedAt: z.string().optional(),
});
export type Recovery = z.infer<typeof recoveryItem>;

/** From an id to its issue; holds the relations too, so that an issue and its related ones are two reads. */
export const pointerItem = key.extend({
  id: z.string(),
  issue: key,
  namespace: z.string(),
  related: relations,
});
export type Pointer = z.infer<typeof pointerItem>;

/** Links as they are stored, each with an id of its own. */
export const storedLinks = (links: readonly Link[]) => links.map((link) => ({ id: randomUUID(), ...link }));

const scopeOf = ({ resourceType, resourceName, resourceNamespace }: IssueItem): Scope => ({
  resourceType,
  resourceName,
  resourceNamespace,
});

/** The issue as the API shows it inside a relation. */
function toRelatedIssue(item: IssueItem): RelatedIssue {
  const scope = scopeOf(item);
  const id = scopeId(scope);
  return {
    id: item.id,
    title: item.title,
    description: item.description,
    severity: item.severity,
    issueType: item.issueType,
    state: item.state,
    detectedAt: detectedAt(item.position),
    resolvedAt: item.resolvedAt ?? null,
    namespace: item.namespace,
    scopeId: id,
    scope: { id, ...scope },
    links: item.links.map((link) => ({ ...link, issueId: item.id })),
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    occurrences: item.occurrences,
    lastSeenAt: item.lastSeenAt,
  };
}

/**
 * The issue as the API shows it.
 * @param others the related issues' items, by id; one that is missing here has been deleted or has expired
 */
export function toIssue(
  item: IssueItem,
  related: Relations = {},
  others: ReadonlyMap<string, IssueItem> = new Map(),
): Issue {
  const issue: Issue = { ...toRelatedIssue(item), relatedFrom: [], relatedTo: [] };
  for (const [otherId, { id, role }] of Object.entries(related)) {
    const other = others.get(otherId);
    if (other === undefined) continue;
    const body = toRelatedIssue(other);
    if (role === 'source') issue.relatedFrom.push({ id, sourceId: item.id, targetId: otherId, target: body });
    else issue.relatedTo.push({ id, sourceId: otherId, targetId: item.id, source: body });
  }
  return issue;
}
