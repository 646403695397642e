import { randomUUID } from 'node:crypto';
import type { State } from '../issue/issue.ts';
import { listed, position } from './items.ts';
import type { Table } from './table.ts';

/** A change to one item: attributes set to a value or by an expression, counted up, or removed. */
export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  /** Right-hand sides in DynamoDB's syntax; each sees the item as it was before the change. */
  readonly compute?: Readonly<Record<string, string>>;
  /** Numbers are added to the attribute, sets united with it. */
  readonly add?: Readonly<Record<string, number | ReadonlySet<string>>>;
  readonly remove?: readonly string[];
  /** What the `compute` and the condition name, by placeholder. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Two changes to the same item as one. */
export const both = (a: Change, b: Change): Change => ({
  set: { ...a.set, ...b.set },
  compute: { ...a.compute, ...b.compute },
  add: { ...a.add, ...b.add },
  remove: [...(a.remove ?? []), ...(b.remove ?? [])],
  values: { ...a.values, ...b.values },
});

/** The change as the parameters of an `UpdateItem`; every attribute set has a name and a value placeholder. */
export function updateExpression({ set = {}, compute = {}, add = {}, remove = [], values = {} }: Change) {
  const assigned = Object.entries(set).filter(([, value]) => value !== undefined);
  const clauses: [string, string[]][] = [
    [
      'SET',
      [
        ...assigned.map(([name]) => `#${name} = :${name}`),
        ...Object.entries(compute).map(([name, expression]) => `#${name} = ${expression}`),
      ],
    ],
    ['ADD', Object.keys(add).map((name) => `#${name} :${name}`)],
    ['REMOVE', remove.map((name) => `#${name}`)],
  ];
  const names = [...assigned.map(([name]) => name), ...Object.keys(compute), ...Object.keys(add), ...remove];
  return {
    UpdateExpression: clauses
      .filter(([, terms]) => terms.length > 0)
      .map(([clause, terms]) => `${clause} ${terms.join(', ')}`)
      .join(' '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(
        [...assigned, ...Object.entries(add)].map(([name, value]) => [`:${name}`, value]),
      ),
      ...values,
    },
  };
}

/** When an event reaches Kite, and what its sender says of it. */
export interface Moment {
  /** RFC 3339, UTC, milliseconds; so is `occurredAt`. */
  readonly now: string;
  /** An id that no other event has: for a new issue, and for its place in lists. */
  readonly id: string;
  /** When it happened, not later than `now`. Events without it are taken in the order of their arrival. */
  readonly occurredAt?: string | undefined;
  /** What the sender calls this delivery; it has the same name when it is sent again. */
  readonly deliveryId?: string | undefined;
}

/** The moment at which it is called. A sender's clock that is ahead cannot order an event after the present. */
export function currentMoment(said: Pick<Moment, 'occurredAt' | 'deliveryId'> = {}): Moment {
  const now = new Date().toISOString();
  const { occurredAt } = said;
  return {
    now,
    id: randomUUID(),
    occurredAt: occurredAt && (occurredAt < now ? occurredAt : now),
    // Empty is what a variable is that was not set, and no name.
    deliveryId: said.deliveryId || undefined,
  };
}

/** The time by which an event is ordered among others, in epoch milliseconds: half a text's bytes. */
export const eventTime = ({ now, occurredAt }: Moment): number => Date.parse(occurredAt ?? now);

/**
 * Makes an issue ACTIVE. One that already is keeps the start of its active period, and so its entries in
 * both indexes, which makes a repeated failure a single write unit.
 */
const activate = (namespace: string, moment: Moment): Change => ({
  set: { state: 'ACTIVE', listed: listed(namespace, 'ACTIVE'), eventAt: eventTime(moment) },
  compute: {
    position: 'if_not_exists(activeSince, :position)',
    activeSince: 'if_not_exists(activeSince, :position)',
  },
  values: { ':position': position(moment.now, moment.id) },
  remove: ['resolvedAt', 'expiresAt'],
});

/** When an issue resolved now may be deleted: DynamoDB's time to live, in epoch seconds. */
export const expiresAt = ({ retentionDays }: Table, now: string) =>
  retentionDays && Math.floor(Date.parse(now) / 1000) + retentionDays * 86_400;

/**
 * Makes an issue RESOLVED; one that already is keeps its `resolvedAt` unless another is given.
 * @param resolvedAt RFC 3339; now, when it is not given
 */
export const resolve = (
  table: Table,
  namespace: string,
  moment: Moment,
  resolvedAt?: string | undefined,
): Change => ({
  set: {
    state: 'RESOLVED',
    listed: listed(namespace, 'RESOLVED'),
    eventAt: eventTime(moment),
    expiresAt: expiresAt(table, moment.now),
  },
  compute: { resolvedAt: resolvedAt ? ':resolvedAt' : 'if_not_exists(resolvedAt, :resolvedAt)' },
  values: { ':resolvedAt': resolvedAt ?? moment.now },
  remove: ['activeSince'],
});

/** The transition to `state`; `resolvedAt` as `resolve` takes it. */
export const transition = (
  table: Table,
  namespace: string,
  state: State,
  moment: Moment,
  resolvedAt?: string | undefined,
): Change =>
  state === 'ACTIVE' ? activate(namespace, moment) : resolve(table, namespace, moment, resolvedAt);
