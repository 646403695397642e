import { describe, expect, test } from '@jest/globals';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { changeIssue } from '../../functions/shared/store/modify.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
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

/** What a client sends that has read the issue and changes its title. */
const readAndChanged = ({ id, state, resolvedAt }: Issue) => ({
  id,
  state,
  ...(resolvedAt !== null && { resolvedAt }),
  title: 'Changed',
});
const happened = (seconds: number, received = seconds) => ({
  ...moment(received),
  occurredAt: moment(seconds).now,
});

describe('an issue that is written back in the state that it has', () => {
  test.each(['id', 'updatedAt'])(
    'is resolved by a success that happened before and comes later (%s)',
    async (field) => {
      const failure = aFailure();
      const { issue } = await reportFailure(table, failure, happened(10));
      const { id, ...rest } = readAndChanged(issue);
      const change = field === 'id' ? { id, ...rest } : { updatedAt: undefined, ...rest };
      await changeIssue(table, refTo(issue), change, moment(30));
      const success = await resolveScope(table, failure.scope, failure.namespace, happened(20, 40));
      expect(success).toEqual({ resolved: 1, remaining: 0, isStale: false });
    },
  );

  test('is reopened by a failure that happened before and comes later', async () => {
    const failure = aFailure();
    const { issue } = await reportFailure(table, failure, happened(10));
    await resolveScope(table, failure.scope, failure.namespace, happened(20));
    const resolved = await changeIssue(table, refTo(issue), { title: 'Resolved' }, moment(21));
    await changeIssue(table, refTo(issue), readAndChanged(resolved), moment(40));
    expect(await rawItem(failure)).toMatchObject({ title: 'Changed', resolvedAt: resolved.resolvedAt });
    const again = await reportFailure(table, failure, happened(30, 50));
    expect(again).toMatchObject({ outcome: 'reopened', issue: { state: 'ACTIVE' } });
  });

  test('that has expired meanwhile is 404', async () => {
    const failure = aFailure();
    const { issue } = await reportFailure(table, failure, moment());
    await deleteItem(failure);
    const change = changeIssue(table, refTo(issue), readAndChanged(issue), moment(1));
    await expect(change).rejects.toMatchObject({ status: 404 });
    expect(await isStored(failure)).toBe(false);
  });
});

test('in another state, it is an event of now', async () => {
  const failure = aFailure();
  const { issue } = await reportFailure(table, failure, happened(10));
  const change = { ...readAndChanged(issue), state: 'RESOLVED' as const };
  await changeIssue(table, refTo(issue), change, moment(30));
  expect(await reportFailure(table, failure, happened(20, 40))).toMatchObject({
    outcome: 'stale',
    issue: { state: 'RESOLVED' },
  });
});
