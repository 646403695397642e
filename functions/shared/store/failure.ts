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
import { counting } from './count.ts';
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
import { withRelated } from './read.ts';
import { unlessRecovered } from './recovery.ts';
import { failedConditions, LostRace, type Table, untilSettled } from './table.ts';

/**
 * The outcome of a report. `new`: it made the issue; `known`: it repeated or reopened it; `stale`: it was counted,
 * but something later was known, so it did not make the issue ACTIVE; `duplicate`: the same delivery was counted
 * before, so nothing changed.
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
 * that was reported before, two for a new one. Of any number of concurrent reports of a failure exactly one makes
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
  const { item, outcome } = await untilSettled(() => store(request));
  if ((item.deliveries?.size ?? 0) > MAX_DELIVERIES) await ageDeliveries(request);
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
  if (item === undefined) return create(request, failure.state);
  if (isCounted(item, moment)) return { item, outcome: moment.deliveryId ? 'duplicate' : 'known' };
  return item.eventAt <= eventTime(moment) ? reopen(request, item) : countLate(request, item);
}

/** Identifies a report: 72 bits of a hash, since an issue remembers many. */
const reportId = ({ deliveryId, id }: Moment): string =>
  hash('sha256', deliveryId ?? id, 'base64url').slice(0, 12);

/**
 * Condition that a report was not counted yet. Its sender may send it again, and the SDK does when an answer was
 * lost; without a delivery id only an issue's last report is recognized.
 */
const notCounted = ({ deliveryId }: Moment): string[] => [
  'lastReport <> :lastReport',
  ...(deliveryId
    ? ['NOT contains(deliveries, :lastReport)', 'NOT contains(olderDeliveries, :lastReport)']
    : []),
];
const isCounted = ({ lastReport, deliveries, olderDeliveries }: IssueItem, moment: Moment): boolean => {
  const id = reportId(moment);
  return lastReport === id || deliveries?.has(id) === true || olderDeliveries?.has(id) === true;
};

/** The issue's attributes that a report sets. */
const content = ({ failure, moment }: Request) => ({
  filter: filterOf(failure),
  title: failure.title,
  description: failure.description,
  links: storedLinks(failure.links),
  failedAt: eventTime(moment),
});

/** Marks the issue as seen; `deliveries` when the sender names them. */
const seen = ({ moment }: Request) => ({
  updatedAt: moment.now,
  lastSeenAt: moment.now,
  lastReport: reportId(moment),
});
const deliveries = ({ moment }: Request) =>
  moment.deliveryId ? { deliveries: new Set([reportId(moment)]) } : {};

/** Counts a report, shows its text, and puts the issue in the state that it reports. */
const activation = (request: Request): Change =>
  both(
    {
      set: { ...content(request), ...seen(request) },
      add: { occurrences: 1, ...deliveries(request) },
    },
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
    ...deliveries(request),
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
    await table.db.send(
      new TransactWriteCommand({
        TransactItems: [
          ...[item, pointer].map((Item) => ({
            Put: { TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(PK)' },
          })),
          ...(isOrdered ? [unlessRecovered(table, scope, namespace, moment)] : []),
          counting(table, namespace, id, 1),
        ],
      }),
    );
  } catch (error) {
    const [isKnown, , hasRecovered] = failedConditions(error);
    if (!hasRecovered || isKnown) throw error;
    return { ...(await create(request, 'RESOLVED')), outcome: 'stale' };
  }
  return { item: issueItemSchema.parse(item), outcome: 'new' };
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
              // As it was read: what a transaction wrote is not in its answer, so it is known by this.
              ConditionExpression: [
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
  const change = {
    set: { ...(isLatest && content(request)), ...seen(request) },
    add: { occurrences: 1, ...deliveries(request) },
    values: { ':at': at },
  };
  const { held, item } = await update(request, change, [
    ...notCounted(request.moment),
    `failedAt ${isLatest ? '<=' : '>'} :at`,
    '(eventAt > :at OR attribute_not_exists(activeSince))',
  ]);
  if (!held) throw new LostRace();
  return { item, outcome: 'stale' };
}

/** How many deliveries an issue remembers at least; at most, twice as many. */
const MAX_DELIVERIES = 32;

/** Forgets all deliveries but the last ones, so that an issue does not grow with every report. */
async function ageDeliveries({ table, key }: Request): Promise<void> {
  const change = {
    compute: { olderDeliveries: 'deliveries' },
    remove: ['deliveries'],
    values: { ':max': MAX_DELIVERIES },
  };
  try {
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: key,
        ...updateExpression(change),
        ConditionExpression: 'size(deliveries) > :max',
      }),
    );
  } catch (error) {
    // Another request was first.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
