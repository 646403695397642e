import { hash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Issue } from '../issue/answer.ts';
import { filterOf } from '../issue/filters.ts';
import type { FailureReport } from '../issue/issue.ts';
import {
  both,
  type Change,
  eventTime,
  expiresAt,
  type Moment,
  transition,
  updateExpression,
} from './change.ts';
import { writeCounted } from './count.ts';
import {
  type IssueItem,
  issueItemSchema,
  issueKey,
  type Key,
  listed,
  pointerKey,
  position,
  storedLinks,
  toIssue,
} from './items.ts';
import { noteMissing, noteNamespace } from './note-namespace.ts';
import { withRelated } from './read.ts';
import { isOutdated, unlessRecovered } from './recovery.ts';
import { failedConditions, LostRace, type Table, untilSettled } from './table.ts';

/**
 * The outcome of a report. `new`: it made the issue; `known`: it repeated or reopened it; `stale`: it was counted,
 * but something later was known, or may have been forgotten, so it did not make the issue ACTIVE; `duplicate`: the
 * same delivery was counted before, so an ACTIVE issue was only seen again, and a RESOLVED one did not change.
 */
export type Outcome = 'new' | 'known' | 'stale' | 'duplicate';

/** A report on its way into the table. */
interface Request {
  readonly table: Table;
  readonly key: Key;
  readonly failure: FailureReport;
  readonly moment: Moment;
}
interface Stored {
  readonly item: IssueItem;
  readonly outcome: Outcome;
}

/**
 * Stores a failure: updates its issue, reopening it if need be, or makes a new one. One round trip for a failure
 * that was reported before, two for a new one and for a delivery that comes again. Of any number of concurrent reports of a failure exactly one makes
 * the issue, and every one is counted. A report that says when it happened is put in order among the others that do
 * (docs/decisions/0005-order.md); reopening takes two round trips then, and coming late up to three.
 * @throws HttpError 503 when too many requests change the issue at once; nothing is stored then.
 */
export async function reportFailure(
  table: Table,
  failure: FailureReport,
  moment: Moment,
): Promise<{ issue: Issue; outcome: Outcome }> {
  const request = { table, key: issueKey(failure, table.dedup), failure, moment };
  const [{ item, outcome }] = await Promise.all([untilSettled(() => store(request)), noteMissing(table)]);
  const [issue = toIssue(item)] = await withRelated(table, [item]);
  return { issue, outcome };
}

async function store(request: Request): Promise<Stored> {
  const { failure, moment } = request;
  const { held, item } = await update(request, activation(request), [
    ...notCounted(moment),
    // A resolved issue needs a look at the scope first: see reopen.
    ...(moment.occurredAt ? ['eventAt <= :eventAt', 'attribute_exists(activeSince)'] : []),
  ]);
  if (held) return { item, outcome: 'known' };
  if (item === undefined) return isOutdated(moment) ? createLate(request) : create(request, failure.state);
  if (isCounted(item, moment)) {
    return moment.deliveryId ? seeAgain(request, item) : { item, outcome: 'known' };
  }
  if (moment.deliveryId && !hasRoom(item)) return makeRoom(request, item);
  const isLate = isOutdated(moment) || item.eventAt > eventTime(moment);
  return isLate ? countLate(request, item) : reopen(request, item);
}

/** How many of its last deliveries an issue knows. */
const MAX_DELIVERIES = 64;
/** Places for them that an issue begins with: a free one costs a byte, and most issues are reported a few times. */
const FIRST_PLACES = 8;
/** What is in a free place. */
const FREE = new Uint8Array();
/**
 * An issue with 64 of them must stay below 2 KB. A report is mistaken for one of 64 others once in 4 * 10^12 times:
 * at a million reports a day, in 12,000 years.
 */
const REPORT_ID_BYTES = 6;

/** Identifies a report. */
const reportId = ({ deliveryId, entryPoint, id }: Moment): Buffer =>
  hash('sha256', deliveryId ? `${entryPoint} ${deliveryId}` : id, 'buffer').subarray(0, REPORT_ID_BYTES);

/**
 * Condition that a report was not counted yet. Its sender may send it again, and the SDK does when an answer was
 * lost; without a delivery id only an issue's last report is recognized.
 */
const notCounted = ({ deliveryId }: Moment): string[] => [
  'lastReport <> :lastReport',
  ...(deliveryId
    ? ['NOT contains(deliveries, :lastReport)', '(deliveries[0] = :free OR size(deliveries) >= :most)']
    : []),
];
const isCounted = ({ lastReport, deliveries = [] }: IssueItem, moment: Moment): boolean => {
  const id = reportId(moment);
  return [lastReport, ...deliveries].some((counted) => id.equals(counted));
};

/** The issue's attributes that a report sets. */
const content = ({ failure, moment }: Request) => ({
  filter: filterOf(failure),
  title: failure.title,
  description: failure.description,
  links: storedLinks(failure.links),
  failedAt: eventTime(moment),
});

/** Marks the issue as seen. */
const seen = ({ moment }: Request) => ({
  updatedAt: moment.now,
  lastSeenAt: moment.now,
  lastReport: reportId(moment),
});

/**
 * Counts a report, and its delivery if the sender names it: what it puts at the end of the list goes from the front,
 * a free place or else the oldest delivery.
 */
const count = (request: Request): Change => {
  const change = { set: seen(request), add: { occurrences: 1 } };
  if (request.moment.deliveryId === undefined) return change;
  return both(change, {
    set: { [`deliveries[${MAX_DELIVERIES}]`]: reportId(request.moment) },
    remove: ['deliveries[0]'],
    values: { ':free': FREE, ':most': MAX_DELIVERIES },
  });
};
const freePlaces = (places: number): Uint8Array[] => Array.from({ length: places }, () => FREE);
const hasRoom = ({ deliveries = [] }: IssueItem): boolean =>
  deliveries.length >= MAX_DELIVERIES || deliveries[0]?.length === 0;

/** Counts a report, shows its text, and puts the issue in the state that it reports. */
const activation = (request: Request): Change =>
  both(
    both(count(request), { set: content(request) }),
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

/** @param state in which the issue begins: RESOLVED, too, when a later success is known */
async function create(request: Request, state: FailureReport['state']): Promise<Stored> {
  const { table, key, failure, moment } = request;
  const { namespace, scope } = failure;
  const { now, id } = moment;
  const place = position(now, id);
  const item = {
    ...key,
    id,
    namespace,
    resourceNamespace: scope.resourceNamespace,
    ...content(request),
    ...seen(request),
    ...(moment.deliveryId && { deliveries: [...freePlaces(FIRST_PLACES - 1), reportId(moment)] }),
    state,
    eventAt: eventTime(moment),
    listed: listed(namespace, state),
    position: place,
    createdAt: now,
    occurrences: 1,
    ...(state === 'ACTIVE' ? { activeSince: place } : { resolvedAt: now, expiresAt: expiresAt(table, now) }),
  };
  const pointer = { ...pointerKey(id), id, issue: key, namespace, related: {} };
  const isOrdered = moment.occurredAt !== undefined && state === 'ACTIVE';
  try {
    const making = writeCounted(table, { namespace, id, by: 1 }, [
      ...[item, pointer].map((Item) => ({
        Put: { TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(PK)' },
      })),
      ...(isOrdered ? [unlessRecovered(table, scope, namespace, moment)] : []),
    ]);
    await Promise.all([making, noteNamespace(table, namespace)]);
  } catch (error) {
    const [isKnown, , hasRecovered] = failedConditions(error);
    if (!(isOrdered && hasRecovered) || isKnown) throw error;
    return createLate(request);
  }
  return { item: issueItemSchema.parse(item), outcome: 'new' };
}

/** Stores a new failure that a later event overtook, or may have. */
const createLate = async (request: Request): Promise<Stored> => ({
  ...(await create(request, 'RESOLVED')),
  outcome: 'stale',
});

/** Notes of an ACTIVE issue that a delivery came again. */
async function seeAgain(request: Request, before: IssueItem): Promise<Stored> {
  if (before.activeSince === undefined) return { item: before, outcome: 'duplicate' };
  const { now } = request.moment;
  const change = { set: { updatedAt: now, lastSeenAt: now }, values: { ':id': before.id } };
  const { item } = await update(request, change, ['id = :id', 'attribute_exists(activeSince)']);
  // Deleted, and perhaps made anew: then the delivery has not been counted.
  if (item?.id !== before.id) throw new LostRace();
  return { item, outcome: 'duplicate' };
}

/** Gives an issue its first places for deliveries, or all of them, and stores the report then. */
async function makeRoom(request: Request, { deliveries: { length } = [] }: IssueItem): Promise<Stored> {
  const change = {
    compute: { deliveries: 'list_append(:more, if_not_exists(deliveries, :none))' },
    values: {
      ':more': freePlaces((length === 0 ? FIRST_PLACES : MAX_DELIVERIES) - length),
      ':none': [],
      ':length': length,
    },
  };
  await update(request, change, ['(attribute_not_exists(deliveries) OR size(deliveries) = :length)']);
  return store(request);
}

/** Makes a RESOLVED issue ACTIVE, unless its scope is known to have worked after the failure. */
async function reopen(request: Request, before: IssueItem): Promise<Stored> {
  const { table, key, failure, moment } = request;
  const change = both(activation(request), {
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
          unlessRecovered(table, failure.scope, failure.namespace, moment),
        ],
      }),
    );
  } catch (error) {
    const [hasChanged, hasRecovered] = failedConditions(error);
    if (!hasRecovered || hasChanged) throw error;
    return countLate(request, before);
  }
  const { resolvedAt: _, ...kept } = before;
  const item: IssueItem = {
    ...kept,
    ...content(request),
    ...seen(request),
    state: 'ACTIVE',
    eventAt: eventTime(moment),
    position: position(moment.now, moment.id),
    occurrences: before.occurrences + 1,
  };
  return { item, outcome: 'known' };
}

/** Counts a failure that a later event overtook; its text is shown unless a later failure's is. */
async function countLate(request: Request, before: IssueItem): Promise<Stored> {
  const at = eventTime(request.moment);
  const isLatest = before.failedAt <= at;
  const change = both(count(request), { set: isLatest ? content(request) : {}, values: { ':at': at } });
  const { held, item } = await update(request, change, [
    ...notCounted(request.moment),
    `failedAt ${isLatest ? '<=' : '>'} :at`,
    '(eventAt > :at OR attribute_not_exists(activeSince))',
  ]);
  if (!held) throw new LostRace();
  return { item, outcome: 'stale' };
}
