import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { endpoints } from '../../lib/endpoints.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { type FakeAws, startFakeAws, tellOfStack } from '../support/fake-aws.ts';

const SENDERS = endpoints.flatMap(({ sender }) => sender ?? []);
const DAY_MS = 86_400_000;
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:on-call';

let aws: FakeAws;
let queue: string;
beforeAll(async () => {
  aws = await startFakeAws();
  queue = `${aws.endpoint}/123456789012/lost`;
});
afterAll(() => aws.close());

/** An account in which all is well; each test spoils something. */
beforeEach(() => {
  aws.failing.clear();
  tellOfStack(aws, [
    ['AWS::DynamoDB::Table', 'Issues', 'Kite-prod-Issues'],
    ['AWS::Lambda::Function', 'ExpiryFunction', 'Kite-prod-Expiry'],
    ['AWS::Lambda::Function', 'GithubRedeliveryFunction', 'Kite-prod-GithubRedelivery'],
    ['AWS::SQS::Queue', 'ExpiryLost', queue],
    ['AWS::S3::Bucket', 'ExpiryLostBatches', 'lost-batches'],
    ['AWS::CloudWatch::Alarm', 'AlarmsApiErrors', 'Kite-prod-ApiErrors'],
  ]);
  aws.buckets.set('lost-batches', new Map());
  tellOfTable();
  tellOfAlarm();
  tellOfMessages(0);
  tellOfSecret(() => 10);
  answer('DescribeContinuousBackups', {
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  });
  answer('DescribeTimeToLive', { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' } });
  answer('GetMetricStatistics', { Datapoints: [{ Maximum: 900 }] });
  answer('GET /2015-03-31/event-source-mappings', { EventSourceMappings: [{ State: 'Enabled' }] });
  answer('GET /2016-08-19/account-settings', {
    AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 },
  });
  tellOfSubscription('arn:aws:sns:eu-central-1:123456789012:on-call:1');
});

const answer = (action: string, output: object) => aws.answers.set(action, () => JSON.stringify(output));
const tellOfTable = (changes: object = {}) =>
  answer('DescribeTable', {
    Table: {
      TableStatus: 'ACTIVE',
      DeletionProtectionEnabled: true,
      StreamSpecification: { StreamEnabled: true },
      LocalSecondaryIndexes: [{ IndexName: 'activeInScope' }],
      GlobalSecondaryIndexes: [{ IndexName: 'byNamespace', IndexStatus: 'ACTIVE' }],
      ...changes,
    },
  });
const tellOfAlarm = (changes: object = {}) =>
  answer('DescribeAlarms', {
    MetricAlarms: [
      {
        AlarmName: 'Kite-prod-ApiErrors',
        AlarmDescription: 'What to do: docs/runbook.md#api-errors',
        ActionsEnabled: true,
        AlarmActions: [TOPIC],
        StateValue: 'OK',
        ...changes,
      },
    ],
  });
const tellOfMessages = (count: number) =>
  answer('GetQueueAttributes', { Attributes: { ApproximateNumberOfMessages: String(count) } });
const tellOfSubscription = (arn: string) =>
  aws.answers.set(
    'ListSubscriptionsByTopic',
    () => `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member>
      <SubscriptionArn>${arn}</SubscriptionArn></member></Subscriptions></ListSubscriptionsByTopicResult>
      </ListSubscriptionsByTopicResponse>`,
  );
/** @param daysOld of a sender's secret */
const tellOfSecret = (daysOld: (sender: string) => number, Type = 'SecureString') =>
  aws.answers.set('GetParameter', ({ Name }) => {
    const changed = Date.now() - daysOld(String(Name).replace('/kite/prod/', '')) * DAY_MS;
    return JSON.stringify({ Parameter: { Name, Type, LastModifiedDate: changed / 1_000 } });
  });

/** Runs `npm run doctor -- --stage prod`. */
async function doctor(): Promise<{ code: number; output: string }> {
  const run = promisify(execFile)(process.execPath, ['--no-warnings', 'bin/doctor.ts', '--stage', 'prod'], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: {
      ...process.env,
      ...LOCAL_CREDENTIALS,
      NODE_OPTIONS: '',
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: aws.endpoint,
    },
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error) => ({ code: error.code, output: error.stdout + error.stderr }),
  );
}

test('where all is well, every line says so', async () => {
  const { code, output } = await doctor();
  expect(output).not.toMatch(/^[✗–]/m);
  expect(code).toBe(0);
  const about = [...output.matchAll(/^✓ ([^:]+):/gm)].map(([, name]) => name);
  expect(new Set(about)).toEqual(
    new Set([
      'stack',
      'table',
      ...[...SENDERS, 'github-redelivery'].map((sender) => `secret of ${sender}`),
      'stream',
      'dead letters',
      'limits',
      'alarms',
    ]),
  );
}, 60_000);

test('whatever is wrong is said at once, with what to do', async () => {
  tellOfTable({
    DeletionProtectionEnabled: false,
    StreamSpecification: undefined,
    LocalSecondaryIndexes: [],
    GlobalSecondaryIndexes: [{ IndexName: 'byNamespace', IndexStatus: 'CREATING' }],
  });
  answer('DescribeContinuousBackups', {
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  });
  answer('DescribeTimeToLive', { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
  answer('GetMetricStatistics', { Datapoints: [{ Maximum: 900 }, { Maximum: 120_000 }] });
  answer('GET /2015-03-31/event-source-mappings', { EventSourceMappings: [{ State: 'Disabled' }] });
  answer('GET /2016-08-19/account-settings', {
    AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
  });
  tellOfSecret((sender) => (sender === 'github' ? 400 : 10));
  tellOfMessages(3);
  aws.buckets.set('lost-batches', new Map([['aws/lambda/1', '{}']]));
  tellOfAlarm({ StateValue: 'ALARM' });
  tellOfSubscription('PendingConfirmation');
  const { code, output } = await doctor();
  expect(code).toBe(1);
  const wrong = [...output.matchAll(/^([✗–] .+)\n {4}(.+)$/gm)].map(
    ([, found, todo]) => `${found} > ${todo}`,
  );
  expect(wrong).toEqual([
    '– table: can be deleted > npm run deploy -- prod, without "kite:removal": "destroy"',
    '✗ table: point-in-time recovery is DISABLED > npm run deploy -- prod: the table was changed by hand, or restored',
    '✗ table: time to live is DISABLED > npm run deploy -- prod: the table was changed by hand, or restored',
    '✗ table: its stream is off > npm run deploy -- prod: the table was changed by hand, or restored',
    '✗ table: index activeInScope is missing > npm run deploy -- prod: the table was changed by hand, or restored',
    '✗ table: index byNamespace is CREATING > wait until it is filled; lists are incomplete until then',
    expect.stringMatching(/^✗ secret of github: is 400 days old > rotate it/),
    '✗ stream: is Disabled > enable the trigger of the function Kite-prod-Expiry, or npm run deploy -- prod',
    '✗ stream: was 120 s behind at most in the last quarter of an hour > docs/runbook.md#stream-age',
    expect.stringMatching(
      /^✗ dead letters: 3 expired issues wait in the queue lost > docs\/runbook.md#dead-letters: .+ npm run redrive -- --stage prod$/,
    ),
    expect.stringMatching(
      /^✗ dead letters: 1 batches of expired issues wait in the bucket lost-batches > docs\/runbook.md#dead-letters/,
    ),
    expect.stringMatching(/^✗ limits: 10 functions of the account may run at once, 10 .+ > ask for more/),
    '✗ alarms: Kite-prod-ApiErrors rings > What to do: docs/runbook.md#api-errors',
    `✗ alarms: 0 of 1 subscriptions of ${TOPIC} are confirmed > confirm the mail that SNS sent, or subscribe somebody`,
  ]);
}, 60_000);

test('alarms without a destination, a secret in the clear, and what may not be looked at', async () => {
  tellOfAlarm({ AlarmActions: [] });
  tellOfSecret(() => 1, 'String');
  aws.failing.add('GetQueueAttributes');
  const { code, output } = await doctor();
  expect(code).toBe(1);
  expect(output).toContain(
    '✗ alarms: 1 of 1 are there, 1 of them ring nowhere\n    put "kite:alarmTopic": "<e-mail address, or ARN of an SNS topic>" into stages/prod.json, then npm run deploy -- prod',
  );
  expect(output).toMatch(
    /✗ secret of github: is 1 days old, and not encrypted\n {4}store it as a SecureString/,
  );
  expect(output).toMatch(/✗ dead letters: could not be looked at: .+\n {4}see docs\/operations.md, Doctor/);
}, 60_000);

test('a sender without a secret is a choice', async () => {
  aws.answers.delete('GetParameter');
  aws.missing.add('GetParameter');
  const { code, output } = await doctor();
  aws.missing.clear();
  expect(output).toMatch(
    /– secret of github: is not set: its events are refused\n {4}if it is to report, store one at \/kite\/prod\/github/,
  );
  expect(code).toBe(0);
}, 60_000);
