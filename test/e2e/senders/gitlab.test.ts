import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newNamespace } from '../../support/kite.ts';
import {
  type Delivery,
  deliver,
  delivery,
  eventIn,
  fixture,
  issueOf,
  partOf,
  type SenderUnderTest,
  testSecret,
  testSender,
} from '../../support/sender.ts';

const TOKEN = 'gitlab-token-of-the-tests';
/** GitLab's own example (gitlab-org/gitlab!231325). */
const SIGNING_TOKEN = 'whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=';

/** As GitLab signs: with a signing token, as Standard Webhooks says; else it sends the token itself. */
function sign(body: string, secret: string, at = new Date()): Record<string, string> {
  if (!secret.startsWith('whsec_')) return { 'x-gitlab-token': secret };
  const id = 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f';
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

const HOME = 'http://192.168.64.1:3005';
/** As in GitLab's examples: `2016-08-12 15:26:29 UTC`. */
const time = (at: Date) => at.toISOString().replace('T', ' ').replace(/\..*$/, ' UTC');

function pipeline({ namespace, at, id }: Delivery, changes: Record<string, unknown> = {}, more = {}) {
  const body = fixture('gitlab/pipeline.success-merge-request');
  return {
    headers: { 'x-gitlab-event': 'Pipeline Hook', 'idempotency-key': id },
    body: {
      ...body,
      project: { ...partOf(body.project), path_with_namespace: `${namespace}/gitlab-test` },
      object_attributes: { ...partOf(body.object_attributes), finished_at: time(at), ...changes },
      ...more,
    },
  };
}

function job({ namespace, at, id }: Delivery, changes: Record<string, unknown> = {}) {
  const body = fixture('gitlab/job.success');
  const repository = { ...partOf(body.repository), homepage: `${HOME}/${namespace}/gitlab-test` };
  return {
    headers: { 'x-gitlab-event': 'Job Hook', 'idempotency-key': id },
    body: { ...body, repository, build_finished_at: time(at), ...changes },
  };
}

const pipelines: SenderUnderTest = {
  sender: 'gitlab',
  // GitLab publishes no pipeline and no job that failed: these, with another status.
  failure: (at) => pipeline(at, { status: 'failed' }),
  success: (at) => pipeline(at),
  ignored: (at) => pipeline(at, { status: 'running' }),
  sign,
  secrets: [TOKEN, SIGNING_TOKEN],
};
const jobs: SenderUnderTest = {
  ...pipelines,
  failure: (at) => job(at, { build_status: 'failed', build_failure_reason: 'script_failure' }),
  success: (at) => job(at),
  ignored: (at) => job(at, { build_status: 'canceled' }),
};

describe('pipelines', () => {
  testSender(pipelines);

  test('make an issue of the merge request, or of the branch', async () => {
    const namespace = newNamespace();
    const builds = [
      { name: 'test', status: 'failed', allow_failure: false, failure_reason: 'script_failure' },
      { name: 'lint', status: 'failed', allow_failure: true, failure_reason: 'script_failure' },
      { name: 'deploy', status: 'skipped', allow_failure: false, failure_reason: 'script_failure' },
    ];
    const sent = pipeline(delivery(namespace, 0), { status: 'failed' }, { builds });
    expect(issueOf(await deliver(pipelines, sent))).toMatchObject({
      title: `Pipeline failed on !1 (${namespace}/gitlab-test)`,
      description: [
        `The pipeline 31 of ${namespace}/gitlab-test failed on !1 at commit bcbb5ec3`,
        'Job test: script_failure',
        'Test',
        'test\n',
      ].join('\n'),
      issueType: 'pipeline',
      severity: 'minor',
      scope: { resourceType: 'pipeline', resourceName: 'gitlab-test@!1', resourceNamespace: namespace },
      links: [
        { title: 'Pipeline', url: `${HOME}/gitlab-org/gitlab-test/-/pipelines/31` },
        { title: 'Commit', url: expect.stringContaining('/commit/bcbb5ec') },
      ],
    });
    const push = pipeline(
      delivery(namespace, 0),
      { status: 'failed', source: 'push' },
      { merge_request: null },
    );
    expect(issueOf(await deliver(pipelines, push))).toMatchObject({
      severity: 'major',
      scope: { resourceName: 'gitlab-test@master' },
    });
  });

  test('in which other jobs fail, failed for another reason', async () => {
    const namespace = newNamespace();
    const failed = async (...names: string[]) => {
      const builds = names.map((name) => ({ name, status: 'failed', allow_failure: false }));
      const sent = pipeline(delivery(namespace, 0), { status: 'failed' }, { builds });
      return issueOf(await deliver(pipelines, sent)).id;
    };
    const first = await failed('test', 'lint');
    expect(await failed('lint', 'test')).toBe(first);
    expect(await failed('deploy')).not.toBe(first);
  });

  test.each(['schedule', 'parent_pipeline', 'pipeline'])(
    'of source %s do not resolve those of pushes',
    async (source) => {
      const namespace = newNamespace();
      const push = { source: 'push', status: 'failed' };
      await deliver(pipelines, pipeline(delivery(namespace, 0), push, { merge_request: null }));
      const other = pipeline(delivery(namespace, 1), { source }, { merge_request: null });
      expect((await deliver(pipelines, other)).body).toMatchObject({
        message: `Resolved 0 issue(s) for pipeline gitlab-test@master (${source})`,
      });
    },
  );

  test('of a subgroup belong to the group with its subgroup', async () => {
    const namespace = `${newNamespace()}/subgroup`;
    const issue = issueOf(await deliver(pipelines, pipelines.failure(delivery(namespace, 0))));
    expect(issue).toMatchObject({ namespace, scope: { resourceName: 'gitlab-test@!1' } });
  });

  test.each(['created', 'pending', 'canceled', 'skipped', 'manual'])(
    'that are %s are ignored',
    async (status) => {
      const sent = pipeline(delivery(newNamespace(), 0), { status });
      expect((await deliver(pipelines, sent)).body).toEqual({ info: expect.stringContaining(status) });
    },
  );

  test("GitLab's own example is a success", async () => {
    const body = fixture('gitlab/pipeline.success-merge-request');
    expect((await deliver(pipelines, { headers: {}, body })).body).toEqual({
      status: 'success',
      message: 'Resolved 0 issue(s) for pipeline gitlab-test@!1',
    });
  });

  testSecret(pipelines);

  test('are not taken when the signature is of another body, or old', async () => {
    const { headers, body } = pipelines.failure(delivery(newNamespace(), 0));
    const sendSigned = (signed: Record<string, string>) =>
      deliver({ ...pipelines, sign: () => signed }, { headers, body });
    const text = JSON.stringify(body);
    expect((await sendSigned(sign(text, SIGNING_TOKEN))).status).toBe(201);
    expect((await sendSigned(sign(`${text} `, SIGNING_TOKEN))).status).toBe(401);
    const old = new Date(Date.now() - 6 * 60_000);
    expect((await sendSigned(sign(text, SIGNING_TOKEN, old))).status).toBe(401);
    // Nor is the signing token taken where the secret token belongs.
    expect((await sendSigned({ 'x-gitlab-token': SIGNING_TOKEN })).status).toBe(401);
  });
});

describe('jobs', () => {
  testSender(jobs);

  test('make an issue of the job on its ref', async () => {
    const namespace = newNamespace();
    expect(issueOf(await deliver(jobs, jobs.failure(delivery(namespace, 0))))).toMatchObject({
      title: `Job auto_deploy:start failed on main (${namespace}/gitlab-test)`,
      description: [
        `The job auto_deploy:start of ${namespace}/gitlab-test failed on main at commit 95d49d1e: script_failure`,
        'Remove test jobs and add back other jobs',
      ].join('\n'),
      issueType: 'build',
      scope: { resourceType: 'job', resourceName: 'gitlab-test/auto_deploy:start@main' },
      links: [
        { title: 'Job', url: `${HOME}/${namespace}/gitlab-test/-/jobs/3580121225` },
        { title: 'Commit', url: expect.stringMatching(/commit\/95d49d1/) },
      ],
    });
  });

  test('that may fail are ignored when they do', async () => {
    const changes = { build_status: 'failed', build_allow_failure: true };
    const sent = job(delivery(newNamespace(), 0), changes);
    expect((await deliver(jobs, sent)).body).toEqual({ info: 'The job is allowed to fail' });
  });

  test("GitLab's own examples: one that was created, one that succeeded", async () => {
    const created = await deliver(jobs, { headers: {}, body: fixture('gitlab/job.created') });
    expect(created.body).toEqual({ info: expect.stringContaining('created') });
    const success = await deliver(jobs, { headers: {}, body: fixture('gitlab/job.success') });
    expect(success.body).toMatchObject({
      message: expect.stringContaining('release-tools-fake/auto_deploy:start@main'),
    });
  });
});

test('other events are ignored', async () => {
  const answer = await deliver(pipelines, { headers: {}, body: { object_kind: 'push' } });
  expect(eventIn(answer)).toEqual({ info: expect.any(String) });
});
