import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';
import { LostBatches } from './lost-batches.ts';
import { LostEvents } from './lost-events.ts';

/** Stream records of items that DynamoDB deleted because they expired (developer guide, ttl-expired-items). */
const EXPIRED = {
  eventName: ['REMOVE'],
  userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] },
};

/** What Lambda needs to read a stream (developer guide, with-ddb). */
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

export interface ExpiryProps extends Omit<KiteFunctionProps, 'description' | 'timeoutSeconds'> {
  /** What becomes of batches that were given up, when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** The function that cleans up after expired issues, fed by the table's stream. */
export class Expiry extends KiteFunction {
  /** Holds what the function could not do, although the table answers. */
  readonly lost: LostEvents;
  /** How many records Lambda gave up, and put into the bucket. */
  readonly recordsGivenUp: Metric;

  constructor(scope: Construct, id: string, { removalPolicy, ...props }: ExpiryProps) {
    // Time for a whole batch, and to set aside what fails, while the table is slow.
    super(scope, id, { ...props, description: 'what has expired', timeoutSeconds: 60 });
    const { tableStreamArn } = props.table;
    if (tableStreamArn === undefined) throw new Error('The table must have a stream');
    this.lost = new LostEvents(this, 'Lost');
    this.handler.addEnvironment('LOST_QUEUE', this.lost.queueUrl);
    const lostBatches = new LostBatches(this, 'LostBatches', { removalPolicy });
    const allow = (actions: readonly string[], resource: string) =>
      this.handler.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    allow(['sqs:SendMessage'], this.lost.queueArn);
    // Lambda writes there as this function (developer guide, services-dynamodb-errors).
    allow(['s3:PutObject'], lostBatches.arnForObjects('*'));
    allow(['s3:ListBucket'], lostBatches.bucketArn);
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${lostBatches.logicalId}.Arn>/*]`,
      reason: 'Lambda chooses the names of the objects.',
    });
    allow(
      STREAM_ACTIONS.map((action) => `dynamodb:${action}`),
      tableStreamArn,
    );
    const mapping = this.handler.addEventSourceMapping('Stream', {
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(EXPIRED)],
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(10),
      // The function sets aside by itself what fails alone. These are for when it cannot run, or the table is down.
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 10,
      // A bucket gets the whole batch; a queue would only get its place in the stream, which forgets in a day.
      onFailure: { bind: () => ({ destination: lostBatches.bucketArn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    // A bucket has no metric of its own that is there within a day.
    this.recordsGivenUp = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'OnFailureDestinationDeliveredEventCount',
      dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
      statistic: Stats.SUM,
    });
  }
}
