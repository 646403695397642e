import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Issue } from '../issue/answer.ts';
import { MAX_SENT_BYTES, sentBytes } from '../issue/size.ts';
import { HttpError, issueNotFound } from '../runtime/errors.ts';
import {
  type IssueItem,
  issueItemSchema,
  type Key,
  type Pointer,
  pointerItemSchema,
  pointerKey,
  type Relation,
  type Relations,
  toIssue,
} from './items.ts';
import { ReadBudget } from './read-budget.ts';
import { batchGet, readWithin, type Table } from './table.ts';

/** Whether the caller may do what it asks for with a namespace's issues. */
export type IsPermitted = (namespace: string) => boolean;

/** Names one issue; `namespace`, when given, must be the issue's. */
export interface IssueRef {
  readonly id: string;
  readonly namespace?: string | undefined;
  readonly isPermitted: IsPermitted;
}

/**
 * Finds an issue's key and relations: the first round trip of every operation by id.
 * @throws HttpError 404 when there is no such issue, or the caller may not see it; 403 when it is in another
 * namespace than the one given
 */
export async function locate(table: Table, { id, namespace, isPermitted }: IssueRef): Promise<Pointer> {
  const { Item } = await table.db.send(
    new GetCommand({ TableName: table.name, Key: pointerKey(id), ConsistentRead: true }),
  );
  if (Item === undefined) throw issueNotFound();
  const pointer = pointerItemSchema.parse(Item);
  if (!isPermitted(pointer.namespace)) throw issueNotFound();
  if (namespace !== undefined && namespace !== pointer.namespace) {
    throw new HttpError(403, 'The issue belongs to another namespace');
  }
  return pointer;
}

/**
 * One issue with its related issues, as of the last acknowledged write. Two round trips.
 * @throws HttpError 403, 404
 */
export const getIssue = async (table: Table, ref: IssueRef): Promise<Issue> =>
  readLocated(table, await locate(table, ref));

/**
 * The second round trip of `getIssue`.
 * @throws HttpError 404
 */
export async function readLocated(table: Table, { id, issue, related }: Pointer): Promise<Issue> {
  const found = await readItems(table, [issue, ...Object.values(related)]);
  const item = found.get(id);
  if (item === undefined) throw issueNotFound();
  return toIssue(item, related, found);
}

/** The related issues' items, by id. No round trip when there are none. */
export const readRelated = (table: Table, related: Relations) => readItems(table, Object.values(related));

/** What may be read of related issues, in DynamoDB's units, however much the issues themselves took. */
const RELATED_UNITS = 250;
/** Pointers are small, unless there are very many relations. */
const POINTERS = { firstChunk: 100, greatest: 2.5 };

/**
 * Items as issues with their related ones: as many of the first, at least one, as fit in an answer and can be read.
 * Two round trips when one of them was ever related, else none; more where there is very much to read.
 * @param left the read units that reading may take
 */
export async function withRelated(table: Table, items: readonly IssueItem[], left = 0): Promise<Issue[]> {
  const units = Math.max(left, RELATED_UNITS);
  const budget = new ReadBudget({ units, ...POINTERS });
  const everRelated = items.filter(({ mayBeRelated }) => mayBeRelated);
  const pointers = await readWithin(
    table,
    everRelated.map(({ id }) => pointerKey(id)),
    budget,
    1,
  );
  const unread = new Set(everRelated.slice(pointers.read).map(({ id }) => id));
  const related = new Map(
    pointers.items.map((raw) => pointerItemSchema.parse(raw)).map(({ id, related }) => [id, related]),
  );
  const relations = new Map(items.flatMap(({ id }) => Object.entries<Relation>(related.get(id) ?? {})));
  const ofFirst = Object.keys(related.get(items[0]?.id ?? '') ?? {});
  const ends = await readWithin(
    table,
    [...relations.values()],
    new ReadBudget({ units: Math.max(budget.left, RELATED_UNITS) }),
    ofFirst.length,
  );
  const unreadEnds = new Set([...relations.keys()].slice(ends.read));
  const others = byId(ends.items);
  const issues: Issue[] = [];
  let bytes = 0;
  for (const item of items) {
    const relationsOfItem = related.get(item.id);
    const isRead =
      !unread.has(item.id) && !Object.keys(relationsOfItem ?? {}).some((id) => unreadEnds.has(id));
    const issue = toIssue(item, relationsOfItem, others);
    bytes += sentBytes(issue);
    if ((!isRead || bytes > MAX_SENT_BYTES) && issues.length > 0) break;
    issues.push(issue);
  }
  return issues;
}

const readItems = async (table: Table, keys: readonly Key[]) => byId(await batchGet(table, keys));

const byId = (items: readonly Record<string, unknown>[]): Map<string, IssueItem> =>
  new Map(items.map((raw) => issueItemSchema.parse(raw)).map((item) => [item.id, item]));
