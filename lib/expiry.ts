import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';
import { LostEvents } from './lost-events.ts';

/** How the table's stream tells of an item that DynamoDB has deleted by itself (developer guide, ttl-expired-items). */
const EXPIRED = {
  eventName: ['REMOVE'],
  userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] },
};

/** What Lambda needs of a stream (developer guide, with-ddb). */
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/** The function that is told, by the table's stream, of what has expired. */
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
      // A day, as long as the stream keeps it: Lambda waits longer each time, a minute at most.
      retryAttempts: 1_000,
      onFailure: new SqsDlq(new LostEvents(this, 'Lost')),
    });
  }
}
