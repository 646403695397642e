import { Webhook } from 'standardwebhooks';
import * as z from 'zod/mini';
import { secretsEqual, type Verify } from '../shared/access/sender-secrets.ts';
import { ignored, type SenderEvent } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender, type SenderRequest } from '../shared/intake/sender.ts';
import { badRequest } from '../shared/runtime/errors.ts';

/*
 * https://docs.gitlab.com/user/project/integrations/webhook_events/. Only the fields that Kite uses are read. A
 * `failure_reason` is also there where nothing failed; the status alone decides.
 */

const nameSchema = z.string().check(z.minLength(1));
/** GitLab writes `2016-08-12 15:26:29 UTC`, or `… +0200` in its server's time zone, as well as RFC 3339. */
const TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) ?(?:UTC|([+-]\d{2}):?(\d{2}))$/;
const timeSchema = z.pipe(
  z.nullish(z.string()),
  z.transform((text) =>
    text?.replace(TIME, (_text, date: string, time: string, hours?: string, minutes?: string) =>
      [date, 'T', time, hours ? `${hours}:${minutes}` : 'Z'].join(''),
    ),
  ),
);

/** The pipeline that started this one, if one did. */
const sourcePipelineSchema = z.nullish(
  z.object({ project: z.nullish(z.object({ path_with_namespace: z.nullish(z.string()) })) }),
);

const pipelineEventSchema = z.object({
  object_attributes: z.object({
    id: z.nullish(z.number()),
    name: z.nullish(z.string()),
    ref: nameSchema,
    tag: z.nullish(z.boolean()),
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
  source_pipeline: sourcePipelineSchema,
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
  tag: z.nullish(z.boolean()),
  sha: z.nullish(z.string()),
  build_id: z.nullish(z.number()),
  build_name: nameSchema,
  build_stage: z.nullish(z.string()),
  build_status: z.string(),
  build_finished_at: timeSchema,
  build_allow_failure: z.nullish(z.boolean()),
  build_failure_reason: z.nullish(z.string()),
  commit: z.nullish(z.object({ message: z.nullish(z.string()) })),
  project: z.nullish(
    z.object({
      path_with_namespace: z.nullish(z.string()),
      web_url: z.nullish(z.string()),
      default_branch: z.nullish(z.string()),
    }),
  ),
  // Older than the project, and gone from GitLab's newest examples.
  repository: z.nullish(z.object({ homepage: z.nullish(z.string()), git_ssh_url: z.nullish(z.string()) })),
  source_pipeline: sourcePipelineSchema,
});

/** A project's path: its group, with the groups that this is in, and its name. */
function split(project: string) {
  const at = project.lastIndexOf('/');
  return { owner: project.slice(0, Math.max(at, 0)) || project, name: project.slice(at + 1) };
}
const unfinished = (what: string, status: string) =>
  ignored(`A ${what} that is ${status} is neither failure nor success`);

/**
 * Names an event by what it tells of: hooks of a project and of its groups tell of the same one, each under an id of
 * its own, and the secret token signs nothing. A pipeline or job that is retried keeps its id and ends at another time.
 */
const deliveryIdOf = (id: number | null | undefined, endedAt: string | undefined, digest: string): string =>
  id === null || id === undefined ? digest : JSON.stringify([id, endedAt]);

/** Sources of the pipelines that test a branch's commits, or those of a merge request. */
const OF_THE_BRANCH: readonly (string | null | undefined)[] = [undefined, null, 'unknown', 'push', 'web'];
/** Sources of a merge request's pipelines: the one itself, and those that it starts. */
const OF_A_MERGE_REQUEST: readonly (string | null | undefined)[] = ['merge_request_event', 'parent_pipeline'];

/**
 * What tells a pipeline from others of its branch: nothing, if it tests the branch's commits. Any other source (a
 * schedule, another pipeline, a policy, a chat command, whatever GitLab will add) tests something else, and must not
 * answer for these; nor must two of one source for each other. GitLab does not send a schedule's id or the name of the
 * job that started a pipeline, so its own name (`workflow:name`) tells, or else those of its jobs.
 */
function asideOf({
  object_attributes: run,
  project,
  merge_request,
  source_pipeline,
  builds,
}: z.output<typeof pipelineEventSchema>): string | undefined {
  // A tag may have a branch's name.
  if (OF_THE_BRANCH.includes(run.source)) return run.tag ? 'tag' : undefined;
  if (run.source === 'merge_request_event' && merge_request) return undefined;
  const upstream = upstreamOf(source_pipeline, project.path_with_namespace);
  const jobs = [...new Set(builds?.map(({ name }) => name))].sort().join(', ');
  return [run.source, upstream, run.name || jobs].filter(Boolean).join(': ');
}

/** The name of a resource, with what tells it from others of its branch. */
const nameOf = (name: string, aside: string | undefined) => (aside ? `${name} (${aside})` : name);

/** The project whose pipeline started this one, if that is another. */
function upstreamOf(source: z.output<typeof sourcePipelineSchema>, project: string): string | undefined {
  const upstream = source?.project?.path_with_namespace;
  return upstream && upstream !== project ? upstream : undefined;
}

function fromPipeline(request: SenderRequest): SenderEvent {
  const pipeline = readEvent(
    pipelineEventSchema,
    request,
    /^merge_request(?:\.iid)?$|^object_attributes\.(?:source|name|tag)$|^source_pipeline/,
  );
  const { object_attributes: run, merge_request, project, commit, builds } = pipeline;
  if (run.status !== 'failed' && run.status !== 'success') return unfinished('pipeline', run.status);
  // The ref of a merge request's pipeline is a branch that may be another project's.
  const branch = merge_request && OF_A_MERGE_REQUEST.includes(run.source) ? `!${merge_request.iid}` : run.ref;
  const aside = asideOf(pipeline);
  const path = project.path_with_namespace;
  const { owner, name } = split(path);
  const event = {
    owner,
    project: path,
    resource: { resourceType: 'pipeline', resourceName: nameOf(`${name}@${branch}`, aside) },
    occurredAt: run.finished_at,
    deliveryId: deliveryIdOf(run.id, run.finished_at, request.digest),
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
      aside && `Source: ${aside}`,
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

/** A project's path by its addresses: GitLab may be below a path of its web server, of which SSH knows nothing. */
function pathOf({ homepage, git_ssh_url }: z.output<typeof jobEventSchema>['repository'] & object) {
  if (!homepage || !URL.canParse(homepage)) return undefined;
  const path = new URL(homepage).pathname.replace(/^\/|\/$/g, '');
  const [, bySsh] = /^(?:ssh:\/\/[^/]+\/|[^@/]+@[^:/]+:)(.+)\.git$/.exec(git_ssh_url ?? '') ?? [];
  return bySsh && path.endsWith(`/${bySsh}`) ? bySsh : path;
}

function fromJob(request: SenderRequest): SenderEvent {
  const job = readEvent(jobEventSchema, request, /^tag$|^project\.path_with_namespace$|^source_pipeline/);
  if (job.build_status !== 'failed' && job.build_status !== 'success') {
    return unfinished('job', job.build_status);
  }
  const path = job.project?.path_with_namespace || (job.repository && pathOf(job.repository));
  if (!path) throw badRequest([{ path: 'project.path_with_namespace', message: 'is required' }]);
  const homepage = job.repository?.homepage || job.project?.web_url;
  const { owner, name } = split(path);
  const upstream = upstreamOf(job.source_pipeline, path);
  const source = job.source_pipeline && (upstream ? `pipeline: ${upstream}` : 'parent_pipeline');
  const aside = source || (job.tag ? 'tag' : undefined);
  const event = {
    owner,
    project: path,
    resource: { resourceType: 'job', resourceName: nameOf(`${name}/${job.build_name}@${job.ref}`, aside) },
    occurredAt: job.build_finished_at,
    deliveryId: deliveryIdOf(job.build_id, job.build_finished_at, request.digest),
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
      { title: 'Job', url: homepage && job.build_id ? `${homepage}/-/jobs/${job.build_id}` : undefined },
      { title: 'Commit', url: homepage && job.sha && `${homepage}/-/commit/${job.sha}` },
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
    // The kind says more than the header, which is the same for all of a system hook's events.
    switch (readEvent(z.object({ object_kind: z.string() }), request).object_kind) {
      case 'pipeline':
        return fromPipeline(request);
      case 'build':
        return fromJob(request);
      default:
        return ignored('Kite takes pipeline and job events');
    }
  },
});
