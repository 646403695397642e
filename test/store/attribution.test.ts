import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import type { Moment } from '../../functions/shared/store/change.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { changeIssue } from '../../functions/shared/store/modify.ts';
import { getIssue } from '../../functions/shared/store/read.ts';
import { relate, unrelate } from '../../functions/shared/store/relate.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { aFailure, countedTable, everywhere, moment, rawItem, refTo } from '../support/table.ts';

/* Who an issue says that it was made and changed by: docs/access.md, Who did it. */

const { table } = countedTable();

/** A story of one issue, in which every event has another caller. */
function story(failure = aFailure()) {
  let seconds = 0;
  const next = (by: string): Moment => moment(seconds++, by);
  const report = async (at: Moment, changes: Partial<FailureReport> = {}) =>
    (await reportFailure(table, { ...failure, ...changes }, at)).issue;
  const succeed = (at: Moment) => resolveScope(table, failure.scope, failure.namespace, at);
  return { failure, next, report, succeed };
}
const ordered = (at: Moment): Moment => ({ ...at, occurredAt: at.now, deliveryId: `delivery ${at.id}` });

test('an issue names who made it, and who changed it last: by repeats, successes, reopening, and by its id', async () => {
  const { next, report, succeed } = story();
  const { id } = await report(next('maker'));
  const read = () => getIssue(table, refTo({ id }));
  const changes: Readonly<Record<string, (at: Moment) => Promise<unknown>>> = {
    repeat: report,
    success: succeed,
    reopening: report,
    retitling: (at) => changeIssue(table, refTo({ id }), { title: 'Another' }, at),
    resolution: (at) => changeIssue(table, refTo({ id }), { state: 'RESOLVED' }, at),
    'written back': async (at) => changeIssue(table, refTo({ id }), { id, state: 'RESOLVED' }, at),
  };
  expect(await read()).toMatchObject({ createdBy: 'maker', changedBy: 'maker' });
  for (const [by, change] of Object.entries(changes)) {
    const at = next(by);
    await change(at);
    expect(await read()).toMatchObject({ createdBy: 'maker', changedBy: by, updatedAt: at.now });
  }
});

test('so it does of events that say when they happened: delivered again, late, and reopened', async () => {
  const { next, report, succeed } = story();
  const first = ordered(next('maker'));
  expect(await report(first)).toMatchObject({ createdBy: 'maker', changedBy: 'maker' });
  const again = await report({ ...first, by: 'delivery again' });
  expect(again).toMatchObject({ createdBy: 'maker', changedBy: 'delivery again', occurrences: 1 });
  const early = ordered(next('late'));
  const { id } = await report(ordered(next('repeat')));
  await succeed(ordered(next('success')));
  expect(await getIssue(table, refTo({ id }))).toMatchObject({ changedBy: 'success' });
  expect(await report(early)).toMatchObject({ state: 'RESOLVED', changedBy: 'late' });
  const reopened = await report(ordered(next('reopening')));
  expect(reopened).toMatchObject({ state: 'ACTIVE', createdBy: 'maker', changedBy: 'reopening' });
});

test('relations change neither of their issues', async () => {
  const [a, b] = [story(), story()];
  const [one, other] = [await a.report(a.next('a')), await b.report(b.next('b'))];
  await relate(table, one.id, other.id, everywhere);
  const { changedBy, relatedFrom } = await getIssue(table, refTo(one));
  expect({ changedBy, relatedFrom }).toMatchObject({
    changedBy: 'a',
    relatedFrom: [{ target: { changedBy: 'b' } }],
  });
  await unrelate(table, one.id, other.id, everywhere);
  expect(await getIssue(table, refTo(other))).toMatchObject({ changedBy: 'b' });
});

test('an issue of before names nobody until it changes, and never who made it', async () => {
  const { failure, next, report } = story();
  const { id } = await report(next('maker'));
  await table.db.send(
    new UpdateCommand({
      TableName: table.name,
      Key: await keyOf(failure),
      UpdateExpression: 'REMOVE createdBy, changedBy SET namespace = :old, resourceNamespace = :old',
      ExpressionAttributeValues: { ':old': failure.namespace },
    }),
  );
  const before = await getIssue(table, refTo({ id }));
  expect(before).toMatchObject({ id, namespace: failure.namespace, scope: failure.scope });
  expect(before).not.toHaveProperty('createdBy');
  expect(before).not.toHaveProperty('changedBy');
  const after = await report(next('repeat'));
  expect(after).toMatchObject({ changedBy: 'repeat' });
  expect(after).not.toHaveProperty('createdBy');
});

async function keyOf(failure: FailureReport) {
  const { PK, SK } = await rawItem(failure);
  return { PK, SK };
}
