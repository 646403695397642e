import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
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

const sign = (body: string, secret: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});
const headers = (event: string, id: string) => ({ 'x-github-event': event, 'x-github-delivery': id });

/** A fixture as an event of another owner, at another time; `changes` to the run. */
function run(path: string, { namespace, at, id }: Delivery, changes: Record<string, unknown> = {}) {
  const [event = ''] = path.split('.');
  const body = fixture(`github/${path}`);
  const { full_name } = partOf(body.repository);
  const repository = {
    ...partOf(body.repository),
    full_name: `${namespace}/${String(full_name).split('/')[1]}`,
  };
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
      scope: { resourceType: 'check', resourceName: 'Hello-World/github-actions/Octocoders-linter@changes' },
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

const active = async (namespace: string) => (await list(`namespace=${namespace}&state=ACTIVE`)).total;
const nameOf = (answer: Awaited<ReturnType<typeof deliver>>) => issueOf(answer).scope.resourceName;

describe('workflow runs that could not start', () => {
  test('for want of a name have that of their path', async () => {
    const sent = run('workflow_run.completed-startup-failure', delivery(newNamespace(), 0));
    expect(issueOf(await deliver(workflows, sent))).toMatchObject({
      title: expect.stringMatching(/^BuildFailed failed to start on main /),
      scope: { resourceName: 'orders/BuildFailed@main' },
    });
  });

  test('are the same workflow, also where only the run tells which', async () => {
    const namespace = newNamespace();
    const failed = await deliver(
      workflows,
      run('workflow_run.completed-no-workflow', delivery(namespace, 0)),
    );
    expect(issueOf(failed)).toMatchObject({
      title: `CI failed on main (${namespace}/orders)`,
      scope: { resourceName: 'orders/ci.yml@main' },
    });
    const success = { conclusion: 'success', head_branch: 'main', event: 'push' };
    await deliver(workflows, run('workflow_run.completed-merge-queue', delivery(namespace, 1), success));
    expect(await active(namespace)).toBe(0);
  });

  test('and of which nothing tells which they are, are refused', async () => {
    const { headers, body } = run('workflow_run.completed-no-workflow', delivery(newNamespace(), 0), {
      name: null,
      path: '',
    });
    const answer = await deliver(workflows, { headers, body });
    expect(problemIn(answer)).toMatchObject({ status: 400, paths: ['workflow.path'] });
  });
});

test.each([
  [
    'a deleted fork',
    'completed-deleted-fork',
    { head_repository: null },
    { info: expect.stringContaining('fork') },
  ],
  [
    'a run that a comment started',
    'completed-issue-comment',
    {},
    { message: 'Resolved 0 issue(s) for workflow orders/ci.yml@main (issue_comment)' },
  ],
])("what succeeds on main for %s does not resolve main's failure", async (_what, path, changes, answer) => {
  const namespace = newNamespace();
  await deliver(workflows, run('workflow_run.completed-no-workflow', delivery(namespace, 0)));
  const sent = run(`workflow_run.${path}`, delivery(namespace, 1), changes);
  expect((await deliver(workflows, sent)).body).toMatchObject(answer);
  expect(await active(namespace)).toBe(1);
});

describe('a merge queue', () => {
  const QUEUE = 'gh-readonly-queue/release/2.x/pr-7-0123456789abcdef0123456789abcdef01234567';

  test('tests the branch that it merges into', async () => {
    const namespace = newNamespace();
    const queued = await deliver(
      workflows,
      run('workflow_run.completed-merge-queue', delivery(namespace, 0)),
    );
    expect(issueOf(queued)).toMatchObject({
      severity: 'major',
      description: expect.stringContaining('Merge queue: gh-readonly-queue/main/pr-88-'),
      scope: { resourceName: 'orders/ci.yml@main' },
    });
    const merged = { conclusion: 'success', event: 'push', head_branch: 'main' };
    await deliver(workflows, run('workflow_run.completed-merge-queue', delivery(namespace, 1), merged));
    expect(await active(namespace)).toBe(0);
  });

  test('of a branch with slashes, also for checks', async () => {
    const changes = { check_suite: { head_branch: QUEUE } };
    const sent = run('check_run.completed-two-apps', delivery(newNamespace(), 0), changes);
    expect(nameOf(await deliver(checks, sent))).toBe('orders/buildkite/test@release/2.x');
  });

  test("is no fork's: its branch of that name is its own", async () => {
    const fork = { head_branch: QUEUE, head_repository: { full_name: 'someone/orders' } };
    const sent = run('workflow_run.completed-merge-queue', delivery(newNamespace(), 0), fork);
    expect(nameOf(await deliver(workflows, sent))).toBe(`orders/ci.yml@someone:${QUEUE}`);
  });
});

describe("Dependabot's runs", () => {
  const dependabot = (minutes: Delivery, name: string, conclusion: string) =>
    run('workflow_run.completed-dependabot', minutes, { name, conclusion });

  test('are one resource for each ecosystem and folder', async () => {
    const namespace = newNamespace();
    const failed = await deliver(workflows, run('workflow_run.completed-dependabot', delivery(namespace, 0)));
    expect(issueOf(failed)).toMatchObject({
      title: expect.stringMatching(/^gomod in \/tools - Update #700100200 failed on main /),
      scope: { resourceName: 'orders/dynamic/dependabot/dependabot-updates/gomod in /tools@main' },
    });
    for (const other of ['pip in /tools - Update #700100201', 'gomod in /. - Update #700100202']) {
      await deliver(workflows, dependabot(delivery(namespace, 1), other, 'success'));
    }
    expect(await active(namespace)).toBe(1);
    const again = 'gomod in /tools - Update #700100203';
    await deliver(workflows, dependabot(delivery(namespace, 2), again, 'success'));
    expect(await active(namespace)).toBe(0);
  });
});

test.each([
  ['another app', { app: { id: 15368, slug: 'github-actions' } }],
  ['another app without a slug', { app: { id: 15368 } }],
  ['no app', { app: null }],
])('a check of the same name by %s is another check', async (_what, app) => {
  const namespace = newNamespace();
  await deliver(checks, run('check_run.completed-two-apps', delivery(namespace, 0)));
  const other = { ...app, conclusion: 'success' };
  await deliver(checks, run('check_run.completed-two-apps', delivery(namespace, 1), other));
  expect(await active(namespace)).toBe(1);
  await deliver(
    checks,
    run('check_run.completed-two-apps', delivery(namespace, 2), { conclusion: 'success' }),
  );
  expect(await active(namespace)).toBe(0);
});

describe('what one run is told of twice counts once', () => {
  const told = async (path: string, subject: SenderUnderTest, changes: Record<string, unknown> = {}) => {
    const namespace = newNamespace();
    const sent = run(path, delivery(namespace, 0), changes);
    await deliver(subject, sent);
    // The id of a delivery is a header, which GitHub does not sign.
    const again = { ...sent, headers: { ...sent.headers, 'x-github-delivery': 'another' } };
    return { again, subject };
  };

  test.each([
    ['workflow_run.completed-merge-queue', workflows],
    ['check_run.completed-two-apps', checks],
  ])("by an organization's and a repository's hook: %s", async (path, subject) => {
    const { again } = await told(path, subject);
    const body = { ...partOf(again.body), organization: { login: 'acme' } };
    expect((await deliver(subject, { ...again, body })).body).toMatchObject({
      duplicate: true,
      issue: { occurrences: 1 },
    });
  });

  test('under another id, where the run has none', async () => {
    const { again } = await told('workflow_run.completed-merge-queue', workflows, { id: undefined });
    expect((await deliver(workflows, again)).body).toMatchObject({ duplicate: true });
  });

  test('but not its next attempt', async () => {
    const namespace = newNamespace();
    for (const run_attempt of [1, 2]) {
      const sent = run('workflow_run.completed-merge-queue', delivery(namespace, 0), { run_attempt });
      expect(issueOf(await deliver(workflows, sent))).toMatchObject({ occurrences: run_attempt });
    }
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
