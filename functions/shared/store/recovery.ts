import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Scope } from '../issue/scope.ts';
import { eventTime, type Moment, updateExpression } from './change.ts';
import { type Recovery, recoveryItem, recoveryKey } from './items.ts';
import type { Table } from './table.ts';

/** How long after the last event of a scope a late one is still put in its place. */
const KEPT_DAYS = 30;

/** When the item may go: DynamoDB's time to live, in epoch seconds. */
const keptUntil = (now: string) => Math.floor(Date.parse(now) / 1000) + KEPT_DAYS * 86_400;

/**
 * Notes that a scope worked at the event's time.
 * @returns what was known before, so that the caller sees a later success and a failure that came just now
 */
export async function noteSuccess(
  table: Table,
  scope: Scope,
  namespace: string,
  moment: Moment,
): Promise<Recovery> {
  const change = { set: { succeededAt: eventTime(moment), expiresAt: keptUntil(moment.now) } };
  try {
    const { Attributes = {} } = await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: recoveryKey(scope, namespace),
        ...updateExpression(change),
        ConditionExpression: 'attribute_not_exists(succeededAt) OR succeededAt < :succeededAt',
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return recoveryItem.parse(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return recoveryItem.parse(unmarshall(error.Item ?? {}));
  }
}

/**
 * The part of a transaction that lets a failure make its issue ACTIVE only when no success is known that
 * happened after it, and leaves word of it to a success that is on its way.
 */
export const unlessRecovered = (table: Table, scope: Scope, namespace: string, moment: Moment) => {
  const { ExpressionAttributeValues, ...update } = updateExpression({
    set: { activatedAt: moment.now, expiresAt: keptUntil(moment.now) },
    values: { ':at': eventTime(moment) },
  });
  return {
    Update: {
      TableName: table.name,
      Key: recoveryKey(scope, namespace),
      ...update,
      ExpressionAttributeValues,
      ConditionExpression: 'attribute_not_exists(succeededAt) OR succeededAt <= :at',
    },
  };
};
