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
const refSchema = z.object({ name: z.nullish(z.string()) });
const runSchema = z.object({
  metadata: z.object({
    name: nameSchema,
    namespace: nameSchema,
    generateName: z.nullish(z.string()),
    uid: z.nullish(z.string()),
    labels: z.nullish(labelsSchema),
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

/** What a run is named by (see nameOf). */
const IDENTITY = /^\w+\.(?:spec\b|metadata\.(?:generateName$|labels(?:$|\.tekton\.dev\/)))/;
const TYPE = /^dev\.tekton\.event\.(pipelinerun|taskrun)\.(successful|failed)\.v\d+$/;
/** On these labels a run says that it is a part of another, which reports for itself. */
const PART_OF = 'tekton.dev/pipelineRun';
/** Reasons of runs that somebody ended, and of failures that their pipeline goes on after. */
const NO_FAILURE = /cancel|stopped|^FailureIgnored$/i;

/** The pipeline or task of a run: its reference; else what its runs are named after. */
function nameOf({ metadata, spec }: Run, label: string): string {
  // With a pipeline of its own, a run's label is the run's name.
  const labelled = metadata.labels?.[label];
  return (
    spec?.pipelineRef?.name ||
    spec?.taskRef?.name ||
    (labelled !== metadata.name && labelled) ||
    metadata.generateName?.replace(/-$/, '') ||
    metadata.name
  );
}

function cloudEvent({ headers, body }: SenderRequest): CloudEventV1<unknown> {
  try {
    const event = HTTP.toEvent<unknown>({ headers: { ...headers }, body });
    if (!Array.isArray(event)) return event;
  } catch {
    // The library throws several kinds of errors when it cannot read an event.
  }
  throw badRequest([{ path: 'body', message: 'must be one CloudEvent, in binary or structured mode' }]);
}

function read(request: SenderRequest, { logsBaseUrl }: SenderSettings): SenderEvent {
  const cloud = cloudEvent(request);
  const [, kindName, outcome] = TYPE.exec(cloud.type ?? '') ?? [];
  if (kindName !== 'pipelinerun' && kindName !== 'taskrun') {
    return ignored('Kite takes pipeline runs and task runs that succeeded or failed');
  }
  const kind = KINDS[kindName];
  const run = readEvent(kind.data, { ...request, body: cloud.data }, IDENTITY);
  const { metadata, status } = run;
  if (metadata.labels?.[PART_OF]) return ignored('The pipeline run reports for its task runs');

  const condition = status?.conditions?.find(({ type }) => type === 'Succeeded');
  const reason = condition?.reason ?? 'Failed';
  const resourceName = nameOf(run, kind.label);
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
  };
}

/** Tekton: pipeline runs and task runs that end, as CloudEvents (docs/senders/tekton.md). */
export const handler = defineSender({ verify: bearsSecret, read });
