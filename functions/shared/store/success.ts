import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { type Scope, scopeKey } from '../issue/scope.ts';
import { isUnavailable } from '../runtime/errors.ts';
import { both, changed, eventTime, type Moment, resolve, updateExpression } from './change.ts';
import { issueItemSchema, keySchema, namespacePrefix, type Recovery } from './items.ts';
import { ACTIVE_IN_SCOPE } from './names.ts';
import { getRecovery, noteProgress, noteSuccess, resolvedBefore } from './recovery.ts';
import { type Table, untilSettled } from './table.ts';

/** How many updates are under way at once: as many as the SDK has sockets, so that none waits and times out. */
const AT_ONCE = 50;

/**
 * How far apart two requests that are under way at once can have begun by their functions' clocks: the time
 * a function has, and ample room for clocks that disagree.
 */
const MEANWHILE_MS = 60_000;

const activeIssueSchema = z.extend(keySchema, { activeSince: z.string() });
type ActiveIssue = z.infer<typeof activeIssueSchema>;

/** The outcome of a success. */
export interface Resolution {
  /** How many issues it resolved, earlier requests of the same delivery included. */
  readonly resolved: number;
  /** How many are left to the next request, since the time was up or the table did not take more. */
  readonly remaining: number;
  /** Whether something later is known: a success, or a failure that it left alone. */
  readonly isStale: boolean;
}

/**
 * Resolves the namespace's active issues of a scope, whatever their type. One round trip when there is none,
 * else two; more only beyond 50 issues, or 1 MB of them. Of any number of concurrent calls exactly one
 * resolves each issue. A success that says when it happened leaves failures alone that happened after it, and
 * is noted for those that happened before it and come later (docs/decisions/0005-order.md); any other leaves
 * alone issues that were reopened since it looked.
 * @param isTimeUp asked before each write: no more are begun when it is so
 * @throws whatever a write threw, after all of them have ended, unless others succeeded and the table is merely
 * overloaded; calling again resolves the rest
 */
export async function resolveScope(
  table: Table,
  scope: Scope,
  namespace: string,
  moment: Moment,
  isTimeUp = () => false,
): Promise<Resolution> {
  const find = () => findActive(table, scope, namespace);
  const limit = pLimit(AT_ONCE);
  const resolveAll = (issues: readonly ActiveIssue[]) =>
    Promise.allSettled(
      issues.map((issue) =>
        limit(() => (isTimeUp() ? ('left' as const) : resolveOne(table, issue, namespace, moment))),
      ),
    );

  const [active, before] = await Promise.all([find(), recoveryBefore(table, scope, namespace, moment)]);
  // A failure may have become active between the two: then its issue is there now.
  const [first, now] = await Promise.all([resolveAll(active), isRecent(before, moment) ? find() : []]);
  const known = new Set(active.map(({ SK }) => SK));
  const second = await resolveAll(now.filter(({ SK }) => !known.has(SK)));

  const outcomes = [...first, ...second];
  const count = (value: string) =>
    outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value === value).length;
  const [resolved, left] = [count('resolved'), count('left')];
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const fatal = failures.find((reason) => resolved === 0 || !isUnavailable(reason));
  if (fatal !== undefined) throw fatal;

  const remaining = left + failures.length;
  const earlier = resolvedBefore(before, moment);
  const total = (earlier ?? 0) + resolved;
  if (moment.deliveryId && resolved > 0 && (remaining > 0 || earlier !== undefined)) {
    await noteProgress(table, scope, namespace, moment, total);
  }
  const isStale =
    count('failed later') > 0 ||
    (moment.occurredAt !== undefined && (before.succeededAt ?? 0) > eventTime(moment));
  return { resolved: total, remaining, isStale };
}

/** What was known of the scope's last success. Only a success that says when it happened is recorded. */
async function recoveryBefore(
  table: Table,
  scope: Scope,
  namespace: string,
  moment: Moment,
): Promise<Recovery> {
  if (moment.occurredAt) return noteSuccess(table, scope, namespace, moment);
  return moment.deliveryId ? getRecovery(table, scope, namespace) : {};
}

const isRecent = ({ activatedAt }: Recovery, { now, occurredAt }: Moment): boolean =>
  occurredAt !== undefined &&
  activatedAt !== undefined &&
  Date.parse(activatedAt) > Date.parse(now) - MEANWHILE_MS;

async function findActive(table: Table, scope: Scope, namespace: string): Promise<ActiveIssue[]> {
  const active: ActiveIssue[] = [];
  const pages = paginateQuery(
    { client: table.db },
    {
      TableName: table.name,
      IndexName: ACTIVE_IN_SCOPE,
      KeyConditionExpression: 'PK = :scope',
      ExpressionAttributeValues: { ':scope': scopeKey(scope) },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages)
    active.push(...Items.map((item) => activeIssueSchema.parse(item)));
  const prefix = namespacePrefix(namespace);
  return active.filter(({ SK }) => SK.startsWith(prefix));
}

const resolveOne = (
  table: Table,
  { PK, SK, activeSince }: ActiveIssue,
  namespace: string,
  moment: Moment,
): Promise<'resolved' | 'failed later' | 'no longer active'> =>
  untilSettled(async () => {
    const isOrdered = moment.occurredAt !== undefined;
    const change = both(resolve(table, namespace, moment), {
      set: changed(moment),
      values: isOrdered ? {} : { ':activeSince': activeSince },
    });
    try {
      await table.db.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { PK, SK },
          ...updateExpression(change),
          ConditionExpression: isOrdered
            ? 'attribute_exists(activeSince) AND eventAt <= :eventAt'
            : 'activeSince = :activeSince',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'resolved';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const { data } = issueItemSchema.safeParse(unmarshall(error.Item ?? {}));
      return data?.activeSince ? 'failed later' : 'no longer active';
    }
  });
