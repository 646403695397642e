import { verify } from '@octokit/webhooks-methods';
import * as z from 'zod/mini';
import { type FailureEvent, ignored, type SenderEvent } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender, type SenderRequest } from '../shared/intake/sender.ts';

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
  workflow: z.object({ name: z.nullish(z.string()), path: nameSchema }),
  workflow_run: z.object({
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
    name: nameSchema,
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
  readonly branch: string | null | undefined;
  readonly sha: string | null | undefined;
  readonly endedAt: string | null | undefined;
  readonly issueType: FailureEvent['issueType'];
  readonly details: readonly (string | null | undefined)[];
  readonly links: FailureEvent['links'];
}

function toEvent(run: Run, deliveryId: string | undefined): SenderEvent {
  const { repository, type, name, branch, sha } = run;
  const project = repository.full_name;
  const conclusion = run.conclusion ?? 'nothing';
  const failed = Object.hasOwn(FAILED, conclusion) ? FAILED[conclusion] : undefined;
  if (conclusion !== 'success' && failed === undefined) {
    return ignored(`A ${type} run that concludes in ${conclusion} is neither failure nor success`);
  }
  if (!branch) return ignored(`A ${type} run that is on no branch of the repository tells nothing of one`);
  const [owner = project, repo = project] = project.split('/');
  const event = {
    owner,
    project,
    resource: { resourceType: type, resourceName: `${repo}/${run.id}@${branch}` },
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
    description: [summary, ...run.details].filter(Boolean).join('\n'),
    links: [
      ...run.links,
      { title: 'Commit', url: repository.html_url && sha && `${repository.html_url}/commit/${sha}` },
    ],
    dedupKey: conclusion,
  };
}

function fromWorkflowRun(request: SenderRequest, deliveryId: string | undefined): SenderEvent {
  const {
    action,
    repository,
    workflow,
    workflow_run: run,
  } = readEvent(workflowRunEventSchema, request, /^workflow_run\.head_(?:repository|branch)/);
  if (action !== 'completed') return ignored(`A workflow run that is ${action} has not ended`);
  const fork = run.head_repository?.full_name ?? repository.full_name;
  // With its owner, as GitHub writes it: a fork's branch must not resolve failures of the repository's own.
  const owner = fork === repository.full_name ? '' : `${fork.split('/')[0]}:`;
  return toEvent(
    {
      repository,
      type: 'workflow',
      id: workflow.path.replace('.github/workflows/', ''),
      name: workflow.name || workflow.path,
      conclusion: run.conclusion,
      branch: run.head_branch && `${owner}${run.head_branch}`,
      sha: run.head_sha,
      endedAt: run.updated_at,
      issueType: 'pipeline',
      details: [`Run ${run.run_number ?? 'unknown'}, attempt ${run.run_attempt}`, run.head_commit?.message],
      links: [{ title: 'Workflow Run', url: run.html_url }],
    },
    deliveryId,
  );
}

function fromCheckRun(request: SenderRequest, deliveryId: string | undefined): SenderEvent {
  const {
    action,
    repository,
    check_run: run,
  } = readEvent(checkRunEventSchema, request, /^check_run\.check_suite/);
  if (action !== 'completed') return ignored(`A check run that is ${action} has not ended`);
  return toEvent(
    {
      repository,
      type: 'check',
      id: run.name,
      name: run.name,
      conclusion: run.conclusion,
      branch: run.check_suite?.head_branch,
      sha: run.head_sha,
      endedAt: run.completed_at,
      issueType: 'test',
      details: [run.output?.title, run.output?.summary],
      links: [
        { title: 'Check Run', url: run.html_url },
        { title: 'Details', url: run.details_url },
      ],
    },
    deliveryId,
  );
}

/** GitHub: workflow runs and check runs that end (docs/senders/github.md). */
export const handler = defineSender({
  verify: ({ headers, body }, secret) => {
    const signature = headers['x-hub-signature-256'];
    return signature && body.length > 0 ? verify(secret, body.toString(), signature) : false;
  },
  read: (request) => {
    const { headers } = request;
    const deliveryId = headers['x-github-delivery'];
    switch (headers['x-github-event']) {
      case 'workflow_run':
        return fromWorkflowRun(request, deliveryId);
      case 'check_run':
        return fromCheckRun(request, deliveryId);
      case 'ping':
        return ignored('pong');
      default:
        return ignored('Kite takes the events workflow_run and check_run');
    }
  },
});
