import { describe, expect, test } from '@jest/globals';
import { fail, list, newNamespace, post, send } from '../support/kite.ts';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const run = (namespace: string, minutes: number, changes: object = {}) => ({
  pipelineName: 'frontend-build',
  namespace,
  failureReason: 'Out of memory',
  occurredAt: minutesAgo(minutes),
  ...changes,
});
const postOnce = (key: string, body: object) =>
  send('POST', '/webhooks/pipeline-failure', {
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });

describe('occurredAt', () => {
  test('keeps a failure that comes late from reopening, and says so', async () => {
    const namespace = newNamespace();
    const issue = await fail('pipeline-failure', run(namespace, 30));
    await post('/webhooks/pipeline-success', run(namespace, 10));
    const late = await post('/webhooks/pipeline-failure', run(namespace, 20));
    expect(late).toMatchObject({
      status: 200,
      body: { status: 'success', stale: true, issue: { id: issue.id, state: 'RESOLVED', occurrences: 2 } },
    });
  });

  test('keeps a success that comes late from resolving, and says so', async () => {
    const namespace = newNamespace();
    await fail('pipeline-failure', run(namespace, 10));
    expect((await post('/webhooks/pipeline-success', run(namespace, 20))).body).toEqual({
      status: 'success',
      stale: true,
      message: 'Resolved 0 issue(s) for pipeline frontend-build',
    });
    expect((await list(`namespace=${namespace}&state=ACTIVE`)).total).toBe(1);
  });

  test('may have any offset; left out, empty or null, the event happens now', async () => {
    const namespace = newNamespace();
    await fail('pipeline-failure', run(namespace, 10));
    await post('/webhooks/pipeline-success', run(namespace, 20, { occurredAt: '2020-01-01T00:00:00+02:00' }));
    for (const occurredAt of [undefined, '', null]) {
      const success = await post('/webhooks/pipeline-success', run(namespace, 0, { occurredAt }));
      expect(success.body).toMatchObject({ message: expect.stringMatching(/^Resolved 1 /) });
      await fail('pipeline-failure', run(namespace, 0, { occurredAt }));
    }
  });

  test.each(['yesterday', '2025-06-17', 1750183200, '2025-06-17T18:13:29'])(
    '%j is no time: the event happened now, and the answer says so',
    async (occurredAt) => {
      const namespace = newNamespace();
      const warned = { warnings: [{ path: 'occurredAt' }] };
      const failure = await post('/webhooks/pipeline-failure', run(namespace, 0, { occurredAt }));
      expect(failure).toMatchObject({ status: 201, body: { ...warned, issue: { state: 'ACTIVE' } } });
      const success = await post('/webhooks/pipeline-success', run(namespace, 0, { occurredAt }));
      expect(success).toMatchObject({
        status: 200,
        body: { ...warned, message: expect.stringMatching(/^Resolved 1 /) },
      });
    },
  );
});

test('the same Idempotency-Key counts once, also when the body differs and with a success in between', async () => {
  const namespace = newNamespace();
  const body = run(namespace, 10);
  expect((await postOnce('run-1', body)).status).toBe(201);
  expect(await postOnce('run-1', { ...body, logsUrl: 'https://ci.example/1' })).toMatchObject({
    status: 200,
    body: { status: 'success', duplicate: true, issue: { occurrences: 1, links: [] } },
  });
  await post('/webhooks/pipeline-success', run(namespace, 0));
  expect((await postOnce('run-1', body)).body).toMatchObject({
    issue: { state: 'RESOLVED', occurrences: 1 },
  });
  for (const _ of [1, 2]) expect((await postOnce('', body)).body).not.toHaveProperty('duplicate');
  const { occurredAt: _, ...another } = body;
  expect((await postOnce('run-2', another)).body).toMatchObject({
    issue: { state: 'ACTIVE', occurrences: 4 },
  });
});
