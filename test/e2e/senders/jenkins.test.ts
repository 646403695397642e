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

/** The plugin's example as a build of a job in a folder, at another time; `changes` to the build. */
function build({ namespace, at, id }: Delivery, changes: Record<string, unknown> = {}) {
  const body = fixture('jenkins/completed-success');
  const url = `job/${namespace}/job/asgard/`;
  const full_url = `http://localhost:8080/${url}${id}/`;
  const ended = { full_url, url: `${url}${id}/`, timestamp: at.getTime() };
  return { headers: {}, body: { ...body, url, build: { ...partOf(body.build), ...ended, ...changes } } };
}

const builds: SenderUnderTest = {
  sender: 'jenkins',
  failure: (at) => build(at, { status: 'FAILURE' }),
  success: (at) => build(at),
  ignored: (at) => build(at, { status: 'ABORTED' }),
  // As the plugin does with a URL like https://kite:<secret>@host/path.
  sign: (_body, secret) => ({ authorization: `Basic ${Buffer.from(`kite:${secret}`).toString('base64')}` }),
  secrets: ['jenkins-secret-of-the-tests', 'jenkins-secret-until-yesterday'],
};

describe('builds', () => {
  testSender(builds);
  testSecret(builds);
});

test('a build that failed is an issue of its job', async () => {
  const at = delivery(newNamespace(), 0);
  const test_summary = { total: 12, failed: 2, passed: 10, skipped: 0, failed_tests: ['A.one', 'B.two'] };
  const changes = { status: 'FAILURE', test_summary, log: 'BUILD FAILED' };
  const url = `http://localhost:8080/job/${at.namespace}/job/asgard/${at.id}/`;
  expect(issueOf(await deliver(builds, build(at, changes)))).toMatchObject({
    title: `Build failed: ${at.namespace}/asgard`,
    description: [
      `The build 18 of ${at.namespace}/asgard ended as FAILURE`,
      'Branch origin/master, commit c6d86dc654b12425e706bcf951adfe5a8627a517',
      '2 of 12 tests failed',
      'A.one',
      'B.two',
      'BUILD FAILED',
    ].join('\n'),
    issueType: 'build',
    severity: 'major',
    scope: { resourceType: 'jenkins-job', resourceName: `${at.namespace}/asgard` },
    links: [
      { title: 'Build', url },
      { title: 'Console', url: `${url}console` },
    ],
  });
});

test('a build that failed, as the plugin tells it today', async () => {
  const namespace = newNamespace();
  const body = fixture('jenkins/finalized-failure');
  const at = { ...partOf(body.build), timestamp: delivery(namespace, 0).at.getTime() };
  const sent = { headers: {}, body: { ...body, url: `job/${namespace}/job/asgard/`, build: at } };
  expect(issueOf(await deliver(builds, sent))).toMatchObject({
    state: 'ACTIVE',
    description: expect.stringMatching(/2 of 12 tests failed\nasgard\.BuildTest\.one\n.*\n\[ERROR\] Failed/),
  });
});

test('a build that is unstable is another issue of its job, and less severe', async () => {
  const namespace = newNamespace();
  const failed = issueOf(await deliver(builds, builds.failure(delivery(namespace, 0))));
  const unstable = issueOf(await deliver(builds, build(delivery(namespace, 1), { status: 'UNSTABLE' })));
  expect(unstable).toMatchObject({ severity: 'minor', issueType: 'test', scopeId: failed.scopeId });
  expect(unstable.id).not.toBe(failed.id);
});

test('the end of a build counts once, completed and finalized', async () => {
  const at = delivery(newNamespace(), 0);
  await deliver(builds, builds.failure(at));
  const finalized = build(at, { status: 'FAILURE', phase: 'FINALIZED', timestamp: at.at.getTime() + 500 });
  expect((await deliver(builds, finalized)).body).toMatchObject({
    duplicate: true,
    issue: { occurrences: 1 },
  });
});

test.each(['QUEUED', 'STARTED'])('a build that is %s is ignored', async (phase) => {
  const sent = build(delivery(newNamespace(), 0), { phase, status: undefined });
  expect((await deliver(builds, sent)).body).toEqual({ info: expect.stringContaining(phase) });
});

test("the plugin's own example, of a job in no folder and without a time", async () => {
  const body = fixture('jenkins/completed-success');
  expect((await deliver(builds, { headers: {}, body })).body).toEqual({
    status: 'success',
    message: 'Resolved 0 issue(s) for job asgard',
  });
  const failed = { ...body, build: { ...partOf(body.build), status: 'FAILURE' } };
  expect(issueOf(await deliver(builds, { headers: {}, body: failed })).namespace).toBe('jenkins');
});

test.each([
  ['job/shop/job/my%20app/job/feature%2Flogin/', 'shop/my app/feature/login'],
  ['job/100%25/job/50%/', '100%/50%'],
])('the job at %s is %s', async (url, resourceName) => {
  const { headers, body } = builds.failure(delivery('unused', 0));
  expect(issueOf(await deliver(builds, { headers, body: { ...partOf(body), url } }))).toMatchObject({
    scope: { resourceName },
  });
});

test.each([
  ['a matrix', 'job/{}/job/shop/os=linux,jdk=21/', '{}/shop/os=linux,jdk=21'],
  ['a Maven project', 'job/{}/job/shop/com.example$core/', '{}/shop/com.example$core'],
  ['a promotion', 'job/{}/job/shop/promotion/process/release/', '{}/shop/promotion/process/release'],
])('a part of %s is a resource of its own', async (_what, path, name) => {
  const at = delivery(newNamespace(), 0);
  const { headers, body } = builds.failure(at);
  const url = path.replace('{}', at.namespace);
  expect(issueOf(await deliver(builds, { headers, body: { ...partOf(body), url } }))).toMatchObject({
    namespace: at.namespace,
    scope: { resourceName: name.replace('{}', at.namespace) },
  });
  const whole = builds.success({ ...at, at: new Date(at.at.getTime() + 60_000) });
  const shop = { ...partOf(whole.body), url: `job/${at.namespace}/job/shop/` };
  const { body: answer } = await deliver(builds, { headers, body: shop });
  expect(answer).toMatchObject({ message: expect.stringContaining('Resolved 0 ') });
});

test.each([
  ['a part of a job in no folder', 'job/shop/os=linux/', 'jenkins', 'shop/os=linux'],
  ['a job that is looked at from a view', 'view/all/job/job/view/mine/job/view/', 'job', 'job/view'],
])('%s is found', async (_what, url, namespace, resourceName) => {
  const { headers, body } = builds.failure(delivery('unused', 0));
  expect(issueOf(await deliver(builds, { headers, body: { ...partOf(body), url } }))).toMatchObject({
    namespace,
    scope: { resourceName },
  });
});

describe('a job that is made again', () => {
  const first = 'http://localhost:8080/job/x/1/';
  const HOUR = 60;

  test.each([
    ['another place in the queue', { queue_id: 5 }, { queue_id: 812 }],
    ['no place in the queue, but another time', { queue_id: -1 }, { queue_id: -1 }],
    ['nothing of the queue, but another time', {}, {}],
  ])('fails in its first build again, with %s', async (_what, before, after) => {
    const namespace = newNamespace();
    const fail = (minutes: number, changes: object) =>
      deliver(
        builds,
        build(delivery(namespace, minutes), { status: 'FAILURE', full_url: first, ...changes }),
      );
    await fail(0, before);
    await deliver(builds, builds.success(delivery(namespace, 1)));
    expect((await fail(2 * HOUR, after)).body).toMatchObject({ issue: { state: 'ACTIVE', occurrences: 2 } });
  });

  test('is no build that ends in two phases, however long that takes', async () => {
    const at = delivery(newNamespace(), 0);
    await deliver(builds, build(at, { status: 'FAILURE', queue_id: 5 }));
    const finalized = { status: 'FAILURE', queue_id: 5, phase: 'FINALIZED' };
    const later = at.at.getTime() + 2 * HOUR * 60_000;
    expect((await deliver(builds, build(at, { ...finalized, timestamp: later }))).body).toMatchObject({
      duplicate: true,
    });
  });
});

test('a job that is at no URL of Jenkins is refused', async () => {
  const { headers, body } = builds.failure(delivery('unused', 0));
  const answer = await deliver(builds, { headers, body: { ...partOf(body), url: '../../etc' } });
  expect(problemIn(answer)).toMatchObject({ status: 400, paths: ['url'] });
});

test('a log that is a list becomes its lines, an object its JSON', async () => {
  const at = delivery(newNamespace(), 0);
  const log = ['first', { step: 1.1 }, 'last'];
  const answer = await deliver(builds, build(at, { status: 'FAILURE', log, notes: { by: 'ops' } }));
  expect(issueOf(answer).description).toMatch(/\n\{"by":"ops"\}\nfirst\n\{"step":1\.1\}\nlast$/);
  expect(answer.body).toMatchObject({
    warnings: [
      { path: 'build.notes', message: 'was taken as a text' },
      { path: 'build.log', message: 'was taken as a text' },
    ],
  });
});
