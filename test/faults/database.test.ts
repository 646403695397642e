import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
import type { ProxyOptions } from '../../harness/database-proxy.ts';
import { EVERYTHING, misfortune, refuse, type Shares, STORM } from '../../harness/faults.ts';
import { type Answered, sendUntilAnswered } from '../../harness/patient-sender.ts';
import { randomFrom } from '../../harness/random.ts';
import { list, newNamespace, post } from '../support/kite.ts';
import { serveBehind } from '../support/serve-behind.ts';
import type { Served } from '../support/served-on.ts';

/** What goes wrong, and how often: so that many requests fail, and each gets through at last. */
const FAULTS: readonly Shares[] = [
  { latency: 0.5 },
  { 'connections that are reset': 0.4 },
  { 'internal errors': 0.5 },
  { 'provisioned throughput that is exceeded': 0.3 },
  { throttling: 0.3 },
  { 'transactions that are throttled': 0.5 },
  { 'transactions in conflict': 0.5 },
  { 'answers that are lost after it was done': 0.4 },
  { 'answers that never come after it was done': 0.05, 'requests that never arrive': 0.05 },
  { 'batches that are read in part': 1 },
];

const pipeline = (index: number, namespace: string) => ({ pipelineName: `pipeline-${index}`, namespace });
const failure = (index: number, namespace: string, failureReason: string) =>
  ({ ...pipeline(index, namespace), failureReason }) as const;

/** A pipeline's life: each reason fails as often as it stands here; a success in between resolves both. */
const LIFE = ['reason A', 'reason A', 'reason B', 'success', 'reason A', 'success', 'reason B'] as const;

async function live(url: string, index: number, namespace: string): Promise<void> {
  for (const [step, what] of LIFE.entries()) {
    const { status } = await sendUntilAnswered(
      url,
      what === 'success'
        ? { method: 'POST', path: '/webhooks/pipeline-success', body: pipeline(index, namespace) }
        : {
            ...{ method: 'POST', path: '/webhooks/pipeline-failure' },
            body: failure(index, namespace, what),
            headers: { 'idempotency-key': `${index}-${step}` },
          },
    );
    expect([200, 201]).toContain(status);
  }
}

const PIPELINES = 6;
/** One issue a pipeline and reason, every report in it once, in the state that the last event left it in. */
const expected = Array.from({ length: PIPELINES }, (_, index) => [
  [`pipeline-${index}`, 'reason A', 3, 'RESOLVED'],
  [`pipeline-${index}`, 'reason B', 2, 'ACTIVE'],
]).flat();

const page = z.object({ data: z.array(issueSchema), total: z.number() });
const read = async (url: string, path: string): Promise<Answered['body']> =>
  (await sendUntilAnswered(url, { method: 'GET', path })).body;

/** What has become of the pipelines, as a list says and each issue itself. */
async function lived(url: string, namespace: string) {
  const { data, total } = page.parse(await read(url, `/issues?namespace=${namespace}&limit=500`));
  expect(total).toBe(data.length);
  expect(await Promise.all(data.map(({ id }) => read(url, `/issues/${id}`)))).toEqual(data);
  return data
    .map(({ scope, description, occurrences, state }) => [
      scope.resourceName,
      /reason [AB]$/.exec(description)?.[0],
      occurrences,
      state,
    ])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

/** What goes wrong now; the stack is served once, since starting its functions takes longest. */
let fault: ProxyOptions['fault'];
let served: Served;
beforeAll(async () => {
  served = await serveBehind({ fault: (operation) => fault?.(operation) });
});
afterAll(() => served.close());

test.each(FAULTS.map((shares) => [Object.keys(shares).join(', '), shares] as const))(
  '%s: every answer is true, and a retry makes it right',
  async (_what, shares) => {
    const bad = misfortune(shares, randomFrom(4));
    fault = bad.fault;
    const namespace = newNamespace();
    await Promise.all(Array.from({ length: PIPELINES }, (_, index) => live(served.url, index, namespace)));
    expect(await lived(served.url, namespace)).toEqual(expected);
    expect(bad.struck.size).toBe(Object.keys(shares).length);
    expect([...bad.struck.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(3);
  },
  120_000,
);

test('a bulk resolution that is cut in its middle says so, and sent again resolves the rest', async () => {
  const namespace = newNamespace();
  await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      post('/webhooks/pipeline-failure', failure(1, namespace, `reason ${'x'.repeat(i)}`)),
    ),
  );
  const active = async () => (await list(`namespace=${namespace}&state=ACTIVE`)).total;
  expect(await active()).toBe(60);
  let updates = 0;
  fault = ({ name }) =>
    name === 'UpdateItem' && ++updates > 25 ? refuse('InternalServerError', 500) : undefined;
  const success = () => post('/webhooks/pipeline-success', pipeline(1, namespace), served.url);
  expect((await success()).status).toBe(503);
  expect(await active()).toBe(35);
  fault = undefined;
  expect((await success()).body).toMatchObject({ message: 'Resolved 35 issue(s) for pipeline pipeline-1' });
  expect(await active()).toBe(0);
}, 60_000);

test('a relation is there on both sides or on none, and nothing deleted leaves a trace, whatever fails', async () => {
  const random = randomFrom(5);
  fault = misfortune(EVERYTHING, random, STORM).fault;
  const namespace = newNamespace();
  const ask = async (method: string, path: string, body?: object) =>
    (await sendUntilAnswered(served.url, { method, path, ...(body && { body }) })).status;
  const related = async (id: string) => {
    const { relatedFrom, relatedTo } = issueSchema.parse(await read(served.url, `/issues/${id}`));
    return [...relatedFrom.map(({ targetId }) => targetId), ...relatedTo.map(({ sourceId }) => sourceId)];
  };
  const made = async (index: number) => {
    const sent = {
      method: 'POST',
      path: '/webhooks/pipeline-failure',
      body: failure(index, namespace, 'reason'),
    };
    return z.object({ issue: issueSchema }).parse((await sendUntilAnswered(served.url, sent)).body).issue.id;
  };
  const kept = await Promise.all(
    Array.from({ length: PIPELINES }, async (_, index) => {
      const [a, b] = [await made(index), await made(index + PIPELINES)];
      // What was done, with its answer lost, is found done when it is sent again.
      const relate = () => ask('POST', `/issues/${a}/related`, { relatedId: b });
      expect([201, 409]).toContain(await relate());
      expect([await related(a), await related(b)]).toEqual([[b], [a]]);
      expect([204, 404]).toContain(await ask('DELETE', `/issues/${b}/related/${a}`));
      expect([await related(a), await related(b)]).toEqual([[], []]);
      expect([201, 409]).toContain(await relate());
      expect([204, 404]).toContain(await ask('DELETE', `/issues/${a}`));
      expect(await ask('GET', `/issues/${a}`)).toBe(404);
      expect(await related(b)).toEqual([]);
      return b;
    }),
  );
  const { data, total } = await list(`namespace=${namespace}`);
  expect(data.map(({ id }) => id).sort()).toEqual(kept.sort());
  expect(total).toBe(PIPELINES);
}, 60_000);

test('events that say when they happened end as in the true order, whatever fails and however they arrive', async () => {
  fault = misfortune(EVERYTHING, randomFrom(6), STORM).fault;
  const kinds = fc.array(fc.constantFrom('success', 'reason A', 'reason B'), { minLength: 5, maxLength: 10 });
  const namespace = newNamespace();
  const start = Date.now() - 3_600_000;
  const histories = fc.sample(kinds, { seed: 6, numRuns: PIPELINES });
  for (const [index, history] of histories.entries()) {
    await Promise.all(
      history.map((kind, second) => {
        const body = { occurredAt: new Date(start + second * 1000).toISOString() };
        return sendUntilAnswered(served.url, {
          method: 'POST',
          ...(kind === 'success'
            ? { path: '/webhooks/pipeline-success', body: { ...pipeline(index, namespace), ...body } }
            : {
                path: '/webhooks/pipeline-failure',
                body: { ...failure(index, namespace, kind), ...body },
                headers: { 'idempotency-key': `${index}-${second}` },
              }),
        });
      }),
    );
  }
  const expected = histories.flatMap((history, index) =>
    (['reason A', 'reason B'] as const).flatMap((reason) => {
      const failures = history.filter((kind) => kind === reason).length;
      const state = history.lastIndexOf(reason) > history.lastIndexOf('success') ? 'ACTIVE' : 'RESOLVED';
      return failures > 0 ? [[`pipeline-${index}`, reason, failures, state]] : [];
    }),
  );
  expect(await lived(served.url, namespace)).toEqual(expected);
}, 120_000);
