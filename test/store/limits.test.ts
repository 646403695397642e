import { expect, test } from '@jest/globals';
import { type FailureReport, MAX_RELATED } from '../../functions/shared/issue/issue.ts';
import { newIssueSchema } from '../../functions/shared/issue/request.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { deleteIssue } from '../../functions/shared/store/modify.ts';
import { getIssue } from '../../functions/shared/store/read.ts';
import { relate } from '../../functions/shared/store/relate.ts';
import { anIssue, newNamespace } from '../support/kite.ts';
import { countedTable, everywhere, moment, refTo } from '../support/table.ts';

const { table } = countedTable();

/** A string of `length` characters that takes as many bytes as one can, different for every `n`. */
const widest = (length: number, n = 0) => `${n}`.padEnd(length, '漢');

const parsed = (body: Record<string, unknown>): FailureReport => {
  const { scope, dedupKey, ...rest } = newIssueSchema.parse(body);
  const resourceNamespace = scope.resourceNamespace ?? rest.namespace;
  return { ...rest, dedupKey: dedupKey ?? '', scope: { ...scope, resourceNamespace } };
};

/** An issue with the longest keys that there are. */
const wideScope = (namespace: string, n: number) => ({
  namespace,
  scope: { resourceType: widest(63), resourceName: widest(253, n), resourceNamespace: widest(253) },
});

/** The largest issue that the Issues API takes. */
const largest = (namespace: string, n: number) =>
  parsed(
    anIssue({
      ...wideScope(namespace, n),
      title: widest(1_000),
      description: widest(30_000),
      links: Array.from({ length: 20 }, () => ({
        title: widest(200),
        url: `https://a.b/${widest(2_048 - 'https://a.b/'.length)}`,
      })),
    }),
  );

const store = async (failure: FailureReport) => (await reportFailure(table, failure, moment())).issue;

test('the largest issue can be stored and reported again', async () => {
  const failure = largest(widest(253, Date.now()), 0);
  await store(failure);
  expect(await store(failure)).toMatchObject({ occurrences: 2 });
});

test(`an issue can be related to ${MAX_RELATED} others with the longest keys, but not to one more`, async () => {
  const namespace = widest(253, Date.now());
  const wide = (n: number) => store(parsed(anIssue(wideScope(namespace, n))));
  const [hub, spare] = [await wide(0), await wide(1)];
  const related = await Promise.all(Array.from({ length: MAX_RELATED }, (_, n) => wide(n + 2)));
  for (const { id } of related) await relate(table, hub.id, id, everywhere);
  await expect(relate(table, hub.id, spare.id, everywhere)).rejects.toMatchObject({ status: 409 });
  await expect(relate(table, spare.id, hub.id, everywhere)).rejects.toMatchObject({ status: 409 });
  expect((await getIssue(table, refTo(hub))).relatedFrom).toHaveLength(MAX_RELATED);

  await deleteIssue(table, refTo(hub));
  expect((await getIssue(table, refTo(related[0] ?? hub))).relatedTo).toEqual([]);
});

test('a page of the largest issues is cut short of what a Lambda can answer, and goes on', async () => {
  const namespace = newNamespace();
  const ids = await Promise.all(
    Array.from({ length: 25 }, async (_, n) => (await store(largest(namespace, n))).id),
  );
  const query = { namespace, limit: '500' };
  const first = await listIssues(table, listQuerySchema.parse(query));
  expect(first.total).toBe(ids.length);
  expect(first.data.length).toBeLessThan(ids.length);
  expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(6 * 1024 * 1024);
  const second = await listIssues(table, listQuerySchema.parse({ ...query, cursor: first.nextCursor }));
  expect(second.nextCursor).toBeNull();
  expect([...first.data, ...second.data].map(({ id }) => id).sort()).toEqual(ids.sort());
});

test('a namespace of several index pages (1 MB each) is counted and walked exactly', async () => {
  const namespace = newNamespace();
  const COUNT = 700;
  for (let i = 0; i < COUNT; i += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => store(parsed(anIssue(wideScope(namespace, i + n))))),
    );
  }
  const query = (more: Record<string, string>) =>
    listIssues(table, listQuerySchema.parse({ namespace, ...more }));
  const deep = await query({ offset: '600', limit: '500' });
  expect(deep).toMatchObject({ total: COUNT, nextCursor: null });
  expect(deep.data).toHaveLength(COUNT - 600);
  expect(await query({ limit: '1' })).toMatchObject({ total: COUNT });
  expect(await query({ limit: '1', severity: 'info' })).toMatchObject({ total: 0, data: [] });
  expect(await query({ limit: '1', severity: 'minor' })).toMatchObject({ total: COUNT });
  expect(await query({ search: 'three OF', offset: '699' })).toMatchObject({
    total: COUNT,
    nextCursor: null,
  });
});
