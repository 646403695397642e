import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import * as z from 'zod';
import { type Scope, scopeKey } from '../scope.ts';
import { both, resolve, updateExpression } from './change.ts';
import { ACTIVE_IN_SCOPE, type Key, key, namespacePrefix } from './items.ts';
import { type Table, untilSettled } from './table.ts';

/** How many updates are under way at once: as many as the SDK has sockets, so that none waits and times out. */
const AT_ONCE = 50;

const activeIssue = key.extend({ activeSince: z.string() });

/**
 * Resolves the namespace's active issues of a scope, whatever their type. One round trip when there is none,
 * else two; more only beyond 50 issues, or 1 MB of them. An issue that was resolved or reopened since
 * the query is left as it is, so of any number of concurrent calls exactly one resolves each issue.
 * @returns how many issues this call resolved
 * @throws whatever a write threw, after all of them have ended; calling again resolves the rest
 */
export async function resolveScope(
  table: Table,
  scope: Scope,
  namespace: string,
  now: string,
): Promise<number> {
  const active: z.infer<typeof activeIssue>[] = [];
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
  for await (const { Items = [] } of pages) active.push(...Items.map((item) => activeIssue.parse(item)));

  const prefix = namespacePrefix(namespace);
  const limit = pLimit(AT_ONCE);
  const outcomes = await Promise.allSettled(
    active
      .filter(({ SK }) => SK.startsWith(prefix))
      .map(({ PK, SK, activeSince }) =>
        limit(() => resolveOne(table, { PK, SK }, activeSince, namespace, now)),
      ),
  );
  return outcomes.reduce((resolved, outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return resolved + outcome.value;
  }, 0);
}

/** @returns 1 when this call ended the active period that began at `activeSince`, else 0 */
const resolveOne = (table: Table, Key: Key, activeSince: string, namespace: string, now: string) =>
  untilSettled(async () => {
    const change = both(resolve(table, namespace, now), {
      set: { updatedAt: now },
      values: { ':activeSince': activeSince },
    });
    try {
      await table.db.send(
        new UpdateCommand({
          TableName: table.name,
          Key,
          ...updateExpression(change),
          ConditionExpression: 'activeSince = :activeSince',
        }),
      );
      return 1;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 0;
      throw error;
    }
  });
