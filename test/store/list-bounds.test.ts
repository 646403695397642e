import { describe, expect, test } from '@jest/globals';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { ReadBudget, type ReadBudgetOptions } from '../../functions/shared/store/read-budget.ts';
import { relate } from '../../functions/shared/store/relate.ts';
import { newNamespace } from '../support/kite.ts';
import { aFailure, countedTable, everywhere, moment } from '../support/table.ts';

const { table, cost } = countedTable();

const list = (query: Record<string, string>, may?: ReadBudgetOptions) =>
  cost(() => listIssues(table, listQuerySchema.parse(query), may && new ReadBudget(may)));

/** Reports issues that differ in their key, a second apart, the last one the newest. */
async function report(count: number, changes: Partial<FailureReport>): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (let n = 0; n < count; n++) {
    const failure = aFailure({ dedupKey: `${n}`, ...changes });
    issues.push((await reportFailure(table, failure, moment(n))).issue);
  }
  return issues;
}

/** Walks to the end; every page must cost no more than `units`. */
async function walk(query: Record<string, string>, units: number, may?: ReadBudgetOptions) {
  const ids: string[] = [];
  let pages = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const [page, { readUnits }] = await list({ ...query, ...(cursor && { cursor }) }, may);
    expect(readUnits).toBeLessThanOrEqual(units);
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
    pages++;
  }
  return { ids, pages };
}
const idsOf = (issues: readonly Issue[]) => issues.map(({ id }) => id).reverse();

describe('a page of 500', () => {
  test.each([
    ['euro signs, which are large to read', '€'.repeat(30_000), 1_050],
    ['emoji', '😀'.repeat(15_000), 1_050],
    ['quotes, which are large to send', '"'.repeat(30_000), 450],
  ])(
    'of issues full of %s, reads little more than it shows, and 1,000 units at most',
    async (_, description, most) => {
      const namespace = newNamespace();
      const issues = await report(80, { namespace, description });
      const { ids, pages } = await walk({ namespace, limit: '500' }, most);
      expect(ids).toEqual(idsOf(issues));
      expect(pages).toBeLessThan(12);
    },
  );

  test('of few small issues and then large ones reads one batch of them too many, and no more', async () => {
    const namespace = newNamespace();
    const large = await report(60, { namespace, description: '€'.repeat(30_000) });
    const scope = { resourceType: 'component', resourceName: 'another', resourceNamespace: namespace };
    const small = await Promise.all(
      Array.from({ length: 32 }, (_, n) =>
        reportFailure(table, aFailure({ namespace, scope, dedupKey: `${n}` }), moment(100 + n)),
      ),
    );
    const { ids } = await walk({ namespace, limit: '500' }, 1_600);
    expect(ids).toHaveLength(large.length + small.length);
  });
});

describe('what is related', () => {
  test('is read as far as the budget allows: the page is cut before the first issue that lacks any', async () => {
    const namespace = newNamespace();
    const large = await report(14, { namespace: `${namespace}-large`, description: '€'.repeat(30_000) });
    const issues = await report(14, { namespace });
    for (const [n, issue] of issues.entries()) await relate(table, issue.id, large[n]?.id ?? '', everywhere);
    const { ids, pages } = await walk({ namespace }, 330, { units: 20 });
    expect(ids).toEqual(idsOf(issues));
    expect(pages).toBeGreaterThan(1);
    const [{ data }] = await list({ namespace });
    expect(data.map(({ relatedFrom }) => relatedFrom.length)).toEqual(Array(14).fill(1));
  });
});

describe('beyond what a request may read', () => {
  const may = { entriesAtOnce: 10 };

  test('a filter takes 5 round trips, says so, and the cursor goes on: with the page, and with the count', async () => {
    const namespace = newNamespace();
    const old = await report(3, { namespace, severity: 'critical', dedupKey: 'old' });
    await report(60, { namespace, severity: 'minor' });
    const query = { namespace, severity: 'critical' };
    const [first, spent] = await list(query, may);
    expect(first).toMatchObject({ data: [], total: 0, totalIsExact: false });
    expect(spent.roundTrips).toBeLessThanOrEqual(5);
    const second = await list({ ...query, cursor: first.nextCursor ?? '' }, may);
    expect(second[0]).toMatchObject({ data: [{ id: old[0]?.id }], total: 1, nextCursor: null });
    expect(second[0]).not.toHaveProperty('totalIsExact');
  });

  test('an offset that is not reached gives an empty page with a cursor, which goes on after what was skipped', async () => {
    const namespace = newNamespace();
    const issues = await report(45, { namespace });
    const query = { namespace, severity: 'major', offset: '43' };
    const [page, { roundTrips }] = await list(query, { entriesAtOnce: 10 });
    expect(page).toMatchObject({ data: [], total: 35, totalIsExact: false, offset: 43 });
    expect(roundTrips).toBeLessThanOrEqual(5);
    const [next] = await list({ namespace, severity: 'major', limit: '1', cursor: page.nextCursor ?? '' });
    expect(next).toMatchObject({ total: 45, data: [{ id: issues[9]?.id }] });
  });

  test('a list without filters has its offset, and a total that is exact', async () => {
    const namespace = newNamespace();
    await report(45, { namespace });
    const [page] = await list({ namespace, offset: '43' }, may);
    expect(page).toMatchObject({ data: [{}, {}], total: 45, nextCursor: null });
    expect(page).not.toHaveProperty('totalIsExact');
  });

  test('a search of more issues than may be read finds every one in the end, page by page', async () => {
    const namespace = newNamespace();
    const issues = await report(60, { namespace });
    const query = { namespace, search: 'FRONTEND', limit: '5' };
    const [first, { readUnits }] = await list(query, { units: 20, greatest: 1 });
    expect(first.totalIsExact).toBe(false);
    expect(first.total).toBeGreaterThanOrEqual(5);
    expect(first.total).toBeLessThan(60);
    expect(readUnits).toBeLessThanOrEqual(25);
    expect((await walk(query, 25, { units: 20, greatest: 1 })).ids).toEqual(idsOf(issues));
  });
});
