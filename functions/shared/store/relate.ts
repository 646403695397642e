import { randomUUID } from 'node:crypto';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { MAX_RELATED } from '../issue/issue.ts';
import { HttpError, issueNotFound } from '../runtime/errors.ts';
import { type Pointer, pointerKey, type Relation } from './items.ts';
import { type IsPermitted, locate } from './read.ts';
import { failedConditions, type Table, untilSettled } from './table.ts';

/**
 * Relates two issues, stored at both ends or at none. Two round trips.
 * @throws HttpError 404 when one or both do not exist; 409 when they are related already, in either
 * direction, or one of them is related to MAX_RELATED issues
 */
export async function relate(
  table: Table,
  sourceId: string,
  targetId: string,
  isPermitted: IsPermitted,
): Promise<void> {
  const { name: TableName } = table;
  await untilSettled(async () => {
    const [source, target] = await Promise.all([
      locate(table, { id: sourceId, isPermitted }),
      locate(table, { id: targetId, isPermitted }),
    ]);
    if (targetId in source.related) throw new HttpError(409, 'The issues are related already');
    for (const { related } of [source, target]) {
      if (Object.keys(related).length >= MAX_RELATED) {
        throw new HttpError(409, `An issue can be related to at most ${MAX_RELATED} others`);
      }
    }
    const id = randomUUID();
    const end = (at: Pointer, other: Pointer, role: Relation['role']) => [
      {
        Update: {
          TableName,
          Key: pointerKey(at.id),
          UpdateExpression: 'SET related.#other = :relation',
          ConditionExpression: 'attribute_not_exists(related.#other) AND size(related) < :most',
          ExpressionAttributeNames: { '#other': other.id },
          ExpressionAttributeValues: { ':relation': { ...other.issue, id, role }, ':most': MAX_RELATED },
        },
      },
      {
        Update: {
          TableName,
          Key: at.issue,
          UpdateExpression: 'SET mayBeRelated = :true',
          ConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':true': true, ':id': at.id },
        },
      },
    ];
    try {
      await table.db.send(
        new TransactWriteCommand({
          TransactItems: [...end(source, target, 'source'), ...end(target, source, 'target')],
        }),
      );
    } catch (error) {
      const [, sourceIsGone, , targetIsGone] = failedConditions(error);
      throw sourceIsGone || targetIsGone ? issueNotFound() : error;
    }
  });
}

/**
 * Ends the relation of two issues, whichever was the source. Two round trips.
 * @throws HttpError 404 when they are not related, or the caller may not see one of them
 */
export async function unrelate(
  table: Table,
  id: string,
  otherId: string,
  isPermitted: IsPermitted,
): Promise<void> {
  const end = (at: string, other: string) => ({
    Update: {
      TableName: table.name,
      Key: pointerKey(at),
      UpdateExpression: 'REMOVE related.#other',
      ConditionExpression: 'attribute_exists(related.#other)',
      ExpressionAttributeNames: { '#other': other },
    },
  });
  await Promise.all([locate(table, { id, isPermitted }), locate(table, { id: otherId, isPermitted })]);
  await untilSettled(async () => {
    try {
      await table.db.send(new TransactWriteCommand({ TransactItems: [end(id, otherId), end(otherId, id)] }));
    } catch (error) {
      throw failedConditions(error).includes(true) ? new HttpError(404, 'Relationship not found') : error;
    }
  });
}
