import { describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { newNamespace } from '../support/kite.ts';
import { aFailure, countedTable, moment } from '../support/table.ts';

const { table } = countedTable();
const page = (query: Record<string, string>) => listIssues(table, listQuerySchema.parse(query));

describe('a page that ends with the last issue', () => {
  test.each(['', 'frontend'])('has no next cursor, first or later (search: %j)', async (search) => {
    const failure = aFailure();
    for (let i = 0; i < 4; i++) await reportFailure(table, { ...failure, dedupKey: `${i}` }, moment(i));
    const query = { namespace: failure.namespace, ...(search && { search }) };
    expect(await page({ ...query, limit: '4' })).toMatchObject({ total: 4, nextCursor: null });
    expect(await page({ ...query, limit: '2', offset: '2' })).toMatchObject({ total: 4, nextCursor: null });
    const { nextCursor } = await page({ ...query, limit: '2' });
    const last = await page({ ...query, limit: '2', cursor: nextCursor ?? '' });
    expect(last).toMatchObject({ data: [{}, {}], nextCursor: null });
  });
});

describe('a namespace', () => {
  test('is counted apart from a scope whose parts run together like its name', async () => {
    const namespace = newNamespace();
    const tricky = `${namespace}#b`;
    for (let i = 0; i < 3; i++)
      await reportFailure(table, aFailure({ namespace: tricky, dedupKey: `${i}` }), moment());
    const scope = { resourceType: 'COUNT', resourceNamespace: namespace, resourceName: 'b' };
    await reportFailure(table, aFailure({ namespace, scope }), moment());
    expect(await page({ namespace: tricky, limit: '1' })).toMatchObject({ total: 3 });
    expect(await page({ namespace, limit: '1' })).toMatchObject({ total: 1 });
  });

  test('sees neither the issues nor the number of those that are spelt like it once they are escaped', async () => {
    const start = newNamespace();
    const names = ['#', '%23', '%2523', '', '#ACTIVE', '#RESOLVED'].map((end) => `${start}${end}`);
    for (const [index, namespace] of names.entries()) {
      for (let i = 0; i <= index; i++) {
        await reportFailure(table, aFailure({ namespace, dedupKey: `${i}` }), moment(i));
      }
    }
    for (const [index, namespace] of names.entries()) {
      const { data, total } = await page({ namespace });
      expect(data.map((issue) => issue.namespace)).toEqual(Array(index + 1).fill(namespace));
      expect([total, (await page({ namespace, limit: '1' })).total]).toEqual([index + 1, index + 1]);
    }
  });
});
