import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { countItemSchema, countKey, countPartition } from './items.ts';
import type { Table } from './table.ts';

/**
 * Counts an issue, as part of the transaction that makes or deletes it, so that the number of a namespace's
 * issues is known without reading them (docs/decisions/0007-count.md).
 */
export const counting = ({ name }: Table, namespace: string, id: string, by: 1 | -1) => ({
  Update: {
    TableName: name,
    Key: countKey(namespace, id),
    UpdateExpression: 'ADD issues :by',
    ExpressionAttributeValues: { ':by': by },
  },
});

/** How many issues a namespace has, in either state, as of the last write. One round trip: 256 small items. */
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
