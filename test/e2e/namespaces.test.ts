import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { anIssue, problemIn } from '../support/kite.ts';

let kite: Guarded;
let editor: string;
beforeAll(async () => {
  kite = await serveGuarded();
  editor = await kite.token('editor', ['*']);
  // As a team may be called: with what means something in keys, queries and patterns.
  for (const namespace of ['blue', 'blue-1', 'blue#1', 'green', 'green-1', 'greenhouse', 'a, b', 'ü&%']) {
    await kite.call(['POST', '/issues', anIssue({ namespace, severity: 'major' })], editor);
  }
});
afterAll(() => kite.close());

const page = z.object({
  data: z.array(
    z.strictObject({
      namespace: z.string(),
      active: z
        .strictObject({
          total: z.number(),
          bySeverity: z.record(z.string(), z.number()),
          isExact: z.boolean(),
          longestBroken: z.object({ scope: z.object({ resourceName: z.string() }) }).nullable(),
        })
        .optional(),
    }),
  ),
  limit: z.number(),
  nextCursor: z.string().nullable(),
});
const list = async (credential: string, query = '') => {
  const { status, body } = await kite.call(['GET', `/namespaces${query}`], credential);
  expect(status).toBe(200);
  return page.parse(body);
};
const names = async (credential: string, query = '') =>
  (await list(credential, query)).data.map(({ namespace }) => namespace);

test('a caller is shown the namespaces in which it may read, and no other', async () => {
  expect(await names(editor)).toEqual([
    ...['a, b', 'blue', 'blue#1', 'blue-1', 'green', 'green-1', 'greenhouse', 'ü&%'],
  ]);
  const shown = async (...patterns: string[]) => names(await kite.token('viewer', patterns));
  expect(await shown('blue')).toEqual(['blue']);
  expect(await shown('green*', 'green-*', 'blue#1')).toEqual(['blue#1', 'green', 'green-1', 'greenhouse']);
  expect(await shown('green-*', 'ü&%', 'red', 'red-*')).toEqual(['green-1', 'ü&%']);
  expect(await shown('red')).toEqual([]);
});

test('a namespace stays when its last issue is deleted', async () => {
  const { body } = await kite.call(['POST', '/issues', anIssue({ namespace: 'gone' })], editor);
  const { id } = z.object({ id: z.string() }).parse(body);
  await kite.call(['DELETE', `/issues/${id}`], editor);
  const { data } = await list(await kite.token('viewer', ['gone']), '?counts=true');
  expect(data).toEqual([
    {
      namespace: 'gone',
      active: {
        total: 0,
        bySeverity: { critical: 0, major: 0, minor: 0, info: 0 },
        isExact: true,
        longestBroken: null,
      },
    },
  ]);
});

test('a walk goes on where its page ended, and counts if each page is asked to', async () => {
  const viewer = await kite.token('viewer', ['blue*', 'green']);
  const first = await list(viewer, '?limit=3&counts=true');
  expect(first.data.map(({ namespace }) => namespace)).toEqual(['blue', 'blue#1', 'blue-1']);
  expect(first.data[0]?.active).toMatchObject({ total: 1, bySeverity: { major: 1 } });
  const second = await list(viewer, `?limit=3&cursor=${first.nextCursor}`);
  expect(second).toEqual({ data: [{ namespace: 'green' }], limit: 3, nextCursor: null });
});

test('a cursor of another caller shows nothing that its own patterns do not', async () => {
  const { nextCursor } = await list(editor, '?limit=2');
  expect(await names(await kite.token('viewer', ['green*']), `?cursor=${nextCursor}`)).toEqual([
    ...['green', 'green-1', 'greenhouse'],
  ]);
});

test('what a query cannot say is 400, and names the field', async () => {
  for (const [query, path] of [
    ['counts=maybe', 'counts'],
    ['limit=0', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=!', 'cursor'],
    [`cursor=${Buffer.from('x'.repeat(300)).toString('base64url')}`, 'cursor'],
  ] as const) {
    const answer = await kite.call(['GET', `/namespaces?${query}`], editor);
    expect(problemIn(answer)).toMatchObject({ status: 400, paths: [path] });
  }
  expect((await list(editor, '?limit=5000')).limit).toBe(1_000);
  expect((await list(editor, '?limit=5000&counts=true')).limit).toBe(100);
});
