import * as z from 'zod/mini';
import { unrestricted } from '../shared/access/caller.ts';
import type { Reply } from '../shared/http/answer.ts';
import { eventIntake, ignored, type SenderEvent } from '../shared/intake/event.ts';
import { senderNotes } from '../shared/intake/hearing.ts';
import { Mending } from '../shared/intake/mend.ts';
import { logger } from '../shared/runtime/log.ts';

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
type Envelope = z.output<typeof envelopeSchema>;

const pipelineDetailSchema = z.object({
  pipeline: nameSchema,
  state: z.string(),
  'execution-id': z.string(),
  'pipeline-execution-attempt': z.nullish(z.number()),
});

const buildDetailSchema = z.object({
  'project-name': nameSchema,
  'build-status': z.string(),
  'build-id': z.string(),
  'additional-information': z.nullish(
    z.object({
      logs: z.nullish(z.object({ 'deep-link': z.nullish(z.string()) })),
      'source-version': z.nullish(z.string()),
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

/**
 * The fields that all events share. EventBridge may deliver an event again, with the same id; a service may report
 * a change again as another event, which is recognized by its content.
 */
const base = ({ account, id, time }: Envelope, resourceType: string, resourceName: string) => ({
  owner: account,
  project: `${account}/${resourceName}`,
  resource: { resourceType, resourceName },
  occurredAt: time,
  deliveryId: id,
});
const unfinished = (what: string, state: string) =>
  ignored(`A ${what} that is ${state} is neither failure nor success`);

function fromPipeline(event: Envelope): SenderEvent {
  const detail = pipelineDetailSchema.parse(event.detail);
  const { pipeline, state, 'execution-id': execution } = detail;
  const attempt = detail['pipeline-execution-attempt'];
  const common = {
    ...base(event, 'codepipeline', pipeline),
    // Retried, a stage fails again under the same execution id; only the attempt tells.
    ...(attempt && { deliveryId: `${execution} ${attempt}` }),
  };
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

function fromBuild(event: Envelope): SenderEvent {
  const detail = buildDetailSchema.parse(event.detail);
  const { 'project-name': project, 'build-status': status, 'additional-information': more } = detail;
  const common = { ...base(event, 'codebuild', project), deliveryId: detail['build-id'] };
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
    title: `Build failed: ${project}`,
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

function fromAlarm(event: Envelope): SenderEvent {
  const { alarmName, state, configuration } = alarmDetailSchema.parse(event.detail);
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

const READERS: Readonly<Record<string, (event: Envelope) => SenderEvent>> = {
  'CodePipeline Pipeline Execution State Change': fromPipeline,
  'CodeBuild Build State Change': fromBuild,
  'CloudWatch Alarm State Change': fromAlarm,
};

/** Its name, which other senders have in their path. */
const SENDER = 'aws';
const { table, take } = eventIntake();
const { note, noteRefusal } = senderNotes(table);
/** IAM and the rules decide whose events arrive here, not a credential. */
const AWS = unrestricted('EventBridge');

/**
 * AWS's own events: pipelines, builds and alarms (docs/senders/aws.md). Nobody waits for an answer: the one it
 * returns, a webhook's, is for tests and the log.
 * @throws Error when the event is not stored; Lambda then tries again
 */
export async function handler(input: unknown): Promise<Reply> {
  const heard = note(SENDER, 'heard');
  try {
    return await record(input);
  } catch (error) {
    await noteRefusal(SENDER, error);
    throw error;
  } finally {
    await heard;
  }
}

async function record(input: unknown): Promise<Reply> {
  const event = envelopeSchema.parse(input);
  const read = READERS[event['detail-type']];
  const taken = read ? read(event) : ignored('Kite takes pipelines, builds and alarms');
  const reply = await take(taken, { caller: AWS, sender: SENDER, mending: new Mending() });
  logger.info('event', { id: event.id, detailType: event['detail-type'], status: reply.status });
  return reply;
}
