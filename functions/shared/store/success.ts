import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { type Scope, scopeKey } from '../issue/scope.ts';
import { both, changed, eventTime, type Moment, resolve, updateExpression } from './change.ts';
import { issueItemSchema, keySchema, namespacePrefix, type Recovery } from './items.ts';
import { ACTIVE_IN_SCOPE } from './names.ts';
import { noteSuccess } from './recovery.ts';
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
  /** How many issues it resolved. */
  readonly resolved: number;
  /** Whether something later is known: a success, or a failure that it left alone. */
  readonly isStale: boolean;
}

/**
 * Resolves the namespace's active issues of a scope, whatever their type. One round trip when there is none,
 * else two; more only beyond 50 issues, or 1 MB of them. Of any number of concurrent calls exactly one
 * resolves each issue. A success that says when it happened leaves failures alone that happened after it, and
 * is noted for those that happened before it and come later (docs/decisions/0005-order.md); any other leaves
 * alone issues that were reopened since it looked.
 * @throws whatever a write threw, after all of them have ended; calling again resolves the rest
 */
export async function resolveScope(
  table: Table,
  scope: Scope,
  namespace: string,
  moment: Moment,
): Promise<Resolution> {
  const find = () => findActive(table, scope, namespace);
  const limit = pLimit(AT_ONCE);
  const resolveAll = (issues: readonly ActiveIssue[]) =>
    Promise.allSettled(issues.map((issue) => limit(() => resolveOne(table, issue, namespace, moment))));

  const [active, before] = await Promise.all([
    find(),
    moment.occurredAt ? noteSuccess(table, scope, namespace, moment) : undefined,
  ]);
  // A failure may have become active between the two: then its issue is there now.
  const [first, now] = await Promise.all([
    resolveAll(active),
    before && isRecent(before, moment) ? find() : [],
  ]);
  const known = new Set(active.map(({ SK }) => SK));
  const second = await resolveAll(now.filter(({ SK }) => !known.has(SK)));

  let resolved = 0;
  let isStale = (before?.succeededAt ?? 0) > eventTime(moment);
  for (const outcome of [...first, ...second]) {
    if (outcome.status === 'rejected') throw outcome.reason;
    if (outcome.value === 'resolved') resolved++;
    if (outcome.value === 'failed later') isStale = true;
  }
  return { resolved, isStale };
}

const isRecent = ({ activatedAt }: Recovery, { now }: Moment): boolean =>
  activatedAt !== undefined && Date.parse(activatedAt) > Date.parse(now) - MEANWHILE_MS;

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
