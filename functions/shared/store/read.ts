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
import { batchGet, type Table } from './table.ts';

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

/**
 * Items as issues with their related ones, as many of the first, at least one, as fit in an answer. Two round trips
 * when one of them was ever related, else none.
 */
export async function withRelated(table: Table, items: readonly IssueItem[]): Promise<Issue[]> {
  const pointers = await batchGet(
    table,
    items.filter(({ mayBeRelated }) => mayBeRelated).map(({ id }) => pointerKey(id)),
  );
  const related = new Map(
    pointers.map((raw) => pointerItemSchema.parse(raw)).map(({ id, related }) => [id, related]),
  );
  const others = await readRelated(
    table,
    Object.fromEntries([...related.values()].flatMap(Object.entries<Relation>)),
  );
  const issues: Issue[] = [];
  let bytes = 0;
  for (const item of items) {
    const issue = toIssue(item, related.get(item.id), others);
    bytes += sentBytes(issue);
    if (bytes > MAX_SENT_BYTES && issues.length > 0) break;
    issues.push(issue);
  }
  return issues;
}

async function readItems(table: Table, keys: readonly Key[]): Promise<Map<string, IssueItem>> {
  const items = await batchGet(table, keys);
  return new Map(items.map((raw) => issueItemSchema.parse(raw)).map((item) => [item.id, item]));
}
