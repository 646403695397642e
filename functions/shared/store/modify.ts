import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Issue } from '../issue/answer.ts';
import type { IssueChange } from '../issue/request.ts';
import { HttpError, issueNotFound } from '../runtime/errors.ts';
import { both, type Change, type Moment, transition, updateExpression } from './change.ts';
import { counting } from './count.ts';
import { issueItemSchema, type Pointer, pathOf, pointerKey, storedLinks, toIssue } from './items.ts';
import { type IssueRef, locate, readRelated } from './read.ts';
import { failedConditions, type Table, untilSettled } from './table.ts';

/**
 * Changes an issue by id. Two round trips. `state: RESOLVED` sets `resolvedAt` (the one given, else the one
 * it has, else now); `state: ACTIVE` clears it; `resolvedAt` alone says the state.
 * @throws HttpError 403, 404
 */
export async function changeIssue(
  table: Table,
  ref: IssueRef,
  { state, resolvedAt, links, ...fields }: IssueChange,
  moment: Moment,
): Promise<Issue> {
  const pointer = await locate(table, ref);
  const target =
    state ?? (resolvedAt === undefined ? undefined : resolvedAt === null ? 'ACTIVE' : 'RESOLVED');
  const content: Change = {
    set: {
      ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [pathOf(field), value])),
      links: links && storedLinks(links),
      updatedAt: moment.now,
    },
    values: { ':id': ref.id },
  };
  const change =
    target === undefined
      ? content
      : both(content, transition(table, pointer.namespace, target, moment, resolvedAt ?? undefined));
  const [item, others] = await Promise.all([
    untilSettled(() => write(table, pointer, change)),
    readRelated(table, pointer.related),
  ]);
  return toIssue(item, pointer.related, others);
}

async function write(table: Table, { issue }: Pointer, change: Change) {
  try {
    const { Attributes } = await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: issue,
        ...updateExpression(change),
        ConditionExpression: 'id = :id',
        ReturnValues: 'ALL_NEW',
      }),
    );
    return issueItemSchema.parse(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw issueNotFound();
    throw error;
  }
}

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
      await table.db.send(
        new TransactWriteCommand({
          TransactItems: [...deletions, ...otherEnds, counting(table, namespace, ref.id, -1)],
        }),
      );
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
