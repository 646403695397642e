import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { countItemSchema, countKey, countPartition } from './items.ts';
import { type Table, untilSettled } from './table.ts';

type Actions = NonNullable<TransactWriteCommandInput['TransactItems']>;

/**
 * Carries out the transaction that makes or deletes an issue, and counts the issue in it, so that the number of a
 * namespace's issues is known without reading them (docs/decisions/0007-count.md). When only the counter is taken, the
 * same transaction is sent again with another one: the sum of all is what counts.
 * @param by how many issues more the namespace has then
 */
export async function writeCounted(
  { db, name }: Table,
  { namespace, id, by }: { readonly namespace: string; readonly id: string; readonly by: 1 | -1 },
  actions: Actions,
): Promise<void> {
  const counting = (attempts: number) => ({
    Update: {
      TableName: name,
      Key: countKey(namespace, attempts === 1 ? id : randomUUID()),
      UpdateExpression: 'ADD issues :by',
      ExpressionAttributeValues: { ':by': by },
    },
  });
  await untilSettled(
    (attempts) => db.send(new TransactWriteCommand({ TransactItems: [...actions, counting(attempts)] })),
    isBusy,
  );
}

/** How a transaction is cancelled when a partition has too much to write at once; the SDK does not try it again. */
const THROTTLED = ['ThrottlingError', 'ProvisionedThroughputExceeded'];

/** Whether a transaction was cancelled only because its counter was in another, or too much is written at once. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
  const isLate = (code: string) => code === 'None' || THROTTLED.includes(code);
  return codes.every((code, i) => isLate(code) || (i === codes.length - 1 && code === 'TransactionConflict'));
}

/** How many issues a namespace has, in either state, as of the last write. One round trip: 512 small items. */
export async function countIssues({ db, name }: Table, namespace: string): Promise<number> {
  const { Items = [] } = await db.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'PK = :counts',
      ExpressionAttributeValues: { ':counts': countPartition(namespace) },
      ConsistentRead: true,
    }),
  );
  return Items.reduce((sum, item) => sum + countItemSchema.parse(item).issues, 0);
}
