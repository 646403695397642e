import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { senderId, unrestricted } from '../shared/access/caller.ts';
import type { Reply } from '../shared/http/answer.ts';
import { eventIntake, ignored, type SenderEvent } from '../shared/intake/event.ts';
import { senderNotes } from '../shared/intake/hearing.ts';
import { Mending } from '../shared/intake/mend.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { HttpError } from '../shared/runtime/errors.ts';
import { logger } from '../shared/runtime/log.ts';
import { metricFields, refusalOf } from '../shared/runtime/metrics.ts';

/*
 * Events as EventBridge delivers them
 * (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html), and in `detail` what each
 * service puts there; the pages are named in harness/fixtures/aws/SOURCES.md. Only the fields that Kite uses are read.
 */

const nameSchema = z.string().check(z.minLength(1));
const envelopeSchema = z.object({
  id: nameSchema,
  account: nameSchema,
  region: nameSchema,
  time: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
});
/** An event, and what was mended in its detail so far. */
interface Received extends z.output<typeof envelopeSchema> {
  readonly mending: Mending;
}

/** What a service says of its event. */
const detailOf = <T>(schema: z.ZodMiniType<T>, { detail, mending }: Received, identity?: RegExp): T =>
  readEvent(schema, { body: detail, mending }, identity);

const pipelineDetailSchema = z.object({
  pipeline: nameSchema,
  state: z.string(),
  'execution-id': z.string(),
  'pipeline-execution-attempt': z.nullish(z.number()),
  'execution-trigger': z.nullish(z.object({ 'trigger-type': z.nullish(z.string()) })),
});

const buildDetailSchema = z.object({
  'project-name': nameSchema,
  'build-status': z.string(),
  'build-id': z.string(),
  'additional-information': z.nullish(
    z.object({
      logs: z.nullish(z.object({ 'deep-link': z.nullish(z.string()) })),
      initiator: z.nullish(z.string()),
      source: z.nullish(z.object({ type: z.nullish(z.string()) })),
      'source-version': z.nullish(z.string()),
      'build-batch-arn': z.nullish(z.string()),
      environment: z.nullish(
        z.object({
          'environment-variables': z.nullish(
            z.array(z.object({ name: z.nullish(z.string()), value: z.nullish(z.string()) })),
          ),
        }),
      ),
      phases: z.nullish(
        z.array(
          z.object({
            'phase-type': z.string(),
            'phase-status': z.nullish(z.string()),
            'phase-context': z.nullish(z.array(z.string())),
          }),
        ),
      ),
    }),
  ),
});

const alarmDetailSchema = z.object({
  alarmName: nameSchema,
  state: z.object({ value: z.string(), reason: z.nullish(z.string()), timestamp: z.nullish(z.string()) }),
  configuration: z.nullish(z.object({ description: z.nullish(z.string()) })),
});

const alarmChangeSchema = z.object({ alarmName: nameSchema, operation: z.string() });

/**
 * The fields that all events share. EventBridge may deliver an event again, with the same id; a service may report
 * a change again as another event, which is recognized by its content.
 * @param line tells apart runs of one resource that must not resolve each other's failures
 */
const base = ({ account, region, id, time }: Received, resourceType: string, name: string, line = '') => ({
  owner: account,
  project: `${account}/${name}`,
  // One bus may take the events of several regions and accounts, and a namespace those of several accounts.
  resource: { resourceType, resourceName: `${account}/${region}/${name}${line}` },
  occurredAt: time,
  deliveryId: id,
});
const unfinished = (what: string, state: string) =>
  ignored(`A ${what} that is ${state} is neither failure nor success`);

/** Triggers of executions that put back the last version that worked. */
const ROLLBACK: readonly (string | null | undefined)[] = ['ManualRollback', 'AutomatedRollback'];

function fromPipeline(event: Received): SenderEvent {
  const detail = detailOf(pipelineDetailSchema, event);
  const { pipeline, state, 'execution-id': execution } = detail;
  const attempt = detail['pipeline-execution-attempt'];
  const common = {
    ...base(event, 'codepipeline', pipeline),
    // Retried, a stage fails again under the same execution id; only the attempt tells.
    ...(attempt && { deliveryId: `${execution} ${attempt}` }),
  };
  if (state === 'SUCCEEDED' && ROLLBACK.includes(detail['execution-trigger']?.['trigger-type'])) {
    return ignored('A rollback mends no failure: what failed is still to be deployed');
  }
  if (state === 'SUCCEEDED') return { kind: 'success', ...common, noun: 'pipeline' };
  if (state !== 'FAILED') return unfinished('pipeline', state);
  const url = `https://${event.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${encodeURIComponent(pipeline)}/executions/${execution}/timeline?region=${event.region}`;
  return {
    kind: 'failure',
    ...common,
    issueType: 'pipeline',
    severity: 'major',
    title: `Pipeline failed: ${pipeline}`,
    description: `The execution ${execution} of the pipeline ${pipeline} failed (${event.account}, ${event.region})`,
    links: [{ title: 'Pipeline Execution', url }],
    dedupKey: state,
  };
}

const FAILED_BUILD: readonly string[] = ['FAILED', 'FAULT', 'TIMED_OUT'];

/** A commit, or a pipeline's artifact: another one in each build. */
const PINNED = /^(?=.*\d)[\da-f]{7,64}$|^arn:/;

/** A branch, tag or pull request, in one of the ways in which webhooks and people name it. */
const refOf = (version: string) =>
  version
    .replace(/\^\{.*\}$/, '')
    .replace(/^refs\/(?:heads\/)?/, '')
    .replace(/^pull\/(\d+)\/(?:head|merge)$/, 'pr/$1');

/**
 * Which builds of a project may resolve each other's failures: those of one pipeline, or of one branch, tag or pull
 * request, or, where only a commit is named, those with one starter. A build that names nothing builds the project's own
 * version.
 */
function lineOf({ 'additional-information': more }: z.output<typeof buildDetailSchema>): string {
  const variables = more?.environment?.['environment-variables'] ?? [];
  const variable = (name: string) => variables.find((one) => one.name === name)?.value;
  const initiator = more?.initiator ?? '';
  // One part of a batch says nothing of the others.
  const part = variable('CODEBUILD_BATCH_BUILD_IDENTIFIER') ?? (more?.['build-batch-arn'] ? 'part' : '');
  const suffix = part && ` (batch ${part})`;
  if (initiator.startsWith('codepipeline/')) return ` (${initiator})${suffix}`;
  // In S3, versions of one object follow each other.
  const ref = more?.source?.type === 'S3' ? '' : refOf(more?.['source-version'] ?? '');
  const isPinned = PINNED.test(ref);
  // GitHub's action for CodeBuild starts builds of commits, and says in a variable of which branch.
  const named = isPinned ? refOf(variable('GITHUB_REF') ?? '') : ref;
  if (named !== '') return `@${named}${suffix}`;
  // Of a webhook and a role, only the first part is the same in the next build.
  const starter = initiator.startsWith('rule/') ? initiator : initiator.split('/')[0];
  return isPinned && starter ? ` (${starter})${suffix}` : suffix;
}

function fromBuild(event: Received): SenderEvent {
  const detail = detailOf(buildDetailSchema, event, /^additional-information\.(?:initiator|source-version)$/);
  const { 'project-name': project, 'build-status': status, 'additional-information': more } = detail;
  const line = lineOf(detail);
  const common = { ...base(event, 'codebuild', project, line), deliveryId: detail['build-id'] };
  if (status === 'SUCCEEDED') return { kind: 'success', ...common, noun: 'build project' };
  if (!FAILED_BUILD.includes(status)) return unfinished('build', status);
  const reasons = (more?.phases ?? [])
    .filter((phase) => FAILED_BUILD.includes(phase['phase-status'] ?? ''))
    .map((phase) => {
      const context = (phase['phase-context'] ?? []).filter((text) => text.replace(/[\s:]/g, '') !== '');
      return [`${phase['phase-type']} ${phase['phase-status']}`, ...context].join(': ');
    });
  return {
    kind: 'failure',
    ...common,
    issueType: 'build',
    severity: 'major',
    title: `Build failed: ${project}${line}`,
    description: [
      `The build ${detail['build-id'].split('/').at(-1)} of ${project} ended as ${status} (${event.account}, ${event.region})`,
      ...reasons,
      more?.['source-version'] && `Source version: ${more['source-version']}`,
    ]
      .filter(Boolean)
      .join('\n'),
    links: [{ title: 'Build Logs', url: more?.logs?.['deep-link'] }],
    dedupKey: [status, ...reasons].join(' '),
  };
}

function fromAlarm(event: Received): SenderEvent {
  const { alarmName, state, configuration } = detailOf(alarmDetailSchema, event);
  // To the millisecond, where the event's own time has seconds; an alarm may come and go within one.
  const occurredAt = state.timestamp?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') ?? event.time;
  const common = { ...base(event, 'alarm', alarmName), occurredAt, deliveryId: occurredAt };
  if (state.value === 'OK') return { kind: 'success', ...common, noun: 'alarm' };
  if (state.value !== 'ALARM') return unfinished('CloudWatch alarm', state.value);
  const url = `https://${event.region}.console.aws.amazon.com/cloudwatch/home?region=${event.region}#alarmsV2:alarm/${encodeURIComponent(alarmName)}`;
  return {
    kind: 'failure',
    ...common,
    issueType: 'release',
    severity: 'major',
    title: `Alarm: ${alarmName}`,
    description: [
      `The alarm ${alarmName} went off (${event.account}, ${event.region})`,
      state.reason,
      configuration?.description,
    ]
      .filter(Boolean)
      .join('\n'),
    links: [{ title: 'Alarm', url }],
    // The reason holds the values that were measured; an alarm is one thing that goes wrong.
    dedupKey: 'alarm',
  };
}

/** An alarm that is deleted while it fires never turns OK. */
function fromAlarmChange(event: Received): SenderEvent {
  const { alarmName, operation } = detailOf(alarmChangeSchema, event);
  if (operation !== 'delete') return ignored('A change of an alarm changes nothing of its state');
  return { kind: 'success', ...base(event, 'alarm', alarmName), noun: 'deleted alarm' };
}

const READERS: Readonly<Record<string, (event: Received) => SenderEvent>> = {
  'CodePipeline Pipeline Execution State Change': fromPipeline,
  'CodeBuild Build State Change': fromBuild,
  'CloudWatch Alarm State Change': fromAlarm,
  'CloudWatch Alarm Configuration Change': fromAlarmChange,
};

/** Its name, which other senders have in their path. */
const SENDER = 'aws';
const { table, take } = eventIntake();
const { note, noteRefusal } = senderNotes(table);
/** IAM and the rules decide whose events arrive here, not a credential. */
const AWS = unrestricted(senderId(SENDER));

/**
 * AWS's own events: pipelines, builds and alarms (docs/senders/aws.md). Nobody waits for an answer: the one it
 * returns, a webhook's, is for tests and the log.
 * @throws Error when the event is not stored; Lambda then tries again
 */
export async function handler(
  input: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Reply> {
  const heard = note(SENDER, 'heard');
  try {
    return await record(input, () => context.getRemainingTimeInMillis());
  } catch (error) {
    await noteRefusal(SENDER, error);
    const counts = refusalOf(error instanceof HttpError ? error.status : undefined);
    logger.error('event', { caller: AWS.id, error, ...metricFields('sender', counts) });
    throw error;
  } finally {
    await heard;
  }
}

async function record(input: unknown, remainingMs: () => number): Promise<Reply> {
  const event = envelopeSchema.parse(input);
  const read = READERS[event['detail-type']];
  const mending = new Mending();
  const taken = read ? read({ ...event, mending }) : ignored('Kite takes pipelines, builds and alarms');
  const reply = await take(taken, { caller: AWS, sender: SENDER, mending, remainingMs });
  const metrics = metricFields('sender', reply.counts ?? {});
  logger.info('event', {
    caller: AWS.id,
    id: event.id,
    detailType: event['detail-type'],
    status: reply.status,
    ...metrics,
  });
  return reply;
}
