import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { list, newNamespace, problemIn } from '../../support/kite.ts';
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
      scope: {
        resourceType: 'job',
        // GitLab's example is a job of a pipeline that another project's started.
        resourceName: 'gitlab-test/auto_deploy:start@main (pipeline: gitlab-org/upstream-project)',
      },
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

/** A fixture of acme/orders, as an event of a namespace's project, at another time; `changes` to what it tells of. */
function own(
  path: string,
  { namespace, at, id }: Delivery,
  changes: Record<string, unknown> = {},
  more = {},
) {
  const text = JSON.stringify(fixture(`gitlab/${path}`)).replaceAll('acme/orders', `${namespace}/orders`);
  const { object_attributes, ...body } = partOf(JSON.parse(text));
  const told = object_attributes
    ? { object_attributes: { ...partOf(object_attributes), finished_at: time(at), ...changes } }
    : { build_finished_at: time(at), ...changes };
  return { headers: { 'idempotency-key': id }, body: { ...body, ...told, ...more } };
}
const active = async (namespace: string) => (await list(`namespace=${namespace}&state=ACTIVE`)).total;
const succeeded = { status: 'success' };

describe('times in the zone of the server', () => {
  const at = (offset: string) => (date: Date) => {
    const [, sign, hours, minutes] = /([+-])(\d\d)(\d\d)/.exec(offset) ?? [];
    const shift = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
    return `${new Date(date.getTime() + shift).toISOString().slice(0, 19).replace('T', ' ')} ${offset}`;
  };

  test.each(['+0530', '-0330', '+1300'])('%s are in order with others', async (offset) => {
    const namespace = newNamespace();
    const local = at(offset);
    const sent = (minutes: number, status: string) => {
      const when = delivery(namespace, minutes);
      return deliver(pipelines, own('pipeline.failed-push', when, { status, finished_at: local(when.at) }));
    };
    await sent(0, 'failed');
    await deliver(pipelines, own('pipeline.failed-push', delivery(namespace, 10), succeeded));
    expect((await sent(5, 'failed')).body).toMatchObject({ stale: true });
    expect(await active(namespace)).toBe(0);
    await sent(15, 'failed');
    expect(await active(namespace)).toBe(1);
  });

  test('are read with the colon, the T and the fraction that GitLab may write, and no other text is', async () => {
    const namespace = newNamespace();
    const fail = async (finished_at: string) =>
      (await deliver(pipelines, own('pipeline.failed-push', delivery(namespace, 0), { finished_at }))).body;
    for (const written of [
      '2026-11-20 14:45:00.123 +05:30',
      '2026-11-20T09:15:00+0000',
      '2026-11-20 09:15:00 UTC',
    ]) {
      expect(await fail(written)).not.toHaveProperty('warnings');
    }
    expect(await fail('2026-11-20 09:15:00 CET')).toMatchObject({ warnings: [{ path: 'occurredAt' }] });
  });
});

describe('pipelines that are not of their branch', () => {
  const scopeOf = async (sent: ReturnType<typeof own>) =>
    issueOf(await deliver(pipelines, sent)).scope.resourceName;

  // https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable, and one of the future
  test.each([
    'api',
    'chat',
    'container_registry_push',
    'duo_workflow',
    'external',
    'external_pull_request_event',
    'merge_request_event',
    'ondemand_dast_scan',
    'ondemand_dast_validation',
    'parent_pipeline',
    'pipeline',
    'pipeline_execution_policy_schedule',
    'schedule',
    'security_orchestration_policy',
    'trigger',
    'webide',
    'something_new',
  ])('but of source %s do not resolve it', async (source) => {
    const namespace = newNamespace();
    await deliver(pipelines, own('pipeline.failed-push', delivery(namespace, 0)));
    const other = own('pipeline.success-policy', delivery(namespace, 1), { source });
    expect((await deliver(pipelines, other)).body).toMatchObject({
      message: `Resolved 0 issue(s) for pipeline orders@main (${source}: secret-detection-0)`,
    });
    expect(await active(namespace)).toBe(1);
  });

  test.each(['web', 'unknown', null, undefined])('and of source %s they are', async (source) => {
    const namespace = newNamespace();
    await deliver(pipelines, own('pipeline.failed-push', delivery(namespace, 0)));
    await deliver(pipelines, own('pipeline.failed-push', delivery(namespace, 1), { source, ...succeeded }));
    expect(await active(namespace)).toBe(0);
  });

  test.each([
    ['schedules, by their names', 'pipeline.failed-schedule', { name: 'hourly' }, {}],
    [
      'child pipelines, by their jobs',
      'pipeline.failed-child',
      {},
      { builds: [{ name: 'web:unit', status: 'success' }] },
    ],
    [
      'pipelines that others started, by their projects',
      'pipeline.failed-upstream',
      {},
      { source_pipeline: { project: { path_with_namespace: 'acme/another' } } },
    ],
  ])('are told apart: %s', async (_what, path, changes, more) => {
    const namespace = newNamespace();
    await deliver(pipelines, own(path, delivery(namespace, 0)));
    await deliver(pipelines, own(path, delivery(namespace, 1), { ...changes, ...succeeded }, more));
    expect(await active(namespace)).toBe(1);
    await deliver(pipelines, own(path, delivery(namespace, 2), succeeded));
    expect(await active(namespace)).toBe(0);
  });

  test('are named by what tells them apart', async () => {
    const when = delivery(newNamespace(), 0);
    expect(await scopeOf(own('pipeline.failed-schedule', when))).toBe(
      'orders@main (schedule: weekly load test)',
    );
    expect(await scopeOf(own('pipeline.failed-child', when))).toBe(
      'orders@main (parent_pipeline: api:lint, api:unit)',
    );
    expect(await scopeOf(own('pipeline.failed-upstream', when))).toBe(
      'orders@main (pipeline: acme/platform: contract)',
    );
  });

  test.each(['pipeline.failed-push', 'job.failed-project-only'])(
    'are told from those of a tag that has the name of their branch: %s',
    async (path) => {
      const namespace = newNamespace();
      const [when, job] = [delivery(namespace, 1), path.startsWith('job')];
      await deliver(pipelines, own(path, delivery(namespace, 0)));
      const ofTag = job
        ? own(path, when, { build_status: 'success', tag: true })
        : own(path, when, { ...succeeded, tag: true });
      expect((await deliver(pipelines, ofTag)).body).toMatchObject({
        message: expect.stringMatching(/^Resolved 0 .*@main \(tag\)$/),
      });
      expect(await active(namespace)).toBe(1);
    },
  );

  test("are a merge request's where its pipeline started them", async () => {
    const more = { merge_request: { iid: 12 } };
    const sent = own('pipeline.failed-child', delivery(newNamespace(), 0), {}, more);
    expect(await scopeOf(sent)).toBe('orders@!12 (parent_pipeline: api:lint, api:unit)');
  });
});

describe('jobs that tell of their project', () => {
  test.each([
    ['alone', 'job.failed-project-only'],
    ['by addresses below a path of the server', 'job.failed-relative-root'],
  ])('%s', async (_how, path) => {
    const namespace = newNamespace();
    const issue = issueOf(await deliver(jobs, own(path, delivery(namespace, 0))));
    expect(issue).toMatchObject({ namespace, scope: { resourceName: 'orders/unit@main' } });
    expect(issue.links.map(({ url }) => url)).toEqual([
      expect.stringMatching(new RegExp(`/${namespace}/orders/-/jobs/660[01]$`)),
      ...(path.endsWith('only') ? [expect.stringContaining('/-/commit/5f1c0d7')] : [expect.any(String)]),
    ]);
  });

  test('not at all are refused', async () => {
    const sent = own('job.failed-project-only', delivery(newNamespace(), 0), {}, { project: undefined });
    expect(problemIn(await deliver(jobs, sent))).toMatchObject({
      status: 400,
      paths: ['project.path_with_namespace'],
    });
  });

  test('and are of a child pipeline are none of the branch', async () => {
    const namespace = newNamespace();
    await deliver(jobs, own('job.failed-project-only', delivery(namespace, 0)));
    const more = { source_pipeline: { project: { path_with_namespace: `${namespace}/orders` } } };
    const sent = own('job.failed-project-only', delivery(namespace, 1), { build_status: 'success' }, more);
    expect((await deliver(jobs, sent)).body).toMatchObject({
      message: 'Resolved 0 issue(s) for job orders/unit@main (parent_pipeline)',
    });
  });
});

describe('what one pipeline or job is told of twice counts once', () => {
  test.each(['pipeline.failed-push', 'job.failed-project-only'])(
    "by a group's and a project's hook: %s",
    async (path) => {
      const namespace = newNamespace();
      const [one, two] = [own(path, delivery(namespace, 0)), own(path, delivery(namespace, 0))];
      expect((await deliver(pipelines, one)).status).toBe(201);
      const other = { ...two, body: { ...two.body, user: { id: 4 } } };
      expect((await deliver(pipelines, other)).body).toMatchObject({
        duplicate: true,
        issue: { occurrences: 1 },
      });
      // A retry ends at another time, under the same id.
      const retried = own(path, delivery(namespace, 1));
      expect(issueOf(await deliver(pipelines, retried))).toMatchObject({ occurrences: 2 });
    },
  );

  test('under another key, where it has no id', async () => {
    const sent = own('pipeline.failed-push', delivery(newNamespace(), 0), { id: null });
    await deliver(pipelines, sent);
    const replayed = { ...sent, headers: { 'idempotency-key': 'another' } };
    expect((await deliver(pipelines, replayed)).body).toMatchObject({ duplicate: true });
  });
});

test('other events are ignored', async () => {
  const answer = await deliver(pipelines, { headers: {}, body: { object_kind: 'push' } });
  expect(eventIn(answer)).toEqual({ info: expect.any(String) });
});
