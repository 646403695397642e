import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DedupPolicy } from '../dedup.ts';
import type { Issue, Report } from '../issue.ts';
import { both, expiresAt, type Moment, transition, updateExpression } from './change.ts';
import {
  type IssueItem,
  issueItem,
  issueKey,
  type Key,
  listed,
  pointerKey,
  position,
  storedLinks,
  toIssue,
} from './items.ts';
import { withRelated } from './read.ts';
import { type Table, untilSettled } from './table.ts';

/**
 * Records a failure: updates and, if need be, reopens its issue, or makes a new one. One round trip for a
 * failure that was reported before, two for a new one. Of any number of concurrent reports of a failure
 * exactly one makes the issue, and every one is counted.
 * @throws HttpError 503 when too many requests change the issue at once; nothing is stored then.
 */
export async function report(
  table: Table,
  failure: Report,
  policy: DedupPolicy,
  moment: Moment,
): Promise<{ issue: Issue; isNew: boolean }> {
  const key = issueKey(failure, policy);
  const { item, isNew } = await untilSettled(async () => {
    const known = await repeat(table, key, failure, moment);
    return { item: known ?? (await create(table, key, failure, moment)), isNew: known === undefined };
  });
  const [issue = toIssue(item)] = await withRelated(table, [item]);
  return { issue, isNew };
}

/** What a report says of its issue, new or known. */
const content = (failure: Report, { now, id }: Moment) => ({
  issueType: failure.issueType,
  title: failure.title,
  description: failure.description,
  severity: failure.severity,
  links: storedLinks(failure.links),
  updatedAt: now,
  lastSeenAt: now,
  lastReport: id,
});

/**
 * The SDK sends an update again when its answer was lost; by `lastReport` the update knows itself, unless
 * another report came in between, and counts once.
 * @returns the issue as it is now, or nothing when it does not exist
 */
async function repeat(
  table: Table,
  Key: Key,
  failure: Report,
  moment: Moment,
): Promise<IssueItem | undefined> {
  const change = both(
    { set: content(failure, moment), add: { occurrences: 1 } },
    transition(table, failure.namespace, failure.state, moment),
  );
  try {
    const { Attributes } = await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        ...updateExpression(change),
        ConditionExpression: 'attribute_exists(PK) AND lastReport <> :lastReport',
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return issueItem.parse(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item && issueItem.parse(unmarshall(error.Item));
  }
}

async function create(table: Table, key: Key, failure: Report, moment: Moment): Promise<IssueItem> {
  const { namespace, scope, state } = failure;
  const { now, id } = moment;
  const place = position(now, id);
  const item = {
    ...key,
    id,
    namespace,
    ...scope,
    ...content(failure, moment),
    state,
    listed: listed(namespace, state),
    position: place,
    createdAt: now,
    occurrences: 1,
    ...(state === 'ACTIVE' ? { activeSince: place } : { resolvedAt: now, expiresAt: expiresAt(table, now) }),
  };
  const pointer = { ...pointerKey(id), id, issue: key, namespace, related: {} };
  await table.db.send(
    new TransactWriteCommand({
      TransactItems: [item, pointer].map((Item) => ({
        Put: { TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(PK)' },
      })),
    }),
  );
  return issueItem.parse(item);
}
