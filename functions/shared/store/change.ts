import { randomUUID } from 'node:crypto';
import type { Caller } from '../access/caller.ts';
import type { State } from '../issue/issue.ts';
import { listed, position } from './items.ts';
import type { Table } from './table.ts';

/** A change to one item: attributes set to a value or by an expression, counted up, or removed. */
export interface Change {
  /** By path: `title`, `filter.severity`, `deliveries[0]`. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Right-hand sides in DynamoDB's syntax; each sees the item as it was before the change. */
  readonly compute?: Readonly<Record<string, string>>;
  /** Numbers that are added to the attribute. */
  readonly add?: Readonly<Record<string, number>>;
  /** By path. */
  readonly remove?: readonly string[];
  /** Values that `compute` and the condition refer to, by placeholder. */
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

const namePlaceholder = (path: string) =>
  path
    .split('.')
    .map((name) => `#${name}`)
    .join('.');
const valuePlaceholder = (path: string) => `:${path.replaceAll(/\W/g, '_')}`;
/** The names in a path, without the places in lists. */
const namesIn = (path: string) => path.split('.').map((name) => name.replace(/\[\d+\]$/, ''));

/** The change as the parameters of an `UpdateItem`; every attribute set has a name and a value placeholder. */
export function updateExpression({ set = {}, compute = {}, add = {}, remove = [], values = {} }: Change) {
  const assigned = Object.entries(set).filter(([, value]) => value !== undefined);
  const clauses: [string, string[]][] = [
    [
      'SET',
      [
        ...assigned.map(([path]) => `${namePlaceholder(path)} = ${valuePlaceholder(path)}`),
        ...Object.entries(compute).map(([name, expression]) => `#${name} = ${expression}`),
      ],
    ],
    ['ADD', Object.keys(add).map((name) => `#${name} :${name}`)],
    ['REMOVE', remove.map(namePlaceholder)],
  ];
  const names = [
    ...[...assigned.map(([path]) => path), ...remove].flatMap(namesIn),
    ...Object.keys(compute),
    ...Object.keys(add),
  ];
  return {
    UpdateExpression: clauses
      .filter(([, terms]) => terms.length > 0)
      .map(([clause, terms]) => `${clause} ${terms.join(', ')}`)
      .join(' '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(
        [...assigned, ...Object.entries(add)].map(([path, value]) => [valuePlaceholder(path), value]),
      ),
      ...values,
    },
  };
}

/** An event's time and delivery, as its sender gives them. */
export interface EventMetadata {
  /** When it happened: RFC 3339, UTC, milliseconds. Events without it count in the order of their arrival. */
  readonly occurredAt?: string | undefined;
  /** The sender's name for this delivery, the same when it is sent again. */
  readonly deliveryId?: string | undefined;
  /** The webhook or sender that the delivery came through: its id means nothing elsewhere. */
  readonly entryPoint?: string | undefined;
  /** Whether a failure is sent again for as long as it lasts. @default false */
  readonly isReminder?: boolean | undefined;
}

/** When an event reaches Kite, who sent it, and what they say of it; `occurredAt` is not later than `now`. */
export interface Moment extends EventMetadata {
  /** The caller's id. */
  readonly by: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  /** A random id: of a new issue, and part of its place in lists. */
  readonly id: string;
}

/** The present moment. A sender's clock that is ahead cannot order an event after the present. */
export function currentMoment(
  { id: by }: Pick<Caller, 'id'>,
  { occurredAt, deliveryId, entryPoint, isReminder }: EventMetadata = {},
): Moment {
  const now = new Date().toISOString();
  return {
    by,
    now,
    id: randomUUID(),
    occurredAt: occurredAt && (occurredAt < now ? occurredAt : now),
    // A variable that was not set is an empty text, and no name.
    deliveryId: deliveryId || undefined,
    entryPoint,
    isReminder,
  };
}

/** The time by which an event is ordered, in epoch milliseconds: half the bytes of a text. */
export const eventTime = ({ now, occurredAt }: Moment): number => Date.parse(occurredAt ?? now);

/** The time that the event's sender gives; epoch milliseconds. */
export const givenTime = ({ occurredAt }: Moment): number | undefined =>
  occurredAt ? Date.parse(occurredAt) : undefined;

/** The place in lists of an issue that the event makes, or makes ACTIVE again. */
export const placeOf = (moment: Moment): string =>
  position(moment.now, moment.id, givenTime(moment) !== undefined);

/** When an issue was changed last, and by whom. */
export const changed = ({ now, by }: Moment) => ({ updatedAt: now, changedBy: by });

/**
 * Makes an issue ACTIVE. An active one keeps the start of its active period, and so its entries in both indexes:
 * a repeated failure costs a single write unit.
 */
const activate = (namespace: string, moment: Moment): Change => ({
  set: { state: 'ACTIVE', listed: listed(namespace, 'ACTIVE'), eventAt: eventTime(moment) },
  compute: {
    position: 'if_not_exists(activeSince, :position)',
    activeSince: 'if_not_exists(activeSince, :position)',
  },
  values: { ':position': placeOf(moment) },
  remove: ['resolvedAt', 'expiresAt'],
});

/** When an issue that is resolved now expires: DynamoDB's time to live, in epoch seconds. */
export const expiresAt = ({ retentionDays }: Table, now: string) =>
  retentionDays && Math.floor(Date.parse(now) / 1000) + retentionDays * 86_400;

/**
 * Makes an issue RESOLVED; a resolved one keeps its `resolvedAt` unless another is given.
 * @param resolvedAt RFC 3339. @default - now
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
