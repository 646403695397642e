import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { del, fail, get, issueIn, list, newNamespace, post, put } from '../support/kite.ts';

const failure = (namespace: string, failureReason = 'Out of memory') => ({
  pipelineName: 'frontend-build',
  namespace,
  failureReason,
});
const success = (namespace: string) => ({ pipelineName: 'frontend-build', namespace });
const times = <T>(n: number, one: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => one(i)));
const resolvedBy = (body: unknown) =>
  Number(/^Resolved (\d+) /.exec(z.object({ message: z.string() }).parse(body).message)?.[1]);

test('200 failures at once are one issue, seen 200 times', async () => {
  const namespace = newNamespace();
  const answers = await times(200, () => post('/webhooks/pipeline-failure', failure(namespace)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(199);
  const { data, total } = await list(`namespace=${namespace}`);
  expect(total).toBe(1);
  expect(data).toMatchObject([{ occurrences: 200, state: 'ACTIVE' }]);
});

test('50 successes at once resolve an issue exactly once', async () => {
  const namespace = newNamespace();
  await fail('pipeline-failure', failure(namespace));
  const answers = await times(50, () => post('/webhooks/pipeline-success', success(namespace)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(answers.reduce((sum, { body }) => sum + resolvedBy(body), 0)).toBe(1);
});

test('50 successes at once resolve 20 issues exactly once each', async () => {
  const namespace = newNamespace();
  const letter = (i: number) => String.fromCharCode(97 + i);
  await times(20, (i) => fail('pipeline-failure', failure(namespace, `reason ${letter(i)}`)));
  const answers = await times(50, () => post('/webhooks/pipeline-success', success(namespace)));
  expect(answers.reduce((sum, { body }) => sum + resolvedBy(body), 0)).toBe(20);
  expect(await list(`namespace=${namespace}&state=ACTIVE`)).toMatchObject({ total: 0 });
});

test('20 failures that reopen an issue at once reopen it once: one id, every report counted', async () => {
  const namespace = newNamespace();
  const { id } = await fail('pipeline-failure', failure(namespace));
  await post('/webhooks/pipeline-success', success(namespace));
  const issues = await times(20, () => fail('pipeline-failure', failure(namespace)));
  expect(new Set(issues.map((issue) => issue.id))).toEqual(new Set([id]));
  expect(new Set(issues.map((issue) => issue.detectedAt)).size).toBe(1);
  expect(issueIn(await get(`/issues/${id}`)).occurrences).toBe(21);
});

test('relating two issues both ways at once makes one relation', async () => {
  const namespace = newNamespace();
  const a = await fail('pipeline-failure', failure(namespace, 'one'));
  const b = await fail('pipeline-failure', failure(namespace, 'another'));
  const answers = await times(20, (i) => {
    const [from, to] = i % 2 === 0 ? [a, b] : [b, a];
    return post(`/issues/${from.id}/related`, { relatedId: to.id });
  });
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
  const { relatedFrom, relatedTo } = issueIn(await get(`/issues/${a.id}`));
  expect(relatedFrom.length + relatedTo.length).toBe(1);
});

test('deleting an issue while it is related, reported and changed leaves no half of it', async () => {
  for (let round = 0; round < 5; round++) {
    const namespace = newNamespace();
    const a = await fail('pipeline-failure', failure(namespace, 'one'));
    const b = await fail('pipeline-failure', failure(namespace, 'another'));
    const [deletion, ...others] = await Promise.all([
      del(`/issues/${a.id}`),
      post(`/issues/${a.id}/related`, { relatedId: b.id }),
      put(`/issues/${a.id}`, { title: 'Changed' }),
      post('/webhooks/pipeline-failure', failure(namespace, 'one')),
      del(`/issues/${a.id}`),
    ]);
    expect(deletion.status === 204 || others.at(-1)?.status === 204).toBe(true);
    for (const { status } of others) expect([200, 201, 204, 404]).toContain(status);
    expect((await get(`/issues/${a.id}`)).status).toBe(404);
    expect(issueIn(await get(`/issues/${b.id}`))).toMatchObject({ relatedFrom: [], relatedTo: [] });
    // What the list shows can be read by its id, and the deleted one is not in it.
    const { data } = await list(`namespace=${namespace}`);
    for (const { id } of data) expect((await get(`/issues/${id}`)).status).toBe(200);
    expect(data.map(({ id }) => id)).not.toContain(a.id);
  }
});
