import { type CloudEventV1, HTTP } from 'cloudevents';
import * as z from 'zod/mini';
import { bearsSecret } from '../shared/access/sender-secrets.ts';
import { ignored, type SenderEvent, type SenderSettings } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender, type SenderRequest } from '../shared/intake/sender.ts';
import { badRequest } from '../shared/runtime/errors.ts';

/*
 * https://tekton.dev/docs/pipelines/events/: CloudEvents 1.0 whose data hold the run as it is in the cluster.
 * Only the fields that Kite uses are read.
 */

const nameSchema = z.string().check(z.minLength(1));
const labelsSchema = z.record(z.string(), z.string());
const refSchema = z.object({
  name: z.nullish(z.string()),
  resolver: z.nullish(z.string()),
  bundle: z.nullish(z.string()),
});
const runSchema = z.object({
  metadata: z.object({
    name: nameSchema,
    namespace: nameSchema,
    generateName: z.nullish(z.string()),
    uid: z.nullish(z.string()),
    labels: z.nullish(labelsSchema),
    annotations: z.nullish(labelsSchema),
  }),
  spec: z.nullish(z.object({ pipelineRef: z.nullish(refSchema), taskRef: z.nullish(refSchema) })),
  status: z.nullish(
    z.object({
      completionTime: z.nullish(z.string()),
      conditions: z.nullish(
        z.array(
          z.object({
            type: z.string(),
            reason: z.nullish(z.string()),
            message: z.nullish(z.string()),
            lastTransitionTime: z.nullish(z.string()),
          }),
        ),
      ),
    }),
  ),
});
type Run = z.output<typeof runSchema>;

/** What differs between the two kinds of run. */
const KINDS = {
  pipelinerun: {
    data: z.pipe(
      z.object({ pipelineRun: runSchema }),
      z.transform((data) => data.pipelineRun),
    ),
    issueType: 'pipeline',
    noun: 'pipeline',
    what: 'Pipeline run',
    label: 'tekton.dev/pipeline',
  },
  taskrun: {
    data: z.pipe(
      z.object({ taskRun: runSchema }),
      z.transform((data) => data.taskRun),
    ),
    issueType: 'build',
    noun: 'task',
    what: 'Task run',
    label: 'tekton.dev/task',
  },
} as const;

/** What a run is named by (see nameOf and lineOf). */
const IDENTITY =
  /^\w+\.(?:spec\b|metadata\.(?:generateName$|(?:labels|annotations)(?:$|\.(?:pipelinesascode\.)?tekton\.dev\/)))/;
const TYPE = /^dev\.tekton\.event\.(pipelinerun|taskrun)\.(successful|failed)\.v\d+$/;
/** On these labels a run says that it is a part of another, which reports for itself. */
const PART_OF = 'tekton.dev/pipelineRun';
/** Reasons of runs that somebody ended, and of failures that their pipeline goes on after. */
const NO_FAILURE = /cancel|stopped|^FailureIgnored$/i;

/**
 * The pipeline or task of a run: its reference; else what its runs are named after. A pipeline that is fetched from
 * somewhere is many components' own, whose runs differ in their names.
 */
function nameOf({ metadata, spec }: Run, label: string): string {
  const ref = spec?.pipelineRef ?? spec?.taskRef;
  const labelled = metadata.labels?.[label];
  const names = [
    ref?.name,
    // With a pipeline of its own, a run's label is the run's name.
    labelled === metadata.name ? undefined : labelled,
    metadata.generateName?.replace(/-$/, ''),
  ];
  const isRemote = Boolean(ref?.resolver || ref?.bundle);
  return (isRemote ? names.reverse() : names).find(Boolean) ?? metadata.name;
}

/**
 * What Pipelines as Code says of the commit that a run is for: a pull request, which must not answer for its branch,
 * or the branch (https://pipelinesascode.com, labels and annotations).
 */
function lineOf({ metadata: { labels, annotations } }: Run): string {
  const pullRequest = labels?.['pipelinesascode.tekton.dev/pull-request'];
  if (pullRequest) return `!${pullRequest}`;
  const branch = annotations?.['pipelinesascode.tekton.dev/branch']?.replace(/^refs\/heads\//, '');
  return branch ? `@${branch}` : '';
}

const BATCH = 'must be one CloudEvent: batches are not supported, send each event by itself';

const hasVersion = (body: unknown) => z.safeParse(z.object({ specversion: z.string() }), body).success;

/** The one event of a request: in structured mode, whose type is CloudEvents' or left out, or in binary mode. */
function cloudEvent({ headers, body }: SenderRequest): CloudEventV1<unknown> {
  // The library reads a type in one spelling; it may have parameters, and be in any case (RFC 9110, 8.3).
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(/\s*;/);
  if (type.startsWith('application/cloudevents-batch') || Array.isArray(body)) {
    throw badRequest([{ path: 'body', message: BATCH }]);
  }
  const isStructured = type.startsWith('application/cloudevents') || (!headers['ce-id'] && hasVersion(body));
  const known = isStructured ? 'application/cloudevents+json' : 'application/json';
  try {
    const event = HTTP.toEvent<unknown>({ headers: { ...headers, 'content-type': known }, body });
    if (!Array.isArray(event) && event.type) return event;
  } catch {
    // The library throws several kinds of errors when it cannot read an event.
  }
  throw badRequest([{ path: 'body', message: 'must be one CloudEvent, in binary or structured mode' }]);
}

/** An event's data: of `data_base64`, the library makes the bytes, which hold JSON. */
function dataOf({ data }: CloudEventV1<unknown>): unknown {
  if (!(data instanceof Uint32Array)) return data;
  try {
    return JSON.parse(Buffer.from(data).toString());
  } catch {
    throw badRequest([{ path: 'data_base64', message: 'must be JSON in base64' }]);
  }
}

function read(request: SenderRequest, { logsBaseUrl }: SenderSettings): SenderEvent {
  const cloud = cloudEvent(request);
  const [, kindName, outcome] = TYPE.exec(cloud.type) ?? [];
  if (kindName !== 'pipelinerun' && kindName !== 'taskrun') {
    return ignored('Kite takes pipeline runs and task runs that succeeded or failed');
  }
  const kind = KINDS[kindName];
  const run = readEvent(kind.data, { ...request, body: dataOf(cloud) }, IDENTITY);
  const { metadata, status } = run;
  if (metadata.labels?.[PART_OF]) return ignored('The pipeline run reports for its task runs');

  const condition = status?.conditions?.find(({ type }) => type === 'Succeeded');
  const reason = condition?.reason ?? 'Failed';
  const resourceName = `${nameOf(run, kind.label)}${lineOf(run)}`;
  const event = {
    owner: metadata.namespace,
    project: `${metadata.namespace}/${resourceName}`,
    resource: { resourceType: kindName, resourceName },
    occurredAt: status?.completionTime ?? condition?.lastTransitionTime ?? cloud.time,
    // Tekton may make a second event of the same end of a run; without an id of the run, the event's own.
    deliveryId: `${cloud.type} ${metadata.uid ?? `${cloud.source} ${cloud.id}`}`,
  };
  if (outcome === 'successful') return { kind: 'success', ...event, noun: kind.noun };
  if (NO_FAILURE.test(reason)) return ignored(`A run that ends as ${reason} is no failure`);
  const url = logsBaseUrl && `${logsBaseUrl}/${encodeURIComponent(metadata.name)}`;
  return {
    kind: 'failure',
    ...event,
    issueType: kind.issueType,
    severity: 'major',
    title: `${kind.what} failed: ${resourceName}`,
    description: `The ${kind.what.toLowerCase()} ${metadata.name} failed with reason: ${reason}${condition?.message ? `: ${condition.message}` : ''}`,
    links: [{ title: `${kind.what} Logs`, url }],
    // The message names pods and images, which differ from run to run.
    dedupKey: reason,
    runId: metadata.name,
  };
}

/** Tekton: pipeline runs and task runs that end, as CloudEvents (docs/senders/tekton.md). */
export const handler = defineSender({ verify: bearsSecret, read });
