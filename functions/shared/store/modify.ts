import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Issue } from '../issue/answer.ts';
import type { State } from '../issue/issue.ts';
import type { IssueChange } from '../issue/request.ts';
import { scopeId, scopeOfKey } from '../issue/scope.ts';
import { badRequest, HttpError, issueNotFound } from '../runtime/errors.ts';
import { both, type Change, changed, type Moment, transition, updateExpression } from './change.ts';
import { writeCounted } from './count.ts';
import { type IssueItem, issueItemSchema, type Pointer, pathOf, pointerKey, toIssue } from './items.ts';
import { type IssueRef, locate, readLocated, readRelated } from './read.ts';
import { failedConditions, type Table, untilSettled } from './table.ts';

/**
 * Changes an issue by id. Two round trips. `state: RESOLVED` sets `resolvedAt` (the one given, else the one
 * it has, else now); `state: ACTIVE` clears it; `resolvedAt` alone resolves.
 *
 * A body with `id` or `updatedAt` is an issue that was read and is written back. A state that such a body merely
 * repeats is no event of now, which would overtake events that have happened but not arrived. So it counts only if
 * the stored one is another; that takes a third round trip.
 * @throws HttpError 403, 404; 400 when the change names another identity than the issue's
 */
export async function changeIssue(
  table: Table,
  ref: IssueRef,
  change: IssueChange,
  moment: Moment,
): Promise<Issue> {
  const { id, namespace, scopeId, scope, state, resolvedAt, links, ...fields } = change;
  const pointer = await locate(table, ref);
  requireSameIdentity(pointer, { id, namespace, scopeId, scope });
  const target = state ?? (resolvedAt === undefined ? undefined : 'RESOLVED');
  const isContentGiven = [links, ...Object.values(fields)].some((value) => value !== undefined);
  if (target === undefined && !isContentGiven) return readLocated(table, pointer);
  const content: Change = {
    set: {
      ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [pathOf(field), value])),
      // A link that comes back keeps its id.
      links: links?.map(({ id, issueId, ...link }) => ({
        id: id && issueId === ref.id ? id : randomUUID(),
        ...link,
      })),
      ...changed(moment),
    },
  };
  const put = async (): Promise<IssueItem | undefined> => {
    if (target === undefined) return write(table, pointer, content);
    if (id !== undefined || 'updatedAt' in change) {
      const same = await writeInState(table, pointer, content, target, resolvedAt);
      if (same !== undefined) return same;
    }
    const moved = transition(table, pointer.namespace, target, moment, resolvedAt);
    return write(table, pointer, both(content, moved));
  };
  const [item, others] = await Promise.all([put(), readRelated(table, pointer.related)]);
  if (item === undefined) throw issueNotFound();
  return toIssue(item, pointer.related, others);
}

/** @throws HttpError 400 naming each part of the issue's identity that would change */
function requireSameIdentity(
  pointer: Pointer,
  given: Pick<IssueChange, 'id' | 'namespace' | 'scopeId' | 'scope'>,
): void {
  const ownScope = scopeOfKey(pointer.issue.PK);
  const own = { id: scopeId(ownScope), ...ownScope };
  const isChanged = {
    id: (given.id ?? pointer.id) !== pointer.id,
    namespace: (given.namespace ?? pointer.namespace) !== pointer.namespace,
    scopeId: (given.scopeId ?? own.id) !== own.id,
    scope: !isDeepStrictEqual({ ...own, ...given.scope }, own),
  };
  const changed = Object.entries(isChanged).filter(([, is]) => is);
  if (changed.length > 0) {
    throw badRequest(changed.map(([path]) => ({ path, message: 'cannot be changed' })));
  }
}

/** Writes to an issue only while it is in the given state. */
const writeInState = (
  table: Table,
  pointer: Pointer,
  content: Change,
  state: State,
  resolvedAt: string | undefined,
): Promise<IssueItem | undefined> =>
  state === 'ACTIVE'
    ? write(table, pointer, content, 'attribute_exists(activeSince)')
    : write(table, pointer, both(content, { set: { resolvedAt } }), 'attribute_not_exists(activeSince)');

/** @returns the issue after the change; undefined when it is gone, or a condition does not hold */
const write = (
  table: Table,
  { id, issue }: Pointer,
  change: Change,
  ...conditions: string[]
): Promise<IssueItem | undefined> =>
  untilSettled(async () => {
    try {
      const { Attributes } = await table.db.send(
        new UpdateCommand({
          TableName: table.name,
          Key: issue,
          ...updateExpression(both(change, { values: { ':id': id } })),
          ConditionExpression: ['id = :id', ...conditions].join(' AND '),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return issueItemSchema.parse(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  });

/**
 * Deletes an issue, its pointer, and its relations on both sides, all or nothing. Two round trips.
 * @throws HttpError 403, 404; 503 when its relations keep changing meanwhile
 */
export async function deleteIssue(table: Table, ref: IssueRef): Promise<void> {
  const { name: TableName } = table;
  // Issues expire before their pointers are deleted: by now another issue may have the key.
  let isReplaced = false;
  await untilSettled(async () => {
    const { issue, namespace, related } = await locate(table, ref);
    const itself = {
      TableName,
      Key: issue,
      ConditionExpression: 'attribute_not_exists(PK) OR id = :id',
      ExpressionAttributeValues: { ':id': ref.id },
    };
    const pointer = {
      TableName,
      Key: pointerKey(ref.id),
      // A relation made or undone since it was read must not be left dangling.
      ConditionExpression: 'related = :related',
      ExpressionAttributeValues: { ':related': related },
    };
    const otherEnds = Object.keys(related).map((otherId) => ({
      Update: {
        TableName,
        Key: pointerKey(otherId),
        UpdateExpression: 'REMOVE related.#id',
        ExpressionAttributeNames: { '#id': ref.id },
        ConditionExpression: 'attribute_exists(PK)',
      },
    }));
    const deletions = (isReplaced ? [pointer] : [itself, pointer]).map((Delete) => ({ Delete }));
    try {
      await writeCounted(table, { namespace, id: ref.id, by: -1 }, [...deletions, ...otherEnds]);
    } catch (error) {
      isReplaced ||= failedConditions(error)[0] === true;
      throw error;
    }
  });
}

/** Deletes an expired issue's pointer, relations and count, unless that has been done. */
export async function forget(table: Table, id: string): Promise<void> {
  try {
    await deleteIssue(table, { id, isPermitted: () => true });
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 404)) throw error;
  }
}
