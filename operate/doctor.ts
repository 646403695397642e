import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  GetAccountSettingsCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { ACTIVE_IN_SCOPE, BY_NAMESPACE } from '../functions/shared/store/names.ts';
import { endpoints } from '../lib/endpoints.ts';
import { type DeployedStack, idsOf } from './stack.ts';

/** What one look at a deployed stage found. */
export interface Finding {
  readonly about: string;
  /** What is there, in a few words. */
  readonly found: string;
  /** What to do about it. @default - all is well */
  readonly todo?: string | undefined;
  /** Whether it can be meant so: a choice, not a fault. @default false */
  readonly isChoice?: boolean;
}

const DAY_MS = 86_400_000;
/** How old a secret may become. */
const FRESH_DAYS = 365;
/** The concurrent executions that every account has after its first weeks, and below which 429 and 503 come early. */
const USUAL_CONCURRENCY = 1_000;
const LAG_MS = 60_000;
const choose = (stage: string, option: string) =>
  `put ${option} into stages/${stage}.json, then npm run deploy -- ${stage}`;
/** What waits where, by the beginning of the queue's or bucket's logical id. */
const LOST: readonly (readonly [prefix: string, what: string])[] = [
  ['ExpiryLostBatches', 'batches of expired issues'],
  ['ExpiryLost', 'expired issues'],
  ['AwsEventsLost', "AWS's own events"],
];

/** A check that cannot be made is a finding too. */
type Check = (stack: DeployedStack, stage: string) => Promise<readonly Finding[]>;

async function checkStack({ name, status, isProtected }: DeployedStack, stage: string): Promise<Finding[]> {
  const isWell = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status);
  return [
    {
      about: 'stack',
      found: `${name} is ${status}`,
      todo: isWell
        ? undefined
        : `see why: aws cloudformation describe-stack-events --stack-name ${name}; then npm run deploy -- ${stage}`,
    },
    {
      about: 'stack',
      found: isProtected ? 'cannot be deleted by mistake' : 'can be deleted by mistake',
      todo: isProtected ? undefined : choose(stage, '"kite:terminationProtection": true'),
      isChoice: true,
    },
  ];
}

async function checkTable(stack: DeployedStack, stage: string): Promise<Finding[]> {
  const client = new DynamoDBClient({});
  const [TableName = ''] = idsOf(stack, 'AWS::DynamoDB::Table');
  const [{ Table }, { ContinuousBackupsDescription }, { TimeToLiveDescription }] = await Promise.all([
    client.send(new DescribeTableCommand({ TableName })),
    client.send(new DescribeContinuousBackupsCommand({ TableName })),
    client.send(new DescribeTimeToLiveCommand({ TableName })),
  ]);
  const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  const indexes = [...(Table?.LocalSecondaryIndexes ?? []), ...(Table?.GlobalSecondaryIndexes ?? [])];
  const isProtected = Table?.DeletionProtectionEnabled === true;
  const again = `npm run deploy -- ${stage}: the table was changed by hand, or restored`;
  const keep = `npm run deploy -- ${stage}, without "kite:removal": "destroy"`;
  const is = (found: string, isWell: boolean, todo: string): Finding => ({
    about: 'table',
    found,
    todo: isWell ? undefined : todo,
  });
  return [
    is(
      `${TableName} is ${Table?.TableStatus}`,
      Table?.TableStatus === 'ACTIVE',
      'wait; look at the table in the console',
    ),
    { ...is(isProtected ? 'refuses deletion' : 'can be deleted', isProtected, keep), isChoice: true },
    is(`point-in-time recovery is ${recovery}`, recovery === 'ENABLED', again),
    is(
      `time to live is ${TimeToLiveDescription?.TimeToLiveStatus}`,
      TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED',
      again,
    ),
    is(
      `its stream is ${Table?.StreamSpecification?.StreamEnabled ? 'on' : 'off'}`,
      Table?.StreamSpecification?.StreamEnabled === true,
      again,
    ),
    ...[ACTIVE_IN_SCOPE, BY_NAMESPACE].map((name) => {
      const index = indexes.find(({ IndexName }) => IndexName === name);
      // A local index has no status: it is there with the table.
      const status = index && 'IndexStatus' in index ? index.IndexStatus : index && 'ACTIVE';
      const todo = index ? 'wait until it is filled; lists are incomplete until then' : again;
      return is(`index ${name} is ${status ?? 'missing'}`, status === 'ACTIVE', todo);
    }),
  ];
}

async function checkSecrets(stack: DeployedStack, stage: string): Promise<Finding[]> {
  const client = new SSMClient({});
  const ofSender = async (sender: string): Promise<Finding> => {
    const Name = `/kite/${stage}/${sender}`;
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name }));
      const days = Math.floor((Date.now() - (Parameter?.LastModifiedDate?.getTime() ?? 0)) / DAY_MS);
      const isSecure = Parameter?.Type === 'SecureString';
      const isFresh = days <= FRESH_DAYS;
      const todo = !isSecure
        ? `store it as a SecureString (docs/senders.md, Secrets)`
        : `rotate it: the new one and the old one, then the new one alone (docs/senders.md, Secrets)`;
      return {
        about: `secret of ${sender}`,
        found: `is ${days} days old${isSecure ? '' : ', and not encrypted'}`,
        todo: isSecure && isFresh ? undefined : todo,
      };
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
      return {
        about: `secret of ${sender}`,
        found: 'is not set: its events are refused',
        todo: `if it is to report, store one at ${Name} (docs/senders.md, Secrets)`,
        isChoice: true,
      };
    }
  };
  const isRedelivering = idsOf(stack, 'AWS::Lambda::Function', 'GithubRedelivery').length > 0;
  const names = [
    ...endpoints.flatMap(({ sender }) => sender ?? []),
    ...(isRedelivering ? ['github-redelivery'] : []),
  ];
  return Promise.all(names.map(ofSender));
}

async function checkStream(stack: DeployedStack, stage: string): Promise<Finding[]> {
  const [FunctionName = ''] = idsOf(stack, 'AWS::Lambda::Function', 'Expiry');
  const [{ EventSourceMappings: [mapping] = [] }, { Datapoints = [] }] = await Promise.all([
    new LambdaClient({}).send(new ListEventSourceMappingsCommand({ FunctionName })),
    new CloudWatchClient({}).send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/Lambda',
        MetricName: 'IteratorAge',
        Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
        StartTime: new Date(Date.now() - 15 * 60_000),
        EndTime: new Date(),
        Period: 300,
        Statistics: ['Maximum'],
      }),
    ),
  ]);
  const lag = Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
  return [
    {
      about: 'stream',
      found: `is ${mapping?.State ?? 'read by nobody'}`,
      todo:
        mapping?.State === 'Enabled'
          ? undefined
          : `enable the trigger of the function ${FunctionName}, or npm run deploy -- ${stage}`,
    },
    {
      about: 'stream',
      found: `was ${Math.round(lag / 1_000)} s behind at most in the last quarter of an hour`,
      todo: lag <= LAG_MS ? undefined : 'docs/runbook.md#stream-age',
    },
  ];
}

async function checkDeadLetters(stack: DeployedStack, stage: string): Promise<Finding[]> {
  const [sqs, s3] = [new SQSClient({}), new S3Client({})];
  const redrive = `docs/runbook.md#dead-letters: mend the reason, then npm run redrive -- --stage ${stage}`;
  const finding = (count: number, what: string, where: string): Finding => ({
    about: 'dead letters',
    found: `${count.toLocaleString('en')} ${what} wait in ${where}`,
    todo: count === 0 ? undefined : redrive,
  });
  const lostIn = (type: string) =>
    stack.resources
      .filter((resource) => resource.type === type)
      .map(({ logicalId, physicalId }) => {
        const [, what = 'events'] = LOST.find(([prefix]) => logicalId.startsWith(prefix)) ?? [];
        return { what, physicalId };
      });
  const queues = lostIn('AWS::SQS::Queue').map(async ({ what, physicalId: QueueUrl }): Promise<Finding> => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    const count = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    return finding(count, what, `the queue ${QueueUrl.split('/').at(-1)}`);
  });
  const buckets = lostIn('AWS::S3::Bucket').map(async ({ what, physicalId: Bucket }): Promise<Finding> => {
    const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket }));
    // It lists a thousand at most.
    return finding(KeyCount, KeyCount < 1_000 ? what : `or more ${what}`, `the bucket ${Bucket}`);
  });
  return Promise.all([...queues, ...buckets]);
}

async function checkLimits(): Promise<Finding[]> {
  const { AccountLimit } = await new LambdaClient({}).send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: free = 0 } = AccountLimit ?? {};
  return [
    {
      about: 'limits',
      found: `${all} functions of the account may run at once, ${free} of them are not reserved`,
      todo:
        all >= USUAL_CONCURRENCY
          ? undefined
          : 'ask for more: Service Quotas, Lambda, Concurrent executions (docs/runbook.md#throttles)',
    },
  ];
}

async function checkAlarms(stack: DeployedStack, stage: string): Promise<Finding[]> {
  const alarms: MetricAlarm[] = [];
  const names = idsOf(stack, 'AWS::CloudWatch::Alarm');
  const pages = paginateDescribeAlarms(
    { client: new CloudWatchClient({}) },
    { AlarmNamePrefix: `${stack.name}-` },
  );
  for await (const { MetricAlarms = [] } of pages) {
    alarms.push(...MetricAlarms.filter(({ AlarmName = '' }) => names.includes(AlarmName)));
  }
  const ringing = alarms.filter(({ StateValue }) => StateValue === 'ALARM');
  const silent = alarms.filter(
    ({ ActionsEnabled, AlarmActions = [] }) => !ActionsEnabled || AlarmActions.length === 0,
  );
  const topics = [...new Set(alarms.flatMap(({ AlarmActions = [] }) => AlarmActions))];
  return [
    {
      about: 'alarms',
      found: `${alarms.length} of ${names.length} are there, ${silent.length} of them ring nowhere`,
      todo:
        alarms.length < names.length || names.length === 0
          ? `npm run deploy -- ${stage}`
          : silent.length > 0
            ? choose(stage, '"kite:alarmTopic": "<e-mail address, or ARN of an SNS topic>"')
            : undefined,
    },
    ...ringing.map(({ AlarmName = '', AlarmDescription = '' }) => ({
      about: 'alarms',
      found: `${AlarmName} rings`,
      todo: AlarmDescription,
    })),
    ...(await Promise.all(topics.map(checkTopic))),
  ];
}

async function checkTopic(TopicArn: string): Promise<Finding> {
  const { Subscriptions = [] } = await new SNSClient({}).send(
    new ListSubscriptionsByTopicCommand({ TopicArn }),
  );
  const confirmed = Subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'));
  return {
    about: 'alarms',
    found: `${confirmed.length} of ${Subscriptions.length} subscriptions of ${TopicArn} are confirmed`,
    todo: confirmed.length > 0 ? undefined : 'confirm the mail that SNS sent, or subscribe somebody',
  };
}

const CHECKS: Readonly<Record<string, Check>> = {
  stack: checkStack,
  table: checkTable,
  secrets: checkSecrets,
  stream: checkStream,
  'dead letters': checkDeadLetters,
  limits: checkLimits,
  alarms: checkAlarms,
};

/** Looks at everything of a deployed stage that can be wrong without a request failing; changes nothing. */
export async function* examine(stack: DeployedStack, stage: string): AsyncGenerator<Finding> {
  for (const [about, check] of Object.entries(CHECKS)) {
    try {
      yield* await check(stack, stage);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      yield {
        about,
        found: `could not be looked at: ${name}: ${message}`,
        todo: 'see docs/operations.md, Doctor, for the permissions it needs',
      };
    }
  }
}
