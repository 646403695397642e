import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  both,
  type Change,
  changed,
  eventTime,
  givenTime,
  type Moment,
  placeOf,
  transition,
  updateExpression,
} from './change.ts';
import { hasRoom, isCounted, moreRoom, notCounted } from './deliveries.ts';
import { type IssueItem, issueItemSchema } from './items.ts';
import { comparable, isOutdated, unlessRecovered } from './recovery.ts';
import { content, count, newContent, type Request, type Stored, seen } from './report.ts';
import { failedConditions, LostRace } from './table.ts';

/** Counts a report, shows its text, and puts the issue in the state that it reports. */
const activation = (request: Request): Change =>
  both(
    both(count(request), { set: newContent(request) }),
    transition(request.table, request.failure.namespace, request.failure.state, request.moment),
  );

/** @returns the issue after the update, or as it was when a condition did not hold and it exists */
async function update(
  { table, key }: Request,
  change: Change,
  conditions: readonly string[],
): Promise<{ held: true; item: IssueItem } | { held: false; item: IssueItem | undefined }> {
  try {
    const { Attributes } = await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: key,
        ...updateExpression(change),
        ConditionExpression: ['attribute_exists(PK)', ...conditions].join(' AND '),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { held: true, item: issueItemSchema.parse(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { held: false, item: error.Item && issueItemSchema.parse(unmarshall(error.Item)) };
  }
}

/** What became of a report of an issue that exists; without an outcome, nothing was written, and `item` is why. */
type Repeated = Stored | { readonly outcome?: undefined; readonly item: IssueItem | undefined };

/**
 * Counts a report on the issue at its key, and reopens that if need be. One round trip; with the event's time,
 * reopening takes two and coming late two, and a delivery that comes again or needs more room up to three.
 * @param onlyActive whether a RESOLVED issue is left as it is
 * @returns without an outcome when there is no issue, or one that is left as it is
 */
export async function repeat(request: Request, { onlyActive = false } = {}): Promise<Repeated> {
  const { moment } = request;
  const { held, item } = await update(request, activation(request), [
    ...notCounted(moment),
    ...(moment.occurredAt ? ['eventAt <= :eventAt'] : []),
    // A resolved issue needs a look at the scope first: see reopen.
    ...(moment.occurredAt || onlyActive ? ['attribute_exists(activeSince)'] : []),
  ]);
  // An issue that was ACTIVE keeps its place.
  const isReopened = item?.position === placeOf(moment);
  if (held) return { item, outcome: isReopened ? 'reopened' : 'known' };
  if (item === undefined) return { item };
  if (isCounted(item, moment)) {
    return moment.deliveryId ? seeAgain(request, item) : { item, outcome: 'known' };
  }
  if (onlyActive && item.activeSince === undefined) return { item };
  if (moment.deliveryId && !hasRoom(item)) {
    const { change, condition } = moreRoom(item);
    await update(request, change, [condition]);
    return repeat(request, { onlyActive });
  }
  return isLate(item, moment) ? countLate(request, item) : reopen(request, item);
}

/** Whether something later decided the issue's state. A person's word does not end what is sent as long as it lasts. */
const isLate = ({ eventAt, activeSince }: IssueItem, moment: Moment): boolean =>
  isOutdated(moment) || (eventAt > eventTime(moment) && !(moment.isReminder && activeSince === undefined));

/** Notes of an ACTIVE issue that a delivery came again; one that was RESOLVED comes back with a reminder. */
async function seeAgain(request: Request, before: IssueItem): Promise<Stored> {
  const { moment } = request;
  if (before.activeSince === undefined) {
    const back = moment.isReminder && (await revive(request, before));
    return back || { item: before, outcome: 'duplicate' };
  }
  const change = {
    set: { ...changed(moment), lastSeenAt: Date.parse(moment.now) },
    values: { ':id': before.id },
  };
  const { item } = await update(request, change, ['id = :id', 'attribute_exists(activeSince)']);
  // Deleted, and perhaps made anew: then the delivery has not been counted.
  if (item?.id !== before.id) throw new LostRace();
  return { item, outcome: 'duplicate' };
}

/** Reopens an issue, or counts the failure as late. */
const reopen = async (request: Request, before: IssueItem): Promise<Stored> =>
  (await activateAgain(request, before, comparable(request.moment))) ?? countLate(request, before);

/** Reopens an issue with a failure that was counted before, and lasts. */
const revive = ({ moment, ...request }: Request, before: IssueItem): Promise<Stored | undefined> =>
  activateAgain(
    { ...request, moment: { ...moment, deliveryId: undefined } },
    before,
    comparable(moment, true),
  );

/**
 * Makes a RESOLVED issue ACTIVE, unless its scope is known to have worked after the failure.
 * @param compared the moment that a success must not be later than
 */
async function activateAgain(
  request: Request,
  before: IssueItem,
  compared: Moment,
): Promise<Stored | undefined> {
  const { table, key, failure, moment } = request;
  const since = givenTime(moment);
  const again = since !== undefined && { endedAt: before.eventAt };
  const change = both(activation(request), {
    set: { ...again, 'filter.since': since },
    values: { ':occurrencesBefore': before.occurrences, ':updatedBefore': before.updatedAt },
  });
  try {
    await table.db.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Update: {
              TableName: table.name,
              Key: key,
              ...updateExpression(change),
              // As it was read: a transaction does not return the item, which is known this way.
              ConditionExpression: [
                ...notCounted(moment),
                'attribute_not_exists(activeSince)',
                'occurrences = :occurrencesBefore',
                'updatedAt = :updatedBefore',
              ].join(' AND '),
            },
          },
          unlessRecovered(table, failure.scope, failure.namespace, compared),
        ],
      }),
    );
  } catch (error) {
    const [hasChanged, hasRecovered] = failedConditions(error);
    if (!hasRecovered || hasChanged) throw error;
    return undefined;
  }
  const { resolvedAt: _, ...kept } = before;
  const item: IssueItem = {
    ...kept,
    ...again,
    ...content(request),
    ...seen(request),
    state: 'ACTIVE',
    eventAt: eventTime(moment),
    position: placeOf(moment),
    occurrences: before.occurrences + 1,
  };
  return { item, outcome: 'reopened' };
}

/** Counts a failure that a later event overtook; its text is shown unless a later failure's is. */
async function countLate(request: Request, before: IssueItem): Promise<Stored> {
  const at = eventTime(request.moment);
  const isLatest = before.failedAt <= at;
  const { conditions, ...moved } = earlier(before, at);
  const change = both(
    both(count(request), { set: isLatest ? newContent(request) : {}, values: { ':at': at } }),
    moved,
  );
  const { held, item } = await update(request, change, [
    ...notCounted(request.moment),
    `failedAt ${isLatest ? '<=' : '>'} :at`,
    ...conditions,
    '(eventAt > :at OR attribute_not_exists(activeSince))',
  ]);
  if (!held) throw new LostRace();
  return { item, outcome: 'stale' };
}

/** Moves back since when an issue has been broken, and on which conditions. */
const earlier = ({ endedAt = 0, filter: { since = 0 } }: IssueItem, at: number) =>
  endedAt < at && at < since
    ? {
        set: { 'filter.since': at },
        conditions: ['#filter.#since > :at', '(attribute_not_exists(endedAt) OR endedAt < :at)'],
      }
    : { set: {}, conditions: [] };
