import { verify } from '@octokit/webhooks-methods';
import * as z from 'zod/mini';
import { type FailureEvent, ignored, type SenderEvent } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender, type SenderRequest } from '../shared/intake/sender.ts';
import { badRequest } from '../shared/runtime/errors.ts';

/*
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads. Only the fields that Kite uses are read, so that
 * GitHub may add to the rest, and leave it out.
 */

const nameSchema = z.string().check(z.minLength(1));
const repositorySchema = z.object({
  full_name: nameSchema,
  html_url: z.nullish(z.string()),
  default_branch: z.nullish(z.string()),
});

const workflowRunEventSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  // Null when the workflow is gone; name and path may be empty when it could not even start.
  workflow: z.nullish(z.object({ name: z.nullish(z.string()), path: z.nullish(z.string()) })),
  workflow_run: z.object({
    id: z.nullish(z.number()),
    name: z.nullish(z.string()),
    path: z.nullish(z.string()),
    event: z.nullish(z.string()),
    conclusion: z.nullish(z.string()),
    head_branch: z.nullish(z.string()),
    head_sha: z.nullish(z.string()),
    head_repository: z.nullish(z.object({ full_name: z.string() })),
    head_commit: z.nullish(z.object({ message: z.string() })),
    run_number: z.nullish(z.number()),
    run_attempt: z._default(z.number(), 1),
    html_url: z.nullish(z.string()),
    updated_at: z.nullish(z.string()),
  }),
});

const checkRunEventSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  check_run: z.object({
    id: z.nullish(z.number()),
    name: nameSchema,
    app: z.nullish(z.object({ slug: z.nullish(z.string()), id: z.nullish(z.number()) })),
    conclusion: z.nullish(z.string()),
    head_sha: z.nullish(z.string()),
    completed_at: z.nullish(z.string()),
    html_url: z.nullish(z.string()),
    details_url: z.nullish(z.string()),
    output: z.nullish(z.object({ title: z.nullish(z.string()), summary: z.nullish(z.string()) })),
    check_suite: z.nullish(z.object({ head_branch: z.nullish(z.string()) })),
  }),
});

const FAILED: Readonly<Record<string, string>> = {
  failure: 'failed',
  timed_out: 'timed out',
  startup_failure: 'failed to start',
};

/** A run that has ended: what its two kinds have in common. */
interface Run {
  readonly repository: z.output<typeof repositorySchema>;
  readonly type: 'workflow' | 'check';
  /** What tells it from the repository's other workflows or checks. */
  readonly id: string;
  readonly name: string;
  readonly conclusion: string | null | undefined;
  /** As GitHub gives it: in a merge queue, a branch of one pull request. */
  readonly headBranch: string | null | undefined;
  /** Of a run that tells nothing of its branch's commits: what it does tell of. */
  readonly aside?: string | undefined;
  readonly sha: string | null | undefined;
  readonly endedAt: string | null | undefined;
  readonly deliveryId: string;
  readonly issueType: FailureEvent['issueType'];
  readonly details: readonly (string | null | undefined)[];
  readonly links: FailureEvent['links'];
}

/** What a merge queue tests is the next commit of the branch that it merges into. */
const MERGE_QUEUE = /^gh-readonly-queue\/(.+)\/pr-\d+-[\da-f]+$/;

function toEvent(run: Run): SenderEvent {
  const { repository, type, name, headBranch, aside, sha, deliveryId } = run;
  const project = repository.full_name;
  const conclusion = run.conclusion ?? 'nothing';
  const failed = Object.hasOwn(FAILED, conclusion) ? FAILED[conclusion] : undefined;
  if (conclusion !== 'success' && failed === undefined) {
    return ignored(`A ${type} run that concludes in ${conclusion} is neither failure nor success`);
  }
  if (!headBranch)
    return ignored(`A ${type} run that is on no branch of the repository tells nothing of one`);
  const [, queuedFor] = MERGE_QUEUE.exec(headBranch) ?? [];
  const branch = queuedFor ?? headBranch;
  const [owner = project, repo = project] = project.split('/');
  const suffix = aside ? ` (${aside})` : '';
  const event = {
    owner,
    project,
    resource: { resourceType: type, resourceName: `${repo}/${run.id}@${branch}${suffix}` },
    occurredAt: run.endedAt,
    deliveryId,
  };
  if (failed === undefined) return { kind: 'success', ...event, noun: type };
  const summary = `The ${type} ${name} of ${project} ${failed} on ${branch} at commit ${sha?.slice(0, 7) ?? 'unknown'}`;
  return {
    kind: 'failure',
    ...event,
    issueType: run.issueType,
    severity: branch === repository.default_branch ? 'major' : 'minor',
    title: `${name} ${failed} on ${branch} (${project})`,
    description: [summary, ...run.details, queuedFor && `Merge queue: ${headBranch}`]
      .filter(Boolean)
      .join('\n'),
    links: [
      ...run.links,
      { title: 'Commit', url: repository.html_url && sha && `${repository.html_url}/commit/${sha}` },
    ],
    dedupKey: conclusion,
  };
}

/**
 * Names an event by what it tells of, which is signed: the hooks of a repository and of its organization tell of the
 * same one, each under an id of its own. It is the body's digest where GitHub leaves the run's id out.
 */
const deliveryIdOf = (id: number | null | undefined, parts: readonly unknown[], digest: string): string =>
  id === null || id === undefined ? digest : JSON.stringify([id, ...parts]);

/**
 * Events that start workflows on the default branch for want of another: what they run says nothing of its commits
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows).
 */
const ASIDE: readonly (string | null | undefined)[] = [
  'branch_protection_rule',
  'delete',
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'issue_comment',
  'issues',
  'label',
  'milestone',
  'public',
  'watch',
];

/**
 * A workflow's file. GitHub's own workflows have none: Dependabot's are one for all ecosystems and folders, of which
 * only the run's name tells, with a number that no two runs share.
 */
function workflowId(path: string, name: string): string {
  const file = path.replace(/(\.ya?ml)@.+$/, '$1').replace('.github/workflows/', '');
  return path.startsWith('dynamic/') ? `${file}/${name.replace(/(?: - Update)? #\d+$/, '')}` : file;
}

function fromWorkflowRun(request: SenderRequest): SenderEvent {
  const {
    action,
    repository,
    workflow,
    workflow_run: run,
  } = readEvent(
    workflowRunEventSchema,
    request,
    /^workflow_run\.(?:head_repository|head_branch|event)|^workflow(?:_run)?\.path$/,
  );
  if (action !== 'completed') return ignored(`A workflow run that is ${action} has not ended`);
  if (run.head_repository === null) {
    return ignored('A workflow run of a fork that is deleted tells nothing of a branch of the repository');
  }
  const path = workflow?.path || run.path || workflow?.name || run.name;
  if (!path) throw badRequest([{ path: 'workflow.path', message: 'is required' }]);
  const isDynamic = path.startsWith('dynamic/');
  const name = (isDynamic ? run.name || workflow?.name : workflow?.name || run.name) || path;
  const fork = run.head_repository?.full_name ?? repository.full_name;
  // With its owner, as GitHub writes it: a fork's branch must not resolve failures of the repository's own.
  const owner = fork === repository.full_name ? '' : `${fork.split('/')[0]}:`;
  return toEvent({
    repository,
    type: 'workflow',
    id: workflowId(path, name),
    name,
    conclusion: run.conclusion,
    headBranch: run.head_branch && `${owner}${run.head_branch}`,
    aside: ASIDE.includes(run.event) ? (run.event ?? undefined) : undefined,
    sha: run.head_sha,
    endedAt: run.updated_at,
    deliveryId: deliveryIdOf(run.id, [run.run_attempt, run.updated_at], request.digest),
    issueType: 'pipeline',
    details: [`Run ${run.run_number ?? 'unknown'}, attempt ${run.run_attempt}`, run.head_commit?.message],
    links: [{ title: 'Workflow Run', url: run.html_url }],
  });
}

function fromCheckRun(request: SenderRequest): SenderEvent {
  const {
    action,
    repository,
    check_run: run,
  } = readEvent(checkRunEventSchema, request, /^check_run\.(?:check_suite|app)/);
  if (action !== 'completed') return ignored(`A check run that is ${action} has not ended`);
  const app = run.app?.slug || run.app?.id;
  return toEvent({
    repository,
    type: 'check',
    // Apps choose their checks' names without knowing of each other.
    id: app ? `${app}/${run.name}` : run.name,
    name: run.name,
    conclusion: run.conclusion,
    headBranch: run.check_suite?.head_branch,
    sha: run.head_sha,
    endedAt: run.completed_at,
    deliveryId: deliveryIdOf(run.id, [run.completed_at], request.digest),
    issueType: 'test',
    details: [run.output?.title, run.output?.summary],
    links: [
      { title: 'Check Run', url: run.html_url },
      { title: 'Details', url: run.details_url },
    ],
  });
}

/** GitHub: workflow runs and check runs that end (docs/senders/github.md). */
export const handler = defineSender({
  verify: ({ headers, body }, secret) => {
    const signature = headers['x-hub-signature-256'];
    return signature && body.length > 0 ? verify(secret, body.toString(), signature) : false;
  },
  read: (request) => {
    switch (request.headers['x-github-event']) {
      case 'workflow_run':
        return fromWorkflowRun(request);
      case 'check_run':
        return fromCheckRun(request);
      case 'ping':
        return ignored('pong');
      default:
        return ignored('Kite takes the events workflow_run and check_run');
    }
  },
});
