import { expect, test } from '@jest/globals';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { changeIssue } from '../../functions/shared/store/modify.ts';
import { aFailure, countedTable, deleteItem, isStored, moment, rawItem, refTo } from '../support/table.ts';

const { table } = countedTable();

test('an issue that has expired cannot be changed, nor can by its id the one that has come in its place', async () => {
  const failure = aFailure();
  const { issue } = await reportFailure(table, failure, moment());
  await deleteItem(failure);
  const change = () => changeIssue(table, refTo(issue), { title: 'Changed' }, moment(1));
  await expect(change()).rejects.toMatchObject({ status: 404 });
  expect(await isStored(failure)).toBe(false);
  await reportFailure(table, failure, moment(2));
  await expect(change()).rejects.toMatchObject({ status: 404 });
  expect(await rawItem(failure)).toMatchObject({ title: failure.title });
});
