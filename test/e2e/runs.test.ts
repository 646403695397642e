import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
import { get, issueIn, list, newNamespace, post, send } from '../support/kite.ts';

const DAY_MS = 86_400_000;
const NOTHING = '00000000-0000-0000-0000-000000000000';
const at = (ms: number) => ({ occurredAt: new Date(Date.now() + ms).toISOString() });

const answerSchema = z.object({
  issue: issueSchema,
  duplicate: z.literal(true).optional(),
  stale: z.literal(true).optional(),
  warnings: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});

/** A pipeline of its own, with a failure that is always the same but for its run. */
function aPipeline() {
  const pipeline = { pipelineName: 'frontend-build', namespace: newNamespace() };
  const failure = { ...pipeline, failureReason: 'Out of memory' };
  const fail = async (run: object, key?: string) => {
    const headers = { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
    const body = JSON.stringify({ ...failure, ...run });
    return answerSchema.parse((await send('POST', '/webhooks/pipeline-failure', { headers, body })).body);
  };
  const succeed = (time: object = {}) => post('/webhooks/pipeline-success', { ...pipeline, ...time });
  return { ...pipeline, fail, succeed };
}

/** The webhooks that know their runs: as in docs/webhooks.md, but for the namespace. */
const EXAMPLES = {
  pipeline: {
    pipelineName: 'frontend-build',
    failureReason: 'Dependency conflict with React version',
    runId: 'run-123',
    logsUrl: 'https://your-ci.com/logs/run-123',
  },
  build: {
    componentName: 'user-service',
    buildId: 'build-456',
    errorMessage: 'Compilation failed: missing dependency',
    buildLogsUrl: 'https://build-system.com/logs/456',
  },
  deployment: {
    applicationName: 'e-commerce-app',
    deploymentId: 'deploy-789',
    failureReason: 'Resource quota exceeded',
    dashboardUrl: 'https://dashboard.com/deployments/789',
  },
  'security-scan': {
    componentName: 'api-gateway',
    scanId: 'scan-321',
    vulnerabilities: ['CVE-2024-1234', 'CVE-2024-5678'],
    reportUrl: 'https://security.com/reports/321',
  },
};

describe.each(Object.entries(EXAMPLES))('%s-failure', (name, example) => {
  const idField = Object.keys(example).find((field) => field.endsWith('Id')) ?? '';
  const fail = async (body: object) =>
    answerSchema.parse((await post(`/webhooks/${name}-failure`, body)).body);

  test('sent twice as the page shows it is one issue that occurred twice', async () => {
    const failure = { ...example, namespace: newNamespace() };
    const first = await fail(failure);
    const second = await fail(failure);
    expect(second).not.toHaveProperty('duplicate');
    expect(second.issue).toMatchObject({ id: first.issue.id, occurrences: 2, state: 'ACTIVE' });
  });

  test('of a run with a UUID that is sent again does not reopen what a success resolved, and says so', async () => {
    const failure = { ...example, namespace: newNamespace(), [idField]: randomUUID() };
    await fail(failure);
    await post(`/webhooks/${name}-success`, failure);
    const { data } = await list(`namespace=${failure.namespace}`);
    expect(await fail(failure)).toEqual({
      status: undefined,
      duplicate: true,
      warnings: [{ path: idField, message: expect.stringContaining('stays RESOLVED') }],
      issue: data[0],
    });
    expect(await fail({ ...failure, [idField]: randomUUID() })).toMatchObject({
      issue: { state: 'ACTIVE', occurrences: 2 },
    });
  });
});

describe('a run with a UUID that is reported again', () => {
  test('moves when its ACTIVE issue was seen last, and nothing else', async () => {
    const { fail } = aPipeline();
    const runId = randomUUID();
    const { issue } = await fail({ runId });
    const { issue: again, ...notes } = await fail({
      runId,
      severity: 'critical',
      logsUrl: 'https://ci.example/2',
    });
    expect(notes).toEqual({ duplicate: true });
    const { updatedAt, lastSeenAt } = again;
    expect(again).toEqual({ ...issue, updatedAt, lastSeenAt });
    expect(updatedAt > issue.updatedAt).toBe(true);
    expect(lastSeenAt).toBe(updatedAt);
    expect(issueIn(await get(`/issues/${issue.id}`))).toEqual(again);
  });

  test('counts once when it is sent 20 times at once', async () => {
    const { fail, namespace } = aPipeline();
    const runId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fail({ runId })));
    expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(19);
    const { data } = await list(`namespace=${namespace}`);
    expect(data).toMatchObject([{ occurrences: 1, state: 'ACTIVE' }]);
  });

  test('is a run of its own with each attempt', async () => {
    const { fail, succeed } = aPipeline();
    const runId = randomUUID();
    await fail({ runId, attempt: 1 });
    await succeed();
    expect(await fail({ runId, attempt: 2 })).toMatchObject({ issue: { state: 'ACTIVE', occurrences: 2 } });
  });

  test('is another event if it happened at another time: then that decides', async () => {
    const { fail, succeed } = aPipeline();
    const runId = randomUUID();
    const [first, second, later] = [at(-3_000), at(-2_000), at(-1_000)];
    await fail({ runId, ...first });
    await succeed(second);
    expect(await fail({ runId, ...first })).toMatchObject({
      duplicate: true,
      issue: { state: 'RESOLVED', occurrences: 1 },
    });
    expect(await fail({ runId, ...later })).toMatchObject({ issue: { state: 'ACTIVE', occurrences: 2 } });
  });
});

describe('a run with a number', () => {
  test('that fails, passes and fails again is ACTIVE: a run that is started again keeps its number', async () => {
    const { fail, succeed } = aPipeline();
    await fail({ runId: '4711' });
    await succeed();
    expect(await fail({ runId: '4711' })).toMatchObject({ issue: { state: 'ACTIVE', occurrences: 2 } });
  });

  test('counts once for each attempt, however often that is sent', async () => {
    const { fail, succeed } = aPipeline();
    for (const attempt of [1, '1']) await fail({ runId: '4711', attempt });
    await succeed();
    for (const attempt of ['1', 1]) {
      expect(await fail({ runId: '4711', attempt })).toMatchObject({
        duplicate: true,
        issue: { state: 'RESOLVED', occurrences: 1 },
      });
    }
    for (const attempt of [2, 2, 1]) {
      expect(await fail({ runId: '4711', attempt })).toMatchObject({
        issue: { state: 'ACTIVE', occurrences: 2 },
      });
    }
    expect(await fail({ runId: '4712', attempt: 2 })).toMatchObject({ issue: { occurrences: 3 } });
  });

  test.each([
    ['of which the middle is not shown', [7, 8].map((n) => `${'a'.repeat(300)}${n}${'b'.repeat(300)}`)],
    ['that differ in what cannot be shown', ['a\u0001', 'a\u0002']],
  ])('loses no failure among ids %s', async (_what, ids) => {
    const { fail, succeed } = aPipeline();
    for (const runId of ids) {
      await succeed();
      expect(await fail({ runId, attempt: 1 })).toMatchObject({ issue: { state: 'ACTIVE' } });
    }
  });

  test('loses no failure among attempts of 19 digits', async () => {
    const pipeline = { pipelineName: 'frontend-build', namespace: newNamespace() };
    for (const attempt of ['1234567890123456781', '1234567890123456782']) {
      await post('/webhooks/pipeline-success', pipeline);
      const body = JSON.stringify({ ...pipeline, failureReason: 'x', runId: '1' });
      const answer = await send('POST', '/webhooks/pipeline-failure', {
        body: body.replace('}', `, "attempt": ${attempt}}`),
      });
      expect(answerSchema.parse(answer.body).issue.state).toBe('ACTIVE');
    }
  });

  test.each(['', null, ' '])('and the attempt %j counts each time', async (attempt) => {
    const { fail } = aPipeline();
    for (const occurrences of [1, 2]) {
      expect(await fail({ runId: '4711', attempt })).toMatchObject({ issue: { occurrences } });
    }
  });
});

describe('an id that never changes', () => {
  test.each([{ runId: NOTHING }, { attempt: 1 }])('and names no run counts each time: %j', async (run) => {
    const { fail, succeed } = aPipeline();
    await fail(run);
    await succeed();
    expect(await fail(run)).toMatchObject({ issue: { state: 'ACTIVE', occurrences: 2 } });
  });

  test('loses no failure that says when it happened', async () => {
    const { fail, succeed } = aPipeline();
    const runId = randomUUID();
    await fail({ runId, ...at(-3_000) });
    await succeed(at(-2_000));
    expect(await fail({ runId, ...at(-1_000) })).toMatchObject({
      issue: { state: 'ACTIVE', occurrences: 2 },
    });
  });

  test('is warned of otherwise, with what to send', async () => {
    const { fail, succeed } = aPipeline();
    const runId = randomUUID();
    await fail({ runId });
    await succeed();
    const { warnings } = await fail({ runId });
    expect(warnings).toEqual([
      { path: 'runId', message: expect.stringMatching(/run id.*attempt.*Idempotency-Key/) },
    ]);
  });
});

test('an Idempotency-Key decides before the run does', async () => {
  const { fail, succeed } = aPipeline();
  const runId = randomUUID();
  await fail({ runId }, 'delivery 1');
  expect(await fail({ runId }, 'delivery 2')).toMatchObject({ issue: { occurrences: 2 } });
  await succeed();
  expect(await fail({ runId: randomUUID() }, 'delivery 2')).toMatchObject({
    duplicate: true,
    warnings: [{ path: 'Idempotency-Key' }],
    issue: { state: 'RESOLVED', occurrences: 2 },
  });
});

test('two webhooks with the same id for the same issue are two deliveries', async () => {
  const namespace = newNamespace();
  const headers = { 'content-type': 'application/json', 'idempotency-key': '7' };
  const one = { namespace, applicationName: 'shop', failureReason: 'release: verify' };
  const other = { namespace, application: 'shop', failurePhase: 'verify', release: 'shop-x7k2' };
  const sent = async (webhook: string, body: object) =>
    (await send('POST', `/webhooks/${webhook}`, { headers, body: JSON.stringify(body) })).body;
  const first = answerSchema.parse(await sent('deployment-failure', one));
  for (const _ of ['sent', 'sent again']) {
    expect(await sent('release-failure', other)).toMatchObject({
      issue: { id: first.issue.id, occurrences: 2 },
    });
  }
});

describe('what happened more than 30 days ago', () => {
  const old = at(-31 * DAY_MS);

  test('becomes a RESOLVED issue when it is new', async () => {
    const { fail } = aPipeline();
    expect(await fail(old)).toMatchObject({ stale: true, issue: { state: 'RESOLVED', occurrences: 1 } });
  });

  test('reopens nothing, whatever is known of the scope', async () => {
    const { fail, succeed } = aPipeline();
    await fail(at(-40 * DAY_MS));
    expect(await fail(old)).toMatchObject({ stale: true, issue: { state: 'RESOLVED', occurrences: 2 } });
    await fail({});
    await succeed();
    expect(await fail(old)).toMatchObject({ stale: true, issue: { state: 'RESOLVED', occurrences: 4 } });
  });

  test('is counted for an ACTIVE issue, which stays so', async () => {
    const { fail } = aPipeline();
    await fail({});
    expect(await fail(old)).toMatchObject({ stale: true, issue: { state: 'ACTIVE', occurrences: 2 } });
  });
});

test('what happened 29 days ago becomes an ACTIVE issue', async () => {
  const { fail } = aPipeline();
  expect(await fail(at(-29 * DAY_MS))).toMatchObject({ issue: { state: 'ACTIVE' } });
});

test('a reason that names its run, or the pod of a task, is the same failure in the next run', async () => {
  const { fail } = aPipeline();
  const named = (run: string) => ({
    runId: randomUUID(),
    failureReason: `PipelineRun frontend-build-${run} failed: see pod frontend-build-${run}-e2e-pod`,
  });
  const { issue } = await fail(named('d5hvn'));
  expect((await fail(named('zr8wk'))).issue).toMatchObject({ id: issue.id, occurrences: 2 });
});

test('a reason that holds the id that the report gives is the same failure in the next run', async () => {
  const { fail } = aPipeline();
  const named = (runId: string) => ({ runId, failureReason: `Nightly ${runId} ran out of memory` });
  const { issue } = await fail(named('blue-whale'));
  expect((await fail(named('red-fox'))).issue).toMatchObject({ id: issue.id, occurrences: 2 });
});
