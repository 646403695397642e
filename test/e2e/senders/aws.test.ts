import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { EVENTS_PATH } from '../../../local/gateway.ts';
import { newNamespace, served } from '../../support/kite.ts';
import {
  type Delivery,
  delivery,
  type EventsUnderTest,
  fixture,
  issueOf,
  partOf,
  type Sent,
  testEvents,
} from '../../support/sender.ts';

/** An event of another account, at another time; `changes` to its detail. */
function event(path: string, { namespace, at, id }: Delivery, changes: Record<string, unknown>): Sent {
  const body = fixture(`aws/${path}`);
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const detail = { ...partOf(body.detail), ...changes };
  return { headers: {}, body: { ...body, account: namespace, time, id, detail } };
}

const answers = z.array(z.object({ status: z.number(), body: z.unknown() })).max(1);

/** To the bus; an event that no rule takes never reaches Kite. */
async function send({ body }: Sent) {
  const response = await fetch(`${served.url}${EVENTS_PATH}`, { method: 'POST', body: JSON.stringify(body) });
  const [answer] = answers.parse(await response.json());
  return answer ?? { status: 200, body: { info: 'No rule takes it' } };
}

const pipelines: EventsUnderTest = {
  // Of AWS's own there is one that started: these, in another state.
  failure: (at) => event('codepipeline.started', at, { state: 'FAILED' }),
  success: (at) => event('codepipeline.started', at, { state: 'SUCCEEDED' }),
  ignored: (at) => event('codepipeline.started', at, {}),
};
const builds: EventsUnderTest = {
  // And a build that succeeded.
  failure: (at) =>
    event('codebuild.succeeded', at, {
      'build-status': 'FAILED',
      'build-id': `arn:aws:codebuild:us-west-2:123456789012:build/my-sample-project:${at.id}`,
    }),
  success: (at) => event('codebuild.succeeded', at, {}),
  ignored: (at) => event('codebuild.succeeded', at, { 'build-status': 'STOPPED' }),
};

/** With the time to the millisecond, as CloudWatch writes it. */
const alarm = (at: Delivery, value: string) =>
  event('alarm.alarm', at, {
    state: {
      ...partOf(partOf(fixture('aws/alarm.alarm').detail).state),
      value,
      timestamp: at.at.toISOString().replace('Z', '+0000'),
    },
  });
const alarms: EventsUnderTest = {
  failure: (at) => alarm(at, 'ALARM'),
  success: (at) => alarm(at, 'OK'),
  ignored: (at) => alarm(at, 'INSUFFICIENT_DATA'),
};

describe('alarms', () => {
  testEvents(alarms, send);

  test("AWS's own example", async () => {
    const namespace = newNamespace();
    const body = { ...fixture('aws/alarm.alarm'), account: namespace };
    expect(issueOf(await send({ headers: {}, body }))).toMatchObject({
      title: 'Alarm: ServerCpuTooHigh',
      description: [
        `The alarm ServerCpuTooHigh went off (${namespace}, us-east-1)`,
        'Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
        'Goes into alarm when server CPU utilization is too high!',
      ].join('\n'),
      issueType: 'release',
      scope: { resourceType: 'alarm', resourceName: 'ServerCpuTooHigh' },
      links: [{ title: 'Alarm', url: expect.stringMatching(/#alarmsV2:alarm\/ServerCpuTooHigh$/) }],
    });
  });

  test('that come and go within a second end as they went', async () => {
    const namespace = newNamespace();
    const { at } = delivery(namespace, 0);
    const later = new Date(at.getTime() + 200);
    await send(alarm({ namespace, at: later, id: '2' }, 'OK'));
    const late = await send(alarm({ namespace, at, id: '1' }, 'ALARM'));
    expect(late.body).toMatchObject({ stale: true, issue: { state: 'RESOLVED' } });
  });
});

describe('pipelines', () => {
  testEvents(pipelines, send);

  test('make an issue of the pipeline', async () => {
    const namespace = newNamespace();
    expect(issueOf(await send(pipelines.failure(delivery(namespace, 0))))).toMatchObject({
      title: 'Pipeline failed: myPipeline',
      description: `The execution 01234567-0123-0123-0123-012345678901 of the pipeline myPipeline failed (${namespace}, us-east-1)`,
      issueType: 'pipeline',
      severity: 'major',
      namespace,
      scope: { resourceType: 'codepipeline', resourceName: 'myPipeline', resourceNamespace: namespace },
      links: [
        {
          title: 'Pipeline Execution',
          url: 'https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/myPipeline/executions/01234567-0123-0123-0123-012345678901/timeline?region=us-east-1',
        },
      ],
    });
  });

  test('whose failed stage is retried fail again; the same attempt, emitted as another event, counts once', async () => {
    const namespace = newNamespace();
    const failed = async (minutes: number, attempt: number) => {
      const changes = { state: 'FAILED', 'pipeline-execution-attempt': attempt };
      return (await send(event('codepipeline.started', delivery(namespace, minutes), changes))).body;
    };
    expect(await failed(0, 1)).toMatchObject({ issue: { occurrences: 1 } });
    expect(await failed(1, 1)).toMatchObject({ duplicate: true });
    expect(await failed(2, 2)).toMatchObject({ issue: { occurrences: 2 } });
  });

  test('belong to the namespace that the rules of the deployment give them', async () => {
    const pipeline = newNamespace();
    const at = delivery('mapped-owner', 0);
    const issue = issueOf(await send(event('codepipeline.started', at, { state: 'FAILED', pipeline })));
    expect(issue.namespace).toBe('mapped-namespace');
  });
});

describe('builds', () => {
  testEvents(builds, send);

  // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html
  test.each(['FAILED', 'FAULT', 'TIMED_OUT'])('that end as %s are issues', async (status) => {
    const at = delivery(newNamespace(), 0);
    const answer = await send(event('codebuild.succeeded', at, { 'build-status': status }));
    expect(issueOf(answer)).toMatchObject({ state: 'ACTIVE', occurrences: 1 });
  });

  test('make an issue of the project, with the phase that failed and what it said', async () => {
    const namespace = newNamespace();
    const { detail } = partOf(builds.failure(delivery(namespace, 0)).body);
    const more = partOf(partOf(detail)['additional-information']);
    const phases = [
      { 'phase-type': 'INSTALL', 'phase-status': 'SUCCEEDED', 'phase-context': [] },
      {
        'phase-type': 'BUILD',
        'phase-status': 'FAILED',
        'phase-context': [
          'COMMAND_EXECUTION_ERROR: Error while executing command: npm test. Reason: exit status 1',
        ],
      },
      { 'phase-type': 'FINALIZING', 'phase-status': 'SUCCEEDED', 'phase-context': [' : '] },
    ];
    const failed = (changes: object) =>
      send(
        event('codebuild.succeeded', delivery(namespace, 0), {
          'build-status': 'FAILED',
          'additional-information': { ...more, phases, ...changes },
        }),
      );
    const issue = issueOf(await failed({}));
    expect(issue).toMatchObject({
      title: 'Build failed: my-sample-project',
      description: [
        `The build my-sample-project:8745a7a9-c340-456a-9166-edf953571bEX of my-sample-project ended as FAILED (${namespace}, us-west-2)`,
        'BUILD FAILED: COMMAND_EXECUTION_ERROR: Error while executing command: npm test. Reason: exit status 1',
        'Source version: my-source-version',
      ].join('\n'),
      issueType: 'build',
      scope: { resourceType: 'codebuild', resourceName: 'my-sample-project' },
      links: [{ title: 'Build Logs', url: expect.stringContaining('#logEvent:group=/aws/codebuild/') }],
    });
    const other = {
      'phase-type': 'DOWNLOAD_SOURCE',
      'phase-status': 'FAILED',
      'phase-context': ['CLIENT_ERROR'],
    };
    expect(issueOf(await failed({ phases: [other] })).id).not.toBe(issue.id);
    // The same end of a build, emitted as another event.
    expect((await failed({})).body).toMatchObject({ duplicate: true });
  });
});

test.each([
  ['of another service', { source: 'aws.ec2' }],
  ['that only looks like one of AWS', { source: 'my.codepipeline' }],
  ['of another kind', { 'detail-type': 'CodePipeline Stage Execution State Change' }],
])("an event %s is none of Kite's business", async (_what, changes) => {
  const { headers, body } = pipelines.failure(delivery(newNamespace(), 0));
  const answer = await send({ headers, body: { ...partOf(body), ...changes } });
  expect(answer.body).toEqual({ info: 'No rule takes it' });
});
