import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
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

const sign = (body: string, secret: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});
const headers = (event: string, id: string) => ({ 'x-github-event': event, 'x-github-delivery': id });

/** A fixture as an event of another owner, at another time; `changes` to the run. */
function run(path: string, { namespace, at, id }: Delivery, changes: Record<string, unknown> = {}) {
  const [event = ''] = path.split('.');
  const body = fixture(`github/${path}`);
  const repository = { ...partOf(body.repository), full_name: `${namespace}/octo-repo` };
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const ended =
    event === 'check_run' ? { completed_at: time } : { updated_at: time, head_repository: repository };
  return {
    headers: headers(event, id),
    body: { ...body, repository, [event]: { ...partOf(body[event]), ...ended, ...changes } },
  };
}

const workflows: SenderUnderTest = {
  sender: 'github',
  // GitHub's examples have no workflow run that failed: this one, with another conclusion.
  failure: (at) => run('workflow_run.completed-success', at, { conclusion: 'failure' }),
  success: (at) => run('workflow_run.completed-success', at),
  ignored: (at) => run('workflow_run.requested', at),
  sign,
  secrets: ['github-secret-of-the-tests', 'github-secret-until-yesterday'],
};
const checks: SenderUnderTest = {
  ...workflows,
  failure: (at) => run('check_run.completed-failure', at),
  success: (at) => run('check_run.completed-failure', at, { conclusion: 'success' }),
  ignored: (at) => run('check_run.created', at),
};

describe('workflow runs', () => {
  testSender(workflows);

  test('make an issue of the workflow on the branch', async () => {
    const namespace = newNamespace();
    expect(issueOf(await deliver(workflows, workflows.failure(delivery(namespace, 0))))).toMatchObject({
      title: `test failed on master (${namespace}/octo-repo)`,
      description: [
        `The workflow test of ${namespace}/octo-repo failed on master at commit 3484a3f`,
        'Run 163, attempt 1',
        'build(test): check workflow run event payload',
      ].join('\n'),
      issueType: 'pipeline',
      severity: 'major',
      scope: {
        resourceType: 'workflow',
        resourceName: 'octo-repo/test.yml@master',
        resourceNamespace: namespace,
      },
      links: [
        { title: 'Workflow Run', url: 'https://github.com/octo-org/octo-repo/actions/runs/289782451' },
        {
          title: 'Commit',
          url: 'https://github.com/octo-org/octo-repo/commit/3484a3fb816e0859fd6e1cea078d76385ff50625',
        },
      ],
    });
  });

  test.each(['timed_out', 'startup_failure'])(
    'that conclude in %s failed for another reason',
    async (conclusion) => {
      const namespace = newNamespace();
      const first = issueOf(await deliver(workflows, workflows.failure(delivery(namespace, 0))));
      const sent = run('workflow_run.completed-success', delivery(namespace, 1), { conclusion });
      const second = issueOf(await deliver(workflows, sent));
      expect(second.id).not.toBe(first.id);
      expect(second.scopeId).toBe(first.scopeId);
      const success = await deliver(workflows, workflows.success(delivery(namespace, 2)));
      expect(success.body).toMatchObject({
        message: 'Resolved 2 issue(s) for workflow octo-repo/test.yml@master',
      });
    },
  );

  test.each(['cancelled', 'skipped', 'neutral', 'action_required', 'stale', null])(
    'that conclude in %s are ignored',
    async (conclusion) => {
      const sent = run('workflow_run.completed-success', delivery(newNamespace(), 0), { conclusion });
      expect((await deliver(workflows, sent)).body).toEqual({ info: expect.stringContaining('neither') });
    },
  );

  test('are heard without what is only shown', async () => {
    const { headers, body } = run('workflow_run.completed-success', delivery(newNamespace(), 0), {
      conclusion: 'failure',
    });
    const { path } = partOf(body.workflow);
    const { conclusion, head_branch, head_repository } = partOf(body.workflow_run);
    const { full_name } = partOf(body.repository);
    const bare = {
      action: body.action,
      repository: { full_name },
      workflow: { path },
      workflow_run: {
        conclusion,
        head_branch,
        head_repository,
        head_commit: {},
        html_url: 'https://u:pw@h/1',
      },
    };
    const answer = await deliver(workflows, { headers, body: bare });
    expect(issueOf(answer)).toMatchObject({ state: 'ACTIVE', links: [{ url: 'https://h/1' }] });
    expect(answer.body).toMatchObject({
      warnings: [{ path: 'workflow_run.head_commit.message' }, { path: 'links' }],
    });
  });

  test('of which it is unclear whose branch they are on are refused', async () => {
    const { headers, body } = run('workflow_run.completed-success', delivery(newNamespace(), 0));
    const workflow_run = { ...partOf(body.workflow_run), head_repository: 'fork/octo-repo' };
    expect((await deliver(workflows, { headers, body: { ...body, workflow_run } })).status).toBe(400);
  });

  test('on another branch are less severe, and another resource', async () => {
    const namespace = newNamespace();
    const main = issueOf(await deliver(workflows, workflows.failure(delivery(namespace, 0))));
    const changes = { conclusion: 'failure', head_branch: 'feature/x' };
    const sent = run('workflow_run.completed-success', delivery(namespace, 0), changes);
    const branch = issueOf(await deliver(workflows, sent));
    expect(branch).toMatchObject({
      severity: 'minor',
      scope: { resourceName: 'octo-repo/test.yml@feature/x' },
    });
    expect(branch.scopeId).not.toBe(main.scopeId);
  });

  test("a fork's branch of the same name does not resolve what the repository's own broke", async () => {
    const namespace = newNamespace();
    await deliver(workflows, workflows.failure(delivery(namespace, 0)));
    const fork = { head_repository: { full_name: 'someone/octo-repo' } };
    const sent = run('workflow_run.completed-success', delivery(namespace, 1), fork);
    expect((await deliver(workflows, sent)).body).toMatchObject({
      message: 'Resolved 0 issue(s) for workflow octo-repo/test.yml@someone:master',
    });
  });

  test('belong to the namespace that the rules of the deployment give them', async () => {
    const owner = delivery('mapped-owner', 0);
    const changes = { conclusion: 'failure', head_branch: newNamespace() };
    const sent = run('workflow_run.completed-success', owner, changes);
    expect(issueOf(await deliver(workflows, sent))).toMatchObject({ namespace: 'mapped-namespace' });
  });

  test.each(['workflow_run.completed-success', 'workflow_run.completed-success-pull-request'])(
    "GitHub's own example %s is a success",
    async (path) => {
      const answer = await deliver(workflows, {
        headers: headers('workflow_run', path),
        body: fixture(`github/${path}`),
      });
      expect(answer.body).toMatchObject({ status: 'success', message: expect.stringContaining('workflow') });
    },
  );

  test("GitHub's own example of one without a conclusion is ignored", async () => {
    const body = fixture('github/workflow_run.completed-null-conclusion');
    const answer = await deliver(workflows, { headers: headers('workflow_run', 'null'), body });
    expect(answer.body).toEqual({ info: expect.any(String) });
  });

  testSecret(workflows);
});

describe('check runs', () => {
  testSender(checks);

  test("GitHub's own examples: a failure and a success", async () => {
    const sent = (path: string) => ({
      headers: headers('check_run', path),
      body: fixture(`github/check_run.${path}`),
    });
    expect(issueOf(await deliver(checks, sent('completed-failure')))).toMatchObject({
      namespace: 'Codertocat',
      title: 'Octocoders-linter failed on changes (Codertocat/Hello-World)',
      issueType: 'test',
      severity: 'minor',
      scope: { resourceType: 'check', resourceName: 'Hello-World/Octocoders-linter@changes' },
      links: [
        { title: 'Check Run', url: 'https://github.com/Codertocat/Hello-World/runs/128620228' },
        { title: 'Details', url: 'https://octocoders.io/' },
        { title: 'Commit' },
      ],
    });
    const success = await deliver(checks, sent('completed-success'));
    expect(success.body).toMatchObject({
      status: 'success',
      message: expect.stringContaining('check Hello-World/'),
    });
  });

  test('on no branch are ignored', async () => {
    const changes = { check_suite: { head_branch: null } };
    const sent = run('check_run.completed-failure', delivery(newNamespace(), 0), changes);
    expect((await deliver(checks, sent)).body).toEqual({ info: expect.stringContaining('no branch') });
  });
});

test.each(['ping.repository', 'ping.organization'])('%s is answered', async (path) => {
  const answer = await deliver(workflows, {
    headers: headers('ping', path),
    body: fixture(`github/${path}`),
  });
  expect(answer).toMatchObject({ status: 200, body: { info: 'pong' } });
});

test('events that nobody asked for are ignored', async () => {
  const answer = await deliver(workflows, { headers: headers('issues', '1'), body: { action: 'opened' } });
  expect(eventIn(answer)).toEqual({ info: expect.any(String) });
});

test("the signature is GitHub's own example's", () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  expect(sign('Hello, World!', "It's a Secret to Everybody")).toEqual({
    'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  });
});
