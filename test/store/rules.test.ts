import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import type { Moment } from '../../functions/shared/store/change.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { changeIssue } from '../../functions/shared/store/modify.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import type { Table } from '../../functions/shared/store/table.ts';
import {
  aFailure,
  atPresent,
  countedTable,
  first,
  interrupted,
  moment,
  refTo,
  releases,
  second,
} from '../support/table.ts';

/* What becomes of issues when a release brings another rule: docs/fingerprints.md. */

/** The table, as the functions of each release have it. */
const [before, after, updated, updatedTwice] = [
  countedTable(releases.first).table,
  countedTable(releases.second).table,
  countedTable(releases.updated).table,
  countedTable(releases.updatedTwice).table,
];

/** A failure that is told from others by a message; by the first rule, its numbers do not count. */
const failing = (message = 'exit 1 in step a', changes: Partial<FailureReport> = {}) =>
  aFailure({ dedupKey: { message }, ...changes });
const saying = (failure: FailureReport, message: string) => ({ ...failure, dedupKey: { message } });
const succeed = (failure: FailureReport, at = moment(60)) =>
  resolveScope(after, failure.scope, failure.namespace, at);
const resolveById = (issue: { readonly id: string }, at = moment(60)) =>
  changeIssue(after, refTo(issue), { state: 'RESOLVED' }, at);
const issuesOf = async ({ namespace }: FailureReport) =>
  (await listIssues(after, listQuerySchema.parse({ namespace }))).data;
/** `<state> <occurrences>` of each issue, the newest first. */
const left = async (failure: FailureReport) =>
  (await issuesOf(failure)).map(({ state, occurrences }) => `${state} ${occurrences}`);
const times = <T>(n: number, what: (index: number) => T): T[] => Array.from({ length: n }, (_, i) => what(i));

describe('an ACTIVE issue of an earlier rule', () => {
  test('goes on until it is resolved; the next failure makes one by the current rule', async () => {
    const failure = failing();
    const { issue } = await reportFailure(before, failure, moment());
    const again = await reportFailure(updated, { ...failure, title: 'Another title' }, moment(1));
    expect(again).toMatchObject({
      outcome: 'known',
      fingerprint: second.fingerprint('exit 1 in step a'),
      issue: { id: issue.id, occurrences: 2, title: 'Another title', detectedAt: issue.detectedAt },
    });
    expect(await succeed(failure)).toMatchObject({ resolved: 1 });
    const next = await reportFailure(updated, failure, moment(120));
    expect(next).toMatchObject({ outcome: 'new', issue: { occurrences: 1 } });
    expect(next.issue.id).not.toBe(issue.id);
    await succeed(failure, moment(180));
    // And this one comes back as any issue does.
    const back = await reportFailure(updated, failure, moment(240));
    expect(back).toMatchObject({ outcome: 'reopened', issue: { id: next.issue.id, occurrences: 2 } });
    expect(await left(failure)).toEqual(['ACTIVE 2', 'RESOLVED 2']);
  });

  test('is not looked for by a deployment that does not keep its rule', async () => {
    const failure = failing();
    await reportFailure(before, failure, moment());
    expect((await reportFailure(after, failure, moment(1))).outcome).toBe('new');
    expect(await succeed(failure)).toMatchObject({ resolved: 2 });
  });

  test('is resolved by a report that says so', async () => {
    const failure = failing();
    const { issue } = await reportFailure(before, failure, moment());
    const over = await reportFailure(updated, { ...failure, state: 'RESOLVED' }, moment(1));
    expect(over).toMatchObject({ outcome: 'known', issue: { id: issue.id, state: 'RESOLVED' } });
  });

  test('two rules back is found, too, and the newer one first', async () => {
    const failure = failing();
    const { issue } = await reportFailure(before, failure, moment());
    const found = await reportFailure(updatedTwice, failure, moment(1));
    expect(found).toMatchObject({ outcome: 'known', issue: { id: issue.id, occurrences: 2 } });
    const newer = await reportFailure(after, failure, moment(2));
    expect(newer.outcome).toBe('new');
    const preferred = await reportFailure(updatedTwice, failure, moment(3));
    expect(preferred).toMatchObject({ outcome: 'known', issue: { id: newer.issue.id, occurrences: 2 } });
    await succeed(failure);
    expect((await reportFailure(updatedTwice, failure, moment(120))).outcome).toBe('new');
    expect((await left(failure)).sort()).toEqual(['ACTIVE 1', 'RESOLVED 2', 'RESOLVED 2']);
  });

  test('counts although the rules before it cannot be asked', async () => {
    const failure = failing();
    await reportFailure(after, failure, moment());
    const deaf = countedTable(releases.updatedTwice).table;
    deaf.db.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === 'BatchGetItemCommand') throw new Error('No batches today');
        return next(args);
      },
      { step: 'initialize', name: 'deaf' },
    );
    const counted = await reportFailure(deaf, failure, moment(1));
    expect(counted).toMatchObject({ outcome: 'known', issue: { occurrences: 2 } });
    await succeed(failure);
    await expect(reportFailure(deaf, failure, moment(120))).rejects.toThrow('No batches today');
  });
});

describe('messages that another rule tells apart in another way', () => {
  test('split: one issue until it is resolved, then one for each', async () => {
    const failure = failing('exit 1 in step a');
    const other = saying(failure, 'exit 137 in step a');
    const { issue } = await reportFailure(before, failure, moment());
    for (const [index, one] of [failure, other, failure, other].entries()) {
      expect((await reportFailure(updated, one, moment(index + 1))).issue.id).toBe(issue.id);
    }
    await succeed(failure);
    for (const one of [failure, other])
      expect((await reportFailure(updated, one, moment(120))).outcome).toBe('new');
    expect(await left(failure)).toEqual(['ACTIVE 1', 'ACTIVE 1', 'RESOLVED 5']);
  });

  test('merge: two issues until they are resolved, then one', async () => {
    const failure = failing('exit 1 in step a');
    const other = saying(failure, 'exit 1 in step b');
    for (const one of [failure, other]) await reportFailure(before, one, moment());
    for (const one of [failure, other, failure]) await reportFailure(updated, one, moment(1));
    expect((await left(failure)).sort()).toEqual(['ACTIVE 2', 'ACTIVE 3']);
    await succeed(failure);
    for (const one of [failure, other]) await reportFailure(updated, one, moment(120));
    expect((await left(failure)).sort()).toEqual(['ACTIVE 2', 'RESOLVED 2', 'RESOLVED 3']);
  });

  test('merge, and one is resolved before the other: it comes back as the issue of both', async () => {
    const failure = failing('exit 1 in step a');
    const other = saying(failure, 'exit 1 in step b');
    const { issue } = await reportFailure(before, failure, moment());
    await reportFailure(before, other, moment());
    await resolveById(issue);
    const both = await reportFailure(updated, failure, moment(120));
    expect(both.outcome).toBe('new');
    expect((await reportFailure(updated, other, moment(121))).issue.id).toBe(both.issue.id);
    // The other one waits for the success.
    expect((await left(failure)).sort()).toEqual(['ACTIVE 1', 'ACTIVE 2', 'RESOLVED 1']);
    expect(await succeed(failure, moment(180))).toMatchObject({ resolved: 2 });
  });
});

describe('at the same time', () => {
  const AT_ONCE = 20;
  const active = async (failure: FailureReport) =>
    (await issuesOf(failure)).filter(({ state }) => state === 'ACTIVE').length;
  const counted = async (failure: FailureReport) =>
    (await issuesOf(failure)).reduce((sum, { occurrences }) => sum + occurrences, 0);

  test.each([
    ['an ACTIVE issue of an earlier rule', 1],
    ['no issue', 0],
  ])('reports that find %s count on one', async (_what, old) => {
    const failure = failing();
    for (let n = 0; n < old; n++) await reportFailure(before, failure, moment());
    const said = (index: number) =>
      index % 2 === 0 ? moment(1) : { ...atPresent(), deliveryId: randomUUID() };
    await Promise.all(times(AT_ONCE, (index) => reportFailure(updated, failure, said(index))));
    expect(await left(failure)).toEqual([`ACTIVE ${AT_ONCE + old}`]);
  });

  test('a success: whatever order they come in, at most one issue is ACTIVE, and each report counts', async () => {
    await Promise.all(
      times(5, async () => {
        const failure = failing();
        await reportFailure(before, failure, moment());
        await Promise.all([
          ...times(AT_ONCE, (index) => reportFailure(updated, failure, moment(index))),
          succeed(failure),
        ]);
        expect(await active(failure)).toBeLessThanOrEqual(1);
        expect(await counted(failure)).toBe(AT_ONCE + 1);
        expect((await issuesOf(failure)).length).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('functions of both releases, as during a deployment: at most one issue for each rule, all resolved', async () => {
    const failure = failing();
    await Promise.all(
      times(AT_ONCE, (index) => reportFailure(index % 2 === 0 ? before : updated, failure, moment(index))),
    );
    expect(await active(failure)).toBeLessThanOrEqual(2);
    expect(await counted(failure)).toBe(AT_ONCE);
    await succeed(failure);
    expect(await active(failure)).toBe(0);
  });

  test('functions of both releases that find an ACTIVE issue of the first: all count on it', async () => {
    const failure = failing();
    await reportFailure(before, failure, moment());
    await Promise.all(
      times(AT_ONCE, (index) =>
        reportFailure(index % 2 === 0 ? before : updated, failure, moment(index + 1)),
      ),
    );
    expect(await left(failure)).toEqual([`ACTIVE ${AT_ONCE + 1}`]);
  });
});

describe('in between', () => {
  const reported = (table: Table, failure: FailureReport) => reportFailure(table, failure, moment(120));

  test('the issue of an earlier rule is made: the new one is not', async () => {
    const failure = failing();
    const table = interrupted(
      'TransactWriteItemsCommand',
      1,
      () => reportFailure(before, failure, moment()),
      releases.updated,
    );
    expect((await reported(table, failure)).outcome).toBe('known');
    expect(await left(failure)).toEqual(['ACTIVE 2']);
  });

  test('the one two rules back is made: the new one is not', async () => {
    const failure = failing();
    const table = interrupted(
      'TransactWriteItemsCommand',
      1,
      () => reportFailure(before, failure, moment()),
      releases.updatedTwice,
    );
    expect((await reported(table, failure)).outcome).toBe('known');
    expect(await left(failure)).toEqual(['ACTIVE 2']);
  });

  test.each([
    ['the last rule', releases.updated, 2],
    ['two rules back', releases.updatedTwice, 3],
  ] as const)('the issue of %s is resolved: the failure makes a new one', async (_what, release, update) => {
    const failure = failing();
    await reportFailure(before, failure, moment());
    const table = interrupted('UpdateItemCommand', update, () => succeed(failure), release);
    expect((await reported(table, failure)).outcome).toBe('new');
    expect(await left(failure)).toEqual(['ACTIVE 1', 'RESOLVED 1']);
  });
});

describe('a delivery that an issue of an earlier rule has counted', () => {
  const delivery = (deliveryId: string = randomUUID()): Moment => ({ ...atPresent(), deliveryId });

  test.each([
    ['the last rule', updated],
    ['two rules back', updatedTwice],
  ])('counts once when it is sent again: %s', async (_what, table) => {
    const failure = failing();
    const [one, other] = [randomUUID(), randomUUID()];
    const { issue } = await reportFailure(before, failure, delivery(one));
    expect((await reportFailure(table, failure, delivery(other))).outcome).toBe('known');
    for (const id of [one, other]) {
      const again = await reportFailure(table, failure, delivery(id));
      expect(again).toMatchObject({
        outcome: 'duplicate',
        issue: { id: issue.id, occurrences: 2, state: 'ACTIVE' },
      });
    }
    await resolveById(issue, atPresent());
    const late = await reportFailure(table, failure, delivery(one));
    expect(late).toMatchObject({ outcome: 'duplicate', issue: { id: issue.id, state: 'RESOLVED' } });
    expect(await left(failure)).toEqual(['RESOLVED 2']);
  });

  test('has room there, however many come', async () => {
    const failure = failing();
    await reportFailure(before, failure, delivery());
    for (const _ of times(80, () => 0)) await reportFailure(updated, failure, delivery());
    const last = delivery();
    await reportFailure(updated, failure, last);
    expect((await reportFailure(updated, failure, last)).outcome).toBe('duplicate');
    expect(await left(failure)).toEqual(['ACTIVE 82']);
  });

  test('counts once when the answer is lost and the SDK sends it again', async () => {
    const failure = failing();
    await reportFailure(before, failure, moment());
    const { table } = countedTable(releases.updated);
    let lost = 0;
    table.db.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        if (lost > 0) return answer;
        lost++;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      },
      { step: 'finalizeRequest', name: 'loseAnswer', priority: 'low' },
    );
    expect((await reportFailure(table, failure, moment(1))).outcome).toBe('known');
    expect(lost).toBe(1);
    expect(await left(failure)).toEqual(['ACTIVE 2']);
  });
});

describe('an event that says when it happened', () => {
  const YESTERDAY = Date.now() - 86_400_000;
  const happened = (seconds: number): Moment => ({
    ...atPresent(),
    occurredAt: new Date(YESTERDAY + seconds * 1_000).toISOString(),
    deliveryId: randomUUID(),
  });

  test('counts on the ACTIVE issue of an earlier rule, in its order', async () => {
    const failure = failing();
    const { issue } = await reportFailure(before, { ...failure, title: 'At 10' }, happened(10));
    expect(await reportFailure(updated, { ...failure, title: 'At 20' }, happened(20))).toMatchObject({
      outcome: 'known',
      issue: { id: issue.id, title: 'At 20', occurrences: 2 },
    });
    expect(await reportFailure(updated, { ...failure, title: 'At 5' }, happened(5))).toMatchObject({
      outcome: 'stale',
      issue: { id: issue.id, title: 'At 20', occurrences: 3, state: 'ACTIVE' },
    });
    // A success of before its last failure leaves it alone, and one of later does not.
    expect(await succeed(failure, happened(15))).toEqual({ resolved: 0, remaining: 0, isStale: true });
    expect(await succeed(failure, happened(30))).toEqual({ resolved: 1, remaining: 0, isStale: false });
    expect(await reportFailure(updated, failure, happened(40))).toMatchObject({ outcome: 'new' });
    expect(await left(failure)).toEqual(['ACTIVE 1', 'RESOLVED 3']);
  });

  test('makes nothing ACTIVE when it happened before an issue of an earlier rule was resolved', async () => {
    for (const table of [updated, updatedTwice]) {
      const failure = failing();
      const { issue } = await reportFailure(before, failure, happened(10));
      await resolveById(issue, atPresent());
      expect(await reportFailure(table, failure, happened(20))).toMatchObject({
        outcome: 'stale',
        issue: { state: 'RESOLVED', occurrences: 1 },
      });
      expect(await reportFailure(table, failure, atPresent())).toMatchObject({
        issue: { state: 'ACTIVE' },
      });
    }
  });

  test('and is older than what is remembered, counts late', async () => {
    const failure = failing();
    const { issue } = await reportFailure(before, failure, atPresent());
    const longAgo = { ...atPresent(), occurredAt: new Date(Date.now() - 40 * 86_400_000).toISOString() };
    expect(await reportFailure(updated, failure, longAgo)).toMatchObject({
      outcome: 'stale',
      issue: { id: issue.id, occurrences: 2, state: 'ACTIVE' },
    });
  });
});

test('a key of its own, or the policy `scope`, means the same issue by every rule', async () => {
  const failure = failing();
  const own = { ...failure, dedupKey: 'deploy' };
  const { issue } = await reportFailure(before, own, moment());
  const again = await reportFailure(updated, own, moment(1));
  expect(again).toMatchObject({ outcome: 'known', issue: { id: issue.id } });
  expect(again.fingerprint).toBeUndefined();
  const [one, other] = [releases.first, releases.updated].map(
    (release) => countedTable({ ...release, dedup: 'scope' }).table,
  );
  if (one === undefined || other === undefined) throw new Error('There are two releases');
  const whatever = await reportFailure(one, failing(), moment());
  expect(whatever.fingerprint).toBeUndefined();
  const scoped = failing('exit 1 in step a');
  const made = await reportFailure(one, scoped, moment());
  expect((await reportFailure(other, saying(scoped, 'other'), moment(1))).issue.id).toBe(made.issue.id);
});

test('what a release without versions stored is found by the first rule', async () => {
  const failure = failing('exit 17');
  // As it was stored then: the fingerprint itself was the key.
  const { issue } = await reportFailure(
    after,
    { ...failure, dedupKey: first.fingerprint('exit 17') },
    moment(),
  );
  expect((await reportFailure(updated, failure, moment(1))).issue.id).toBe(issue.id);
});
