import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { MAX_RELATED } from '../../functions/shared/issue/issue.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { type Pointer, pointerItemSchema, pointerKey } from '../../functions/shared/store/items.ts';
import { deleteIssue } from '../../functions/shared/store/modify.ts';
import { relate } from '../../functions/shared/store/relate.ts';
import {
  aFailure,
  countedTable,
  deleteItem,
  everywhere,
  interrupted,
  isStored,
  moment,
  refTo,
  stored,
} from '../support/table.ts';

const { table } = countedTable();
const newIssue = async (failure = aFailure()) => (await reportFailure(table, failure, moment())).issue;
/** The ids of what an issue is related to, as the table has it: no answer shows a relation that dangles. */
async function relatedTo({ id }: Issue): Promise<string[]> {
  const item = await stored(pointerKey(id));
  return Object.keys(pointerItemSchema.parse(item).related);
}

test('two issues are related once, whichever was the source', async () => {
  const [a, b] = [await newIssue(), await newIssue()];
  await relate(table, a.id, b.id, everywhere);
  await expect(relate(table, a.id, b.id, everywhere)).rejects.toMatchObject({ status: 409 });
  await expect(relate(table, b.id, a.id, everywhere)).rejects.toMatchObject({ status: 409 });
  expect([await relatedTo(a), await relatedTo(b)]).toEqual([[b.id], [a.id]]);
});

test('two issues that are related meanwhile are not related again', async () => {
  const [a, b] = [await newIssue(), await newIssue()];
  const slow = interrupted('TransactWriteItemsCommand', 1, () => relate(table, b.id, a.id, everywhere));
  await expect(relate(slow, a.id, b.id, everywhere)).rejects.toMatchObject({ status: 409 });
  expect(pointerItemSchema.parse(await stored(pointerKey(a.id))).related).toMatchObject({
    [b.id]: { role: 'target' },
  });
});

test(`of two relations at once that would be the ${MAX_RELATED}th of an issue, one is refused`, async () => {
  const [hub, a, b] = [await newIssue(), await newIssue(), await newIssue()];
  const relation: Pointer['related'][string] = { ...pointerKey(a.id), id: a.id, role: 'source' };
  const related = Object.fromEntries(Array.from({ length: MAX_RELATED - 1 }, (_, n) => [`${n}`, relation]));
  await table.db.send(
    new UpdateCommand({
      TableName: table.name,
      Key: pointerKey(hub.id),
      UpdateExpression: 'SET related = :related',
      ExpressionAttributeValues: { ':related': related },
    }),
  );
  const slow = interrupted('TransactWriteItemsCommand', 1, () => relate(table, hub.id, a.id, everywhere));
  await expect(relate(slow, b.id, hub.id, everywhere)).rejects.toMatchObject({ status: 409 });
  expect(await relatedTo(hub)).toHaveLength(MAX_RELATED);
  expect(await relatedTo(b)).toEqual([]);
});

test('an issue that has expired cannot be related, and nothing is left in its place', async () => {
  const failure = aFailure();
  const [expired, other] = [await newIssue(failure), await newIssue()];
  await deleteItem(failure);
  await expect(relate(table, other.id, expired.id, everywhere)).rejects.toMatchObject({ status: 404 });
  expect(await isStored(failure)).toBe(false);
  expect(await relatedTo(other)).toEqual([]);
});

test('an issue that is deleted takes its relations with it, also one that is made meanwhile', async () => {
  const [a, b, c] = [await newIssue(), await newIssue(), await newIssue()];
  await relate(table, b.id, a.id, everywhere);
  const slow = interrupted('TransactWriteItemsCommand', 1, () => relate(table, a.id, c.id, everywhere));
  await deleteIssue(slow, refTo(a));
  expect([await relatedTo(b), await relatedTo(c)]).toEqual([[], []]);
});
