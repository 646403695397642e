import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';
import { LostEvents } from './lost-events.ts';

/** Stream records of items that DynamoDB deleted because they expired (developer guide, ttl-expired-items). */
const EXPIRED = {
  eventName: ['REMOVE'],
  userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] },
};

/** What Lambda needs to read a stream (developer guide, with-ddb). */
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/** The function that cleans up after expired issues, fed by the table's stream. */
export class Expiry extends KiteFunction {
  constructor(scope: Construct, id: string, props: Omit<KiteFunctionProps, 'description'>) {
    super(scope, id, { ...props, description: 'what has expired' });
    const { tableStreamArn } = props.table;
    if (tableStreamArn === undefined) throw new Error('The table must have a stream');
    this.handler.addToRolePolicy(
      new PolicyStatement({
        actions: STREAM_ACTIONS.map((action) => `dynamodb:${action}`),
        resources: [tableStreamArn],
      }),
    );
    this.handler.addEventSourceMapping('Stream', {
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(EXPIRED)],
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(10),
      bisectBatchOnError: true,
      // About a day, as long as the stream keeps records: Lambda waits longer each time, a minute at most.
      retryAttempts: 1_000,
      onFailure: new SqsDlq(new LostEvents(this, 'Lost')),
    });
  }
}
