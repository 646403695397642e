import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { countIssues } from '../../functions/shared/store/count.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { deleteIssue } from '../../functions/shared/store/modify.ts';
import { conflictingTable } from '../support/conflicts.ts';
import { aFailure, countedTable, moment, refTo } from '../support/table.ts';

const times = <T>(n: number, one: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => one(i)));

const STORM = 1_000;

// Alone, a new issue takes 2 round trips.
test(`${STORM} new issues of a namespace at the same instant: at most 4 round trips each, and all are made and counted`, async () => {
  const { table, sent } = conflictingTable(STORM);
  const failure = aFailure();
  const made = await times(STORM, (i) =>
    reportFailure(table, { ...failure, dedupKey: `failure ${i}` }, moment()),
  );
  expect(made.filter(({ outcome }) => outcome !== 'new')).toEqual([]);
  expect(await countIssues(table, failure.namespace)).toBe(STORM);
  expect(sent.conflicts).toBeGreaterThan(STORM / 10);
  expect(sent.writes + sent.transactions).toBeLessThanOrEqual(4 * STORM);
}, 180_000);

test('deletions at the same instant conflict and are counted too, and nothing but the transaction is sent again', async () => {
  const failure = aFailure();
  const { table } = countedTable();
  const ids = await times(60, async (i) => {
    const { issue } = await reportFailure(table, { ...failure, dedupKey: `failure ${i}` }, moment());
    return issue.id;
  });
  const storm = conflictingTable(60);
  await times(60, (i) => deleteIssue(storm.table, refTo({ id: ids[i] ?? '' })));
  expect(await countIssues(table, failure.namespace)).toBe(0);
  expect(storm.sent.writes).toBe(60);
  expect(storm.sent.transactions).toBe(60 + storm.sent.conflicts);
});

/** The table, whose first transaction is cancelled for such reasons, and the requests that are sent. */
function cancelling(...codes: string[]) {
  const { table } = countedTable();
  const sent: string[] = [];
  table.db.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        sent.push(commandName);
        const isFirst = sent.filter((name) => name === commandName).length === 1;
        if (commandName !== 'TransactWriteItemsCommand' || !isFirst) return next(args);
        const CancellationReasons = codes.map((Code) => ({ Code }));
        throw new TransactionCanceledException({ $metadata: {}, message: '', CancellationReasons });
      },
    { step: 'initialize', name: 'cancel' },
  );
  return { table, sent };
}

test.each([
  ['its counter is taken', ['None', 'None', 'TransactionConflict'], 1],
  ['a partition is throttled', ['ThrottlingError', 'None', 'None'], 1],
  ['its capacity is exceeded', ['None', 'None', 'ProvisionedThroughputExceeded'], 1],
  ['another makes the issue', ['TransactionConflict', 'None', 'TransactionConflict'], 2],
])('a transaction that is cancelled because %s is sent again', async (_, codes, updates) => {
  const { table, sent } = cancelling(...codes);
  const failure = aFailure();
  const { outcome } = await reportFailure(table, failure, moment());
  expect(outcome).toBe('new');
  expect(sent.filter((name) => name === 'TransactWriteItemsCommand')).toHaveLength(2);
  expect(sent.filter((name) => name === 'UpdateItemCommand')).toHaveLength(updates);
  expect(await countIssues(table, failure.namespace)).toBe(1);
});
