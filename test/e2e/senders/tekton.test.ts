import { describe, expect, test } from '@jest/globals';
import { list, newNamespace, problemIn } from '../../support/kite.ts';
import {
  type Delivery,
  deliver,
  delivery,
  fixture,
  issueOf,
  partOf,
  type SenderUnderTest,
  type Sent,
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
function run(
  kind: Kind,
  path: string,
  { namespace, at, id }: Delivery,
  type?: string,
  metadata: Record<string, unknown> = {},
) {
  const { headers, body } = sent(path);
  const run = partOf(body[kind]);
  const completionTime = `${at.toISOString().slice(0, 19)}Z`;
  return {
    headers: { ...headers, ...(type && { 'ce-type': type }) },
    body: {
      [kind]: {
        ...run,
        metadata: { ...partOf(run.metadata), namespace, uid: id, ...metadata },
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
const convert = ({ headers, body }: Sent) => ({
  headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
  body: {
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace('ce-', ''), value])),
    datacontenttype: 'application/json',
    data: body,
  },
});
const structured = (subject: SenderUnderTest): SenderUnderTest => {
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

describe('one CloudEvent is taken', () => {
  test.each([
    'application/cloudevents+json',
    'application/cloudevents+json;charset="UTF-8"',
    'Application/CloudEvents+JSON ; charset=us-ascii; x=y',
    'application/cloudevents',
    'application/json',
  ])('in structured mode, as %s', async (type) => {
    const { body } = convert(pipelineRuns.failure(delivery(newNamespace(), 0)));
    const answer = await deliver(pipelineRuns, { headers: { 'content-type': type }, body });
    expect(issueOf(answer)).toMatchObject({ state: 'ACTIVE' });
  });

  test.each(['application/json; charset=UTF-8', 'APPLICATION/JSON', 'text/plain'])(
    'in binary mode, as %s',
    async (type) => {
      const { headers, body } = pipelineRuns.failure(delivery(newNamespace(), 0));
      const answer = await deliver(pipelineRuns, { headers: { ...headers, 'content-type': type }, body });
      expect(issueOf(answer)).toMatchObject({ state: 'ACTIVE' });
    },
  );

  test('whose data are in base64', async () => {
    const at = delivery(newNamespace(), 0);
    const event = convert(
      run('pipelineRun', 'pipelinerun.failed', at, undefined, { generateName: 'größe-' }),
    );
    const { data, ...attributes } = event.body;
    const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
    const answer = await deliver(pipelineRuns, { ...event, body: { ...attributes, data_base64: encoded } });
    expect(issueOf(answer).namespace).toBe(at.namespace);
    const broken = { ...event, body: { ...attributes, data_base64: encoded.slice(0, 40) } };
    expect(problemIn(await deliver(pipelineRuns, broken)).paths).toEqual(['data_base64']);
  });
});

describe('a remote pipeline', () => {
  const remote = (component: string, at: Delivery, outcome: string, metadata: Record<string, unknown> = {}) =>
    run('pipelineRun', 'pipelinerun.failed-remote', at, `dev.tekton.event.pipelinerun.${outcome}.v1`, {
      name: `${component}-on-push-zr8wk`,
      generateName: `${component}-on-push-`,
      ...metadata,
    });
  const active = async (namespace: string) => (await list(`namespace=${namespace}&state=ACTIVE`)).total;

  test.each([
    ['another component', 'shop', {}],
    ['a pull request', 'cart', { labels: { 'pipelinesascode.tekton.dev/pull-request': '7' } }],
    ['another branch', 'cart', { annotations: { 'pipelinesascode.tekton.dev/branch': 'release-1' } }],
  ])('that succeeds for %s still fails', async (_what, component, metadata) => {
    const namespace = newNamespace();
    await deliver(pipelineRuns, remote('cart', delivery(namespace, 0), 'failed'));
    await deliver(pipelineRuns, remote(component, delivery(namespace, 1), 'successful', metadata));
    expect(await active(namespace)).toBe(1);
  });

  test('that succeeds for the same component and branch works again', async () => {
    const namespace = newNamespace();
    const failed = await deliver(pipelineRuns, remote('cart', delivery(namespace, 0), 'failed'));
    expect(issueOf(failed).scope.resourceName).toBe('cart-on-push@main');
    const annotations = { 'pipelinesascode.tekton.dev/branch': 'main' };
    await deliver(pipelineRuns, remote('cart', delivery(namespace, 1), 'successful', { annotations }));
    expect(await active(namespace)).toBe(0);
  });

  test('whose runs are named by hand is known by its own name', async () => {
    const failed = remote('cart', delivery(newNamespace(), 0), 'failed', { generateName: undefined });
    expect(issueOf(await deliver(pipelineRuns, failed)).scope.resourceName).toBe('docker-build@main');
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
  [
    'an event without a type',
    { 'content-type': 'application/cloudevents+json' },
    { specversion: '1.0' },
    ['body'],
  ],
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

test.each([
  ['Application/CloudEvents-Batch+JSON; charset=UTF-8', []],
  ['application/cloudevents-batch+json', [{ specversion: '1.0' }]],
  ['application/json', [{ specversion: '1.0' }]],
])('a batch, as %s, is refused with the reason', async (type, body) => {
  const answer = await deliver(taskRuns, { headers: { 'content-type': type }, body });
  expect(problemIn(answer)).toMatchObject({
    status: 400,
    error: expect.stringContaining('batches are not supported'),
  });
});
