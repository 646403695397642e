import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { EVENTS_PATH } from '../../../local/gateway.ts';
import { list, newNamespace, served } from '../../support/kite.ts';
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
function event(
  path: string,
  { namespace, at, id }: Delivery,
  changes: Record<string, unknown>,
  envelope: Record<string, unknown> = {},
): Sent {
  const body = fixture(`aws/${path}`);
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const detail = { ...partOf(body.detail), ...changes };
  return { headers: {}, body: { ...body, account: namespace, time, id, detail, ...envelope } };
}

const active = async (namespace: string) => (await list(`namespace=${namespace}&state=ACTIVE`)).total;

const answers = z.array(z.object({ status: z.number(), body: z.unknown() })).max(1);

/** To the bus; an event that no rule takes never reaches Kite. */
async function send({ body }: Sent) {
  const response = await fetch(`${served.url}${EVENTS_PATH}`, { method: 'POST', body: JSON.stringify(body) });
  const [answer] = answers.parse(await response.json());
  return answer ?? { status: 200, body: { info: 'No rule takes it' } };
}

const pipelines: EventsUnderTest = {
  sender: 'aws',
  failure: (at) => event('codepipeline.failed', at, {}),
  success: (at) => event('codepipeline.succeeded', at, {}),
  ignored: (at) => event('codepipeline.started', at, {}),
};
const builds: EventsUnderTest = {
  sender: 'aws',
  // Of AWS's own there is one that succeeded: these, with another status.
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
  sender: 'aws',
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
      scope: { resourceType: 'alarm', resourceName: `${namespace}/us-east-1/ServerCpuTooHigh` },
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

describe('an alarm that is gone', () => {
  const composite = (path: string, at: Delivery) => event(path, at, {}, { region: 'eu-north-1' });

  test('is over when it is deleted', async () => {
    const namespace = newNamespace();
    const at = delivery(namespace, 0);
    const state = {
      ...partOf(partOf(fixture('aws/alarm.composite').detail).state),
      timestamp: at.at.toISOString().replace('Z', '+0000'),
    };
    await send(event('alarm.composite', at, { state }, { region: 'eu-north-1' }));
    expect(await active(namespace)).toBe(1);
    expect((await send(composite('alarm.deleted', delivery(namespace, 1)))).body).toMatchObject({
      message: `Resolved 1 issue(s) for deleted alarm ${namespace}/eu-north-1/ServiceAggregatedAlarm`,
    });
  });

  test('is not over when it is changed, nor are the series that it watches its own', async () => {
    const changed = event('alarm.deleted', delivery(newNamespace(), 0), { operation: 'update' });
    const contributor = composite('alarm.contributor', delivery(newNamespace(), 0));
    for (const sent of [changed, contributor]) {
      expect((await send(sent)).body).toEqual({ info: 'No rule takes it' });
    }
  });
});

test.each([
  ['region', { region: 'ap-south-1' }, 'alarm'],
  ['account', { account: 'another' }, 'alarm'],
  ['region', { region: 'ap-south-1' }, 'codepipeline'],
  ['region', { region: 'ap-south-1' }, 'codebuild'],
])('of two with one name, that of another %s (%j) is another %s', async (_what, other, kind) => {
  const namespace = newNamespace();
  const { failure, success } = { alarm: alarms, codepipeline: pipelines, codebuild: builds }[kind] ?? alarms;
  const failed = failure(delivery('mapped-owner', 0));
  const name = { alarmName: namespace, pipeline: namespace, 'project-name': namespace };
  const named = ({ headers, body }: Sent, changes: object = {}) => {
    const sent = partOf(body);
    return { headers, body: { ...sent, ...changes, detail: { ...partOf(sent.detail), ...name } } };
  };
  const { id } = issueOf(await send(named(failed)));
  await send(named(success(delivery('mapped-owner', 1)), other));
  const again = issueOf(await send(named(failure(delivery('mapped-owner', 2)))));
  expect(again).toMatchObject({ id, state: 'ACTIVE', occurrences: 2 });
  expect(again.detectedAt).toBe(again.createdAt);
});

describe('pipelines', () => {
  testEvents(pipelines, send);

  test.each(['ManualRollback', 'AutomatedRollback'])('that are rolled back (%s) still fail', async (type) => {
    const namespace = newNamespace();
    await send(pipelines.failure(delivery(namespace, 0)));
    const trigger = { state: 'SUCCEEDED', 'execution-trigger': { 'trigger-type': type } };
    await send(event('codepipeline.succeeded', delivery(namespace, 1), trigger));
    expect(await active(namespace)).toBe(1);
    const { detail } = fixture('aws/codepipeline.started-by-a-person');
    const started = { ...partOf(detail), state: 'SUCCEEDED' };
    await send(event('codepipeline.succeeded', delivery(namespace, 2), started));
    expect(await active(namespace)).toBe(0);
  });

  test('make an issue of the pipeline', async () => {
    const namespace = newNamespace();
    expect(issueOf(await send(pipelines.failure(delivery(namespace, 0))))).toMatchObject({
      title: 'Pipeline failed: myPipeline',
      description: `The execution 12345678-1234-5678-abcd-12345678abcd of the pipeline myPipeline failed (${namespace}, us-west-2)`,
      issueType: 'pipeline',
      severity: 'major',
      namespace,
      scope: {
        resourceType: 'codepipeline',
        resourceName: `${namespace}/us-west-2/myPipeline`,
        resourceNamespace: namespace,
      },
      links: [
        {
          title: 'Pipeline Execution',
          url: 'https://us-west-2.console.aws.amazon.com/codesuite/codepipeline/pipelines/myPipeline/executions/12345678-1234-5678-abcd-12345678abcd/timeline?region=us-west-2',
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

/** What a build says of its source and of who started it. */
const SHA = ['8f2d5c31b6a7e90412cd3e4f5a6b7c8d9e0f1a2b', '0c9b8a7d6e5f4c3b2a190817263544536271809f'];
const main = { 'source-version': 'refs/heads/main' };
const variables = (values: Record<string, string>) => ({
  environment: {
    'environment-variables': Object.entries(values).map(([name, value]) => ({ name, value })),
  },
});
const part = (name: string) => ({ ...main, ...variables({ CODEBUILD_BATCH_BUILD_IDENTIFIER: name }) });
const sourced = (at: Delivery, status: string, about: object) =>
  event('codebuild.succeeded', at, {
    'build-status': status,
    'build-id': at.id,
    'additional-information': about,
  });

describe('a build that succeeds', () => {
  test.each([
    ['of a pull request', main, { 'source-version': 'pr/7' }],
    ['of another branch', { 'source-version': 'main' }, { 'source-version': 'feature/main' }],
    ['of a tag', main, { 'source-version': 'refs/tags/main' }],
    ["of the project's own version", { 'source-version': 'release' }, {}],
    ['of some commit that a person builds', main, { 'source-version': SHA[0], initiator: 'ada' }],
    [
      'of some commit that a webhook builds',
      { initiator: 'rule/nightly' },
      { 'source-version': SHA[0], initiator: 'GitHub-Hookshot/8f2d5c3' },
    ],
    [
      'of another pipeline',
      { 'source-version': 'arn:aws:s3:::artifacts/main/a1b2.zip', initiator: 'codepipeline/main' },
      { 'source-version': 'arn:aws:s3:::artifacts/dev/c3d4.zip', initiator: 'codepipeline/dev' },
    ],
    ['of another part of its batch', part('linux'), part('windows')],
    ['of a batch', main, part('linux')],
    [
      'of a batch that is not told',
      main,
      { ...main, 'build-batch-arn': 'arn:aws:codebuild:::build-batch/a:1' },
    ],
    [
      "of a pull request in GitHub's action",
      { 'source-version': SHA[0], ...variables({ GITHUB_REF: 'refs/heads/main' }) },
      { 'source-version': SHA[1], ...variables({ GITHUB_REF: 'refs/pull/7/merge' }) },
    ],
  ])('%s resolves no failure of another line', async (_what, failed, succeeded) => {
    const namespace = newNamespace();
    await send(sourced(delivery(namespace, 0), 'FAILED', failed));
    await send(sourced(delivery(namespace, 1), 'SUCCEEDED', succeeded));
    expect(await active(namespace)).toBe(1);
  });

  test.each([
    ['the branch', main, { 'source-version': `refs/heads/main^{${SHA[0]}}` }],
    ['the branch by its name', { 'source-version': 'main' }, main],
    ['the pull request', { 'source-version': 'pr/7' }, { 'source-version': `refs/pull/7/head^{${SHA[0]}}` }],
    ["the project's own version, by whomever", { initiator: 'rule/nightly' }, { initiator: 'ada' }],
    [
      "the webhook's",
      { 'source-version': SHA[0], initiator: 'GitHub-Hookshot/8f2d5c3' },
      { 'source-version': SHA[1], initiator: 'GitHub-Hookshot/9e1a4b2' },
    ],
    [
      "the pipeline's",
      { 'source-version': 'arn:aws:s3:::artifacts/main/a1b2.zip', initiator: 'codepipeline/main' },
      { 'source-version': SHA[0], initiator: 'codepipeline/main' },
    ],
    ["the batch's part", part('linux'), part('linux')],
    [
      'the source in S3',
      { source: { type: 'S3' }, 'source-version': 'Jq1v' },
      { source: { type: 'S3' }, 'source-version': 'Xp9z' },
    ],
  ])('resolves the failure of %s', async (_what, failed, succeeded) => {
    const namespace = newNamespace();
    await send(sourced(delivery(namespace, 0), 'FAILED', failed));
    await send(sourced(delivery(namespace, 1), 'SUCCEEDED', succeeded));
    expect(await active(namespace)).toBe(0);
  });
});

test('an event costs nothing for a field that Kite can do without', async () => {
  const about = { ...main, logs: 'none', phases: [{ 'phase-type': 'BUILD', 'phase-context': [null] }] };
  const answer = await send(sourced(delivery(newNamespace(), 0), 'FAILED', about));
  expect(answer).toMatchObject({ status: 201, body: { warnings: expect.any(Array) } });
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
      scope: {
        resourceType: 'codebuild',
        resourceName: `${namespace}/us-west-2/my-sample-project`,
      },
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
