import { Webhook } from 'standardwebhooks';
import * as z from 'zod/mini';
import { secretsEqual, type Verify } from '../shared/access/sender-secrets.ts';
import { ignored, type SenderEvent } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender, type SenderRequest } from '../shared/intake/sender.ts';

/*
 * https://docs.gitlab.com/user/project/integrations/webhook_events/. Only the fields that Kite uses are read. A
 * `failure_reason` is also there where nothing failed; the status alone decides.
 */

const nameSchema = z.string().check(z.minLength(1));
/** GitLab writes `2016-08-12 15:26:29 UTC` as well as RFC 3339. */
const timeSchema = z.pipe(
  z.nullish(z.string()),
  z.transform((text) => text?.replace(/^(\S+) (\S+) UTC$/, '$1T$2Z')),
);

const pipelineEventSchema = z.object({
  object_attributes: z.object({
    id: z.nullish(z.number()),
    ref: nameSchema,
    sha: z.nullish(z.string()),
    source: z.nullish(z.string()),
    status: z.string(),
    finished_at: timeSchema,
    url: z.nullish(z.string()),
  }),
  merge_request: z.nullish(z.object({ iid: z.number(), title: z.nullish(z.string()) })),
  project: z.object({
    path_with_namespace: nameSchema,
    web_url: z.nullish(z.string()),
    default_branch: z.nullish(z.string()),
  }),
  commit: z.nullish(z.object({ message: z.nullish(z.string()), url: z.nullish(z.string()) })),
  builds: z.nullish(
    z.array(
      z.object({
        name: nameSchema,
        status: z.string(),
        allow_failure: z.nullish(z.boolean()),
        failure_reason: z.nullish(z.string()),
      }),
    ),
  ),
});

const jobEventSchema = z.object({
  ref: nameSchema,
  sha: z.nullish(z.string()),
  build_id: z.nullish(z.number()),
  build_name: nameSchema,
  build_stage: z.nullish(z.string()),
  build_status: z.string(),
  build_finished_at: timeSchema,
  build_allow_failure: z.nullish(z.boolean()),
  build_failure_reason: z.nullish(z.string()),
  commit: z.nullish(z.object({ message: z.nullish(z.string()) })),
  project: z.nullish(z.object({ default_branch: z.nullish(z.string()) })),
  repository: z.object({ homepage: z.url() }),
});

/** A project's path: its group, with the groups that this is in, and its name. */
function split(project: string) {
  const at = project.lastIndexOf('/');
  return { owner: project.slice(0, Math.max(at, 0)) || project, name: project.slice(at + 1) };
}
const unfinished = (what: string, status: string) =>
  ignored(`A ${what} that is ${status} is neither failure nor success`);

/** Pipelines that run on a branch beside those that test its commits, and must not answer for these. */
const OF_THEIR_OWN: readonly (string | null | undefined)[] = ['schedule', 'parent_pipeline', 'pipeline'];

function fromPipeline(request: SenderRequest, deliveryId: string | undefined): SenderEvent {
  const {
    object_attributes: run,
    merge_request,
    project,
    commit,
    builds,
  } = readEvent(pipelineEventSchema, request, /^merge_request(?:\.iid)?$|^object_attributes\.source$/);
  if (run.status !== 'failed' && run.status !== 'success') return unfinished('pipeline', run.status);
  // The ref of a merge request's pipeline is a branch that may be another project's.
  const branch = merge_request && run.source === 'merge_request_event' ? `!${merge_request.iid}` : run.ref;
  const suffix = OF_THEIR_OWN.includes(run.source) ? ` (${run.source})` : '';
  const path = project.path_with_namespace;
  const { owner, name } = split(path);
  const event = {
    owner,
    project: path,
    resource: { resourceType: 'pipeline', resourceName: `${name}@${branch}${suffix}` },
    occurredAt: run.finished_at,
    deliveryId,
  };
  if (run.status === 'success') return { kind: 'success', ...event, noun: 'pipeline' };
  const failed = (builds ?? []).filter(({ status, allow_failure }) => status === 'failed' && !allow_failure);
  const jobs = failed.map(({ name, failure_reason }) => `Job ${name}: ${failure_reason ?? 'failed'}`);
  return {
    kind: 'failure',
    ...event,
    issueType: 'pipeline',
    severity: branch === project.default_branch ? 'major' : 'minor',
    title: `Pipeline failed on ${branch} (${path})`,
    description: [
      `The pipeline ${run.id ?? ''} of ${path} failed on ${branch} at commit ${run.sha?.slice(0, 8) ?? 'unknown'}`,
      ...jobs,
      merge_request?.title,
      commit?.message,
    ]
      .filter(Boolean)
      .join('\n'),
    links: [
      {
        title: 'Pipeline',
        url: run.url ?? (project.web_url && run.id ? `${project.web_url}/-/pipelines/${run.id}` : undefined),
      },
      { title: 'Commit', url: commit?.url },
    ],
    dedupKey: `failed ${jobs.sort().join(' ')}`,
  };
}

function fromJob(request: SenderRequest, deliveryId: string | undefined): SenderEvent {
  const job = readEvent(jobEventSchema, request);
  if (job.build_status !== 'failed' && job.build_status !== 'success') {
    return unfinished('job', job.build_status);
  }
  const { homepage } = job.repository;
  const path = new URL(homepage).pathname.replace(/^\/|\/$/g, '');
  const { owner, name } = split(path);
  const event = {
    owner,
    project: path,
    resource: { resourceType: 'job', resourceName: `${name}/${job.build_name}@${job.ref}` },
    occurredAt: job.build_finished_at,
    deliveryId,
  };
  if (job.build_status === 'success') return { kind: 'success', ...event, noun: 'job' };
  if (job.build_allow_failure) return ignored('The job is allowed to fail');
  const reason = job.build_failure_reason ?? 'failed';
  const defaultBranch = job.project?.default_branch ?? job.ref;
  return {
    kind: 'failure',
    ...event,
    issueType: 'build',
    severity: job.ref === defaultBranch ? 'major' : 'minor',
    title: `Job ${job.build_name} failed on ${job.ref} (${path})`,
    description: [
      `The job ${job.build_name} of ${path} failed on ${job.ref} at commit ${job.sha?.slice(0, 8) ?? 'unknown'}: ${reason}`,
      job.commit?.message,
    ]
      .filter(Boolean)
      .join('\n'),
    links: [
      { title: 'Job', url: `${homepage}/-/jobs/${job.build_id}` },
      { title: 'Commit', url: job.sha && `${homepage}/-/commit/${job.sha}` },
    ],
    dedupKey: reason,
  };
}

/**
 * A secret that begins with `whsec_` is a signing token (GitLab 19, https://www.standardwebhooks.com); any
 * other is the secret token that GitLab sends as it is.
 */
const verify: Verify = ({ headers, body }, secret) => {
  if (!secret.startsWith('whsec_')) return secretsEqual(headers['x-gitlab-token'] ?? '', secret);
  try {
    const given = Object.entries(headers).map(([name, value]) => [name, value ?? '']);
    new Webhook(secret).verify(body, Object.fromEntries(given), { jsonParse: false });
    return true;
  } catch {
    // The library throws for whatever is wrong, a secret that is no base64 too.
    return false;
  }
};

/** GitLab: pipelines and jobs that end (docs/senders/gitlab.md). */
export const handler = defineSender({
  verify,
  read: (request) => {
    const deliveryId = request.headers['idempotency-key'];
    // The kind says more than the header, which is the same for all of a system hook's events.
    switch (readEvent(z.object({ object_kind: z.string() }), request).object_kind) {
      case 'pipeline':
        return fromPipeline(request, deliveryId);
      case 'build':
        return fromJob(request, deliveryId);
      default:
        return ignored('Kite takes pipeline and job events');
    }
  },
});
