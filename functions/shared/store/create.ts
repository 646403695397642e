import { eventTime, expiresAt, placeOf } from './change.ts';
import { writeCounted } from './count.ts';
import { firstDelivery } from './deliveries.ts';
import { issueItemSchema, type Key, listed, pointerKey } from './items.ts';
import { noteNamespace } from './note-namespace.ts';
import { comparable, unlessRecovered } from './recovery.ts';
import { content, type Request, type Stored, seen } from './report.ts';
import { failedConditions } from './table.ts';

/**
 * Makes an issue, with its pointer and its count. Concurrent reports of a failure make one: the others have lost a
 * race then, and find it.
 * @param earlierKeys where it would be by earlier rules; an issue that is ACTIVE there is found instead
 * @param state in which the issue begins: RESOLVED, too, when a later success is known
 */
export async function create(
  request: Request,
  earlierKeys: readonly Key[],
  state = request.failure.state,
): Promise<Stored> {
  const { table, key, failure, moment } = request;
  const { namespace, scope } = failure;
  const { now, id, by } = moment;
  const place = placeOf(moment);
  const item = {
    ...key,
    id,
    ...content(request),
    ...seen(request),
    ...firstDelivery(moment),
    state,
    eventAt: eventTime(moment),
    listed: listed(namespace, state),
    position: place,
    createdAt: Date.parse(now),
    createdBy: by,
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
      ...(isOrdered ? [unlessRecovered(table, scope, namespace, comparable(moment))] : []),
      ...earlierKeys.map((Key) => ({
        ConditionCheck: {
          TableName: table.name,
          Key,
          ConditionExpression: 'attribute_not_exists(activeSince)',
        },
      })),
    ]);
    // Both end before the answer, also where the first fails: an instance that has answered may be frozen.
    const [made] = await Promise.allSettled([making, noteNamespace(table, namespace)]);
    if (made.status === 'rejected') throw made.reason;
  } catch (error) {
    const [isKnown, , hasRecovered] = failedConditions(error);
    if (!(isOrdered && hasRecovered) || isKnown) throw error;
    return createLate(request, earlierKeys);
  }
  return { item: issueItemSchema.parse(item), outcome: 'new' };
}

/** Stores a new failure that a later event overtook, or may have. */
export const createLate = async (request: Request, earlierKeys: readonly Key[]): Promise<Stored> => ({
  ...(await create(request, earlierKeys, 'RESOLVED')),
  outcome: 'stale',
});
