import { describe, expect, test } from '@jest/globals';
import { newNamespace, problemIn } from '../../support/kite.ts';
import {
  type Delivery,
  deliver,
  delivery,
  fixture,
  issueOf,
  partOf,
  type SenderUnderTest,
  testSecret,
  testSender,
} from '../../support/sender.ts';

type Kind = 'pipelineRun' | 'taskRun';

/** A fixture as it was sent: in binary mode, with the event in the headers. */
const sent = (path: string) => ({
  headers: Object.fromEntries(
    Object.entries(fixture(`tekton/${path}.headers`))
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(([name]) => name.startsWith('ce-')),
  ),
  body: fixture(`tekton/${path}`),
});

/** The same of another namespace, time and run. */
function run(kind: Kind, path: string, { namespace, at, id }: Delivery, type?: string) {
  const { headers, body } = sent(path);
  const run = partOf(body[kind]);
  const completionTime = `${at.toISOString().slice(0, 19)}Z`;
  return {
    headers: { ...headers, ...(type && { 'ce-type': type }) },
    body: {
      [kind]: {
        ...run,
        metadata: { ...partOf(run.metadata), namespace, uid: id },
        status: { ...partOf(run.status), completionTime },
      },
    },
  };
}

const pipelineRuns: SenderUnderTest = {
  sender: 'tekton',
  failure: (at) => run('pipelineRun', 'pipelinerun.failed', at),
  success: (at) => run('pipelineRun', 'pipelinerun.failed', at, 'dev.tekton.event.pipelinerun.successful.v1'),
  ignored: (at) => run('pipelineRun', 'pipelinerun.failed', at, 'dev.tekton.event.pipelinerun.running.v1'),
  // As Tekton does with a sink like https://kite:<secret>@host/path.
  sign: (_body, secret) => ({ authorization: `Basic ${Buffer.from(`kite:${secret}`).toString('base64')}` }),
  secrets: ['tekton-secret-of-the-tests', 'tekton-secret-until-yesterday'],
};
const taskRuns: SenderUnderTest = {
  ...pipelineRuns,
  failure: (at) => run('taskRun', 'taskrun.failed', at),
  success: (at) => run('taskRun', 'taskrun.failed', at, 'dev.tekton.event.taskrun.successful.v1'),
  ignored: (at) => run('taskRun', 'taskrun.unknown', at),
};

/** The same event in structured mode: all of it in the body. */
const structured = (subject: SenderUnderTest): SenderUnderTest => {
  const convert = ({ headers, body }: ReturnType<SenderUnderTest['failure']>) => ({
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    body: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace('ce-', ''), value])),
      datacontenttype: 'application/json',
      data: body,
    },
  });
  return {
    ...subject,
    failure: (at) => convert(subject.failure(at)),
    success: (at) => convert(subject.success(at)),
    ignored: (at) => convert(subject.ignored(at)),
  };
};

describe('pipeline runs in binary mode', () => {
  testSender(pipelineRuns);
  testSecret(pipelineRuns);
});
describe('pipeline runs in structured mode', () => testSender(structured(pipelineRuns)));
describe('task runs', () => testSender(taskRuns));

test("Tekton's own pipeline run that failed makes the issue that pipeline-success resolves", async () => {
  const issue = issueOf(await deliver(pipelineRuns, sent('pipelinerun.failed')));
  expect(issue).toMatchObject({
    namespace: 'foo',
    title: 'Pipeline run failed: test-pipeline',
    description:
      'The pipeline run test-failed-pr-with-task-results failed with reason: Failed: Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 0',
    issueType: 'pipeline',
    severity: 'major',
    scope: { resourceType: 'pipelinerun', resourceName: 'test-pipeline', resourceNamespace: 'foo' },
  });
});

test('a run with a pipeline of its own is known by what its runs are named after', async () => {
  expect((await deliver(pipelineRuns, sent('pipelinerun.successful'))).body).toMatchObject({
    status: 'success',
    message: expect.stringMatching(/ for pipeline matrixed-pr$/),
  });
});

test('a task run is known by its task', async () => {
  expect(issueOf(await deliver(taskRuns, sent('taskrun.failed')))).toMatchObject({
    issueType: 'build',
    scope: { resourceType: 'taskrun' },
  });
});

test.each([
  ['taskrun.failed-in-pipelinerun', 'reports for its task runs'],
  ['taskrun.failed-cancelled', 'TaskRunCancelled'],
  ['taskrun.unknown', 'succeeded or failed'],
])('%s is ignored', async (path, why) => {
  expect((await deliver(taskRuns, sent(path))).body).toEqual({ info: expect.stringContaining(why) });
});

test('the same end of a run counts once, also as another event', async () => {
  const at = delivery(newNamespace(), 0);
  const first = pipelineRuns.failure(at);
  await deliver(pipelineRuns, first);
  const again = { ...first, headers: { ...first.headers, 'ce-id': 'another' } };
  expect((await deliver(pipelineRuns, again)).body).toMatchObject({ duplicate: true });
});

test('the secret may be a bearer token too', async () => {
  const bearer = {
    ...pipelineRuns,
    sign: (_: string, secret: string) => ({ authorization: `Bearer ${secret}` }),
  };
  expect((await deliver(bearer, bearer.failure(delivery(newNamespace(), 0)))).status).toBe(201);
  expect((await deliver(bearer, bearer.failure(delivery('x', 0)), 'another-secret-of-no-one')).status).toBe(
    401,
  );
});

test.each([
  ['no CloudEvent', {}, { pipelineRun: {} }, ['body']],
  ['a batch', { 'content-type': 'application/cloudevents-batch+json' }, [], ['body']],
  [
    'one without a run',
    {
      'ce-id': '1',
      'ce-source': '/',
      'ce-specversion': '1.0',
      'ce-type': 'dev.tekton.event.taskrun.failed.v1',
    },
    {},
    ['taskRun'],
  ],
])('%s is refused', async (_what, headers, body, paths) => {
  expect(problemIn(await deliver(taskRuns, { headers, body }))).toMatchObject({ status: 400, paths });
});
