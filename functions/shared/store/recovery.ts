import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Scope } from '../issue/scope.ts';
import { eventTime, type Moment, updateExpression } from './change.ts';
import { reportId } from './deliveries.ts';
import { type Recovery, recoveryItemSchema, recoveryKey } from './items.ts';
import { batchGet, type Table } from './table.ts';

/** How long after a scope's last event a late one is still put in order. */
const KEPT_DAYS = 30;

/** Whether an event happened so long ago that a success after it may be forgotten by now. */
const isOld = (moment: Moment): boolean =>
  Date.parse(moment.now) - eventTime(moment) > KEPT_DAYS * 86_400_000;

/** Whether it is such a failure, and makes nothing ACTIVE: only reminders say that it still lasts. */
export const isOutdated = (moment: Moment): boolean => !moment.isReminder && isOld(moment);

/** How long a reminder may have been on its way, or in the mind of another replica. */
const REMINDER_MS = 3_600_000;

/**
 * A reminder does not say when it was sent: its time is the failure's. But that it came says that the failure still
 * lasted an hour ago at the latest.
 */
const lastKnown = (moment: Moment): Moment => {
  const at = Math.max(eventTime(moment), Date.parse(moment.now) - REMINDER_MS);
  return { ...moment, occurredAt: new Date(at).toISOString() };
};

/**
 * The moment that a failure is compared by with its scope's last success.
 * @param isKnown whether it was reported before: only then is a reminder known to be one
 */
export const comparable = (moment: Moment, isKnown = false): Moment =>
  moment.isReminder && (isKnown || isOld(moment)) ? lastKnown(moment) : moment;

/** When the item expires: DynamoDB's time to live, in epoch seconds. */
const keptUntil = (now: string) => Math.floor(Date.parse(now) / 1000) + KEPT_DAYS * 86_400;

/**
 * Records that a scope worked at the event's time.
 * @returns what was recorded before: it may show a later success, or a failure that came just now
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
    return recoveryItemSchema.parse(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return recoveryItemSchema.parse(unmarshall(error.Item ?? {}));
  }
}

/** What is known of a scope's last success. */
export async function getRecovery(table: Table, scope: Scope, namespace: string): Promise<Recovery> {
  const [item = {}] = await batchGet(table, [recoveryKey(scope, namespace)]);
  return recoveryItemSchema.parse(item);
}

/** How many issues earlier requests of the same delivery have resolved. */
export const resolvedBefore = ({ progress }: Recovery, moment: Moment): number | undefined =>
  progress && reportId(moment).equals(progress.delivery) ? progress.resolved : undefined;

/** Records how many issues all requests of a delivery have resolved so far, for the next one. */
export async function noteProgress(
  table: Table,
  scope: Scope,
  namespace: string,
  moment: Moment,
  resolved: number,
): Promise<void> {
  const progress = { delivery: reportId(moment), resolved };
  await table.db.send(
    new UpdateCommand({
      TableName: table.name,
      Key: recoveryKey(scope, namespace),
      ...updateExpression({ set: { progress, expiresAt: keptUntil(moment.now) } }),
    }),
  );
}

/**
 * Makes the transaction in which a failure activates its issue fail when a success is known that happened
 * after it, and records the activation for a success that is under way.
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
