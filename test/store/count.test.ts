import { describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { deleteIssue, forget } from '../../functions/shared/store/modify.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { aFailure, countedTable, deleteItem, moment, refTo } from '../support/table.ts';

const { table, cost } = countedTable();
const fail = (failure = aFailure(), at = moment()) => reportFailure(table, failure, at);
const page = (namespace: string, query: Record<string, string> = {}) =>
  listIssues(table, listQuerySchema.parse({ namespace, limit: '2', ...query }));
/** The totals by state, of which a page of two shows nothing. */
const totals = async (namespace: string) => {
  const [all, active, resolved] = await Promise.all(
    [{}, { state: 'ACTIVE' }, { state: 'RESOLVED' }].map((query) => page(namespace, query)),
  );
  return [all?.total, active?.total, resolved?.total];
};
const times = <T>(n: number, one: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => one(i)));

describe('the total', () => {
  test('is exact after whatever happens to issues, one by one and at once', async () => {
    const failure = aFailure();
    const { namespace, scope } = failure;
    const nth = (i: number) => ({ ...failure, dedupKey: `failure ${i}` });
    await fail(nth(0));
    expect(await totals(namespace)).toEqual([1, 1, 0]);
    // Each twice at the same time: every issue counts once.
    const made = await times(80, (i) => fail(nth(Math.floor(i / 2))));
    expect(await totals(namespace)).toEqual([40, 40, 0]);
    await resolveScope(table, scope, namespace, moment(60));
    expect(await totals(namespace)).toEqual([40, 0, 40]);
    await times(10, (i) => fail(nth(i), moment(120)));
    expect(await totals(namespace)).toEqual([40, 10, 30]);
    const ids = [...new Set(made.map(({ issue }) => issue.id))];
    expect(ids).toHaveLength(40);
    const gone = await Promise.allSettled(
      [...ids.slice(0, 15), ...ids.slice(0, 15)].map((id) => deleteIssue(table, refTo({ id }))),
    );
    expect(gone.filter(({ status }) => status === 'fulfilled')).toHaveLength(15);
    expect((await totals(namespace))[0]).toBe(25);
    expect((await page(aFailure().namespace)).total).toBe(0);
  });

  test('costs the same of 20 resolved issues as of 100, and nothing on the pages that follow', async () => {
    const failure = aFailure();
    const { namespace } = failure;
    const spent: number[] = [];
    for (const many of [20, 80]) {
      await times(many, (i) => fail({ ...failure, dedupKey: `${many} ${i}`, state: 'RESOLVED' }, moment(i)));
      const [, first] = await cost(() => page(namespace));
      expect(first.roundTrips).toBe(2);
      spent.push(first.readUnits);
    }
    const [few, many] = spent;
    // The counters themselves: 512 at most.
    expect(many).toBeLessThanOrEqual((few ?? 0) + 2);
    const first = await page(namespace, { severity: 'major' });
    const [next, later] = await cost(() =>
      page(namespace, { severity: 'major', cursor: first.nextCursor ?? '' }),
    );
    expect(next.total).toBe(100);
    expect(later).toMatchObject({ roundTrips: 2, requests: 3 });
  });

  test('is counted anew for another query than that which the cursor comes from', async () => {
    const failure = aFailure();
    const { namespace } = failure;
    for (let i = 0; i < 6; i++) {
      await fail({ ...failure, dedupKey: `${i}`, severity: i < 2 ? 'minor' : 'major' }, moment(i));
    }
    const { nextCursor, total } = await page(namespace);
    expect(total).toBe(6);
    const cursor = nextCursor ?? '';
    expect((await page(namespace, { cursor })).total).toBe(6);
    expect((await page(namespace, { cursor, severity: 'minor' })).total).toBe(2);
    expect((await page(namespace, { cursor, state: 'RESOLVED' })).total).toBe(0);
    expect((await page(namespace, { cursor, search: 'frontend' })).total).toBe(6);
  });

  test('of a search is found once: later pages read what they show', async () => {
    const failure = aFailure();
    const { namespace } = failure;
    for (let i = 0; i < 30; i++) await fail({ ...failure, dedupKey: `${i}` }, moment(i));
    const search = { search: 'frontend', limit: '25' };
    const [first, all] = await cost(() => page(namespace, search));
    const [second, rest] = await cost(() => page(namespace, { ...search, cursor: first.nextCursor ?? '' }));
    expect([first.total, second.total]).toEqual([30, 30]);
    expect(second.data).toHaveLength(5);
    expect(second.nextCursor).toBeNull();
    expect(rest.readUnits).toBeLessThan(all.readUnits / 3);
  });
});

describe('an issue that has expired', () => {
  test('is forgotten once, however often that is told', async () => {
    const failure = aFailure();
    const { namespace } = failure;
    const { issue } = await fail(failure);
    await times(3, (i) => fail({ ...failure, dedupKey: `another ${i}` }));
    await times(3, () => forget(table, issue.id));
    await forget(table, issue.id);
    expect((await page(namespace)).total).toBe(3);
  });

  test('leaves alone the one that has come in its place', async () => {
    const failure = aFailure();
    const { namespace } = failure;
    const { issue: old } = await fail(failure);
    await times(3, (i) => fail({ ...failure, dedupKey: `another ${i}` }));
    await deleteItem(failure);
    const { issue: young, outcome } = await fail(failure, moment(1));
    expect(outcome).toBe('new');
    await forget(table, old.id);
    const { data, total } = await page(namespace, { limit: '10' });
    expect(total).toBe(4);
    expect(data.map(({ id }) => id)).toContain(young.id);
  });
});
