import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BY_NAMESPACE } from '../functions/shared/store/names.ts';
import type { Expiry } from './expiry.ts';
import type { IssueTable } from './issue-table.ts';

export interface AlarmsProps {
  readonly api: HttpApi;
  readonly table: IssueTable;
  readonly authorizer: IFunction;
  /** What the table's stream is given to. */
  readonly expiry: Expiry;
  /** The functions that no route leads to, but for the authorizer. */
  readonly unrouted: readonly IFunction[];
  /** The functions whose events wait in a queue when they fail. */
  readonly queued: readonly { readonly handler: IFunction; readonly lost: IQueue }[];
  /** An SNS topic's ARN, or an e-mail address. @default - they ring nowhere */
  readonly destination?: string | undefined;
}

/** The operations that functions ask the table for; an alarm may look at ten metrics, and pays for each. */
export const OPERATIONS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
];

const PERIOD = { period: Duration.minutes(5) };

interface Rule {
  readonly metric: IMetric;
  /** Rings from this value on. */
  readonly threshold: number;
  /** Of this many periods in a row. @default 1 */
  readonly periods?: number;
  /** What it means, in a few words. */
  readonly means: string;
  /** Its section of docs/runbook.md. */
  readonly section: string;
}

/**
 * All alarms of a stack. Functions behind the gateway have none of their own, which would be over a hundred: whatever
 * goes wrong in them is a 5xx of the gateway, or makes it slow.
 */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const topic = props.destination && this.#topic(props.destination);
    this.alarms = Object.entries(rulesOf(props)).map(([name, rule]) => {
      const { metric, threshold, periods = 1, means, section } = rule;
      const alarm = new Alarm(this, name, {
        alarmName: `${Stack.of(this).stackName}-${name}`,
        alarmDescription: `${means} What to do: docs/runbook.md#${section}`,
        metric,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: periods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (topic) {
        alarm.addAlarmAction(new SnsAction(topic));
        alarm.addOkAction(new SnsAction(topic));
      }
      return alarm;
    });
  }

  #topic(destination: string): ITopic {
    if (destination.startsWith('arn:')) return Topic.fromTopicArn(this, 'Topic', destination);
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    // A topic with a policy of its own no longer lets the account's services publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(destination));
    return topic;
  }
}

function rulesOf(props: AlarmsProps): Readonly<Record<string, Rule>> {
  const { api, table, authorizer, expiry, unrouted, queued } = props;
  const ofApi = (metricName: string, statistic = Stats.SUM) =>
    new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiId: api.apiId },
      statistic,
      ...PERIOD,
    });
  const ofTable = (metricName: string, dimensions = {}) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName, ...dimensions },
      statistic: Stats.SUM,
      ...PERIOD,
    });
  const failuresOf = (handlers: readonly IFunction[]) =>
    sum(handlers.flatMap((handler) => [handler.metricErrors(PERIOD), handler.metricThrottles(PERIOD)]));
  const index = { GlobalSecondaryIndexName: BY_NAMESPACE };
  return {
    ApiErrors: {
      metric: new MathExpression({
        // One of two is no rate.
        expression: 'IF(errors > 2, 100 * errors / requests, 0)',
        usingMetrics: { errors: ofApi('5xx'), requests: ofApi('Count') },
        ...PERIOD,
      }),
      threshold: 5,
      means: 'Of 100 requests, 5 or more are answered with 5xx.',
      section: 'api-errors',
    },
    EndpointErrors: {
      metric: ofApi('5xx'),
      threshold: 1,
      periods: 3,
      means:
        'Some requests have been answered with 5xx for a quarter of an hour: one function may fail or be throttled.',
      section: 'endpoint-errors',
    },
    AuthorizerFailures: {
      metric: failuresOf([authorizer]),
      threshold: 1,
      means: 'The authorizer fails or is throttled, which shuts callers out.',
      section: 'authorizer-failures',
    },
    FunctionFailures: {
      metric: failuresOf(unrouted),
      threshold: 1,
      means: 'A function that no request waits for fails or is throttled.',
      section: 'function-failures',
    },
    Throttles: {
      metric: new MathExpression({
        // Of the account's functions, of which there is one metric. Those behind the gateway make its errors.
        expression: 'IF(FILL(errors, 0) > 0, FILL(throttles, 0), 0)',
        usingMetrics: {
          errors: ofApi('5xx'),
          throttles: new Metric({
            namespace: 'AWS/Lambda',
            metricName: 'Throttles',
            statistic: Stats.SUM,
            ...PERIOD,
          }),
        },
        ...PERIOD,
      }),
      threshold: 1,
      periods: 3,
      means: 'Requests are answered with 5xx while functions of this account and region are throttled.',
      section: 'throttles',
    },
    Slowness: {
      metric: ofApi('Latency', Stats.p(99)),
      threshold: 3_000,
      periods: 3,
      means: 'One request of 100 takes 3 seconds or longer.',
      section: 'slowness',
    },
    TableThrottles: {
      metric: sum([
        ofTable('ReadThrottleEvents'),
        ofTable('WriteThrottleEvents'),
        ofTable('ReadThrottleEvents', index),
        ofTable('WriteThrottleEvents', index),
      ]),
      threshold: 10,
      means: 'DynamoDB throttles the table or its index.',
      section: 'table-throttles',
    },
    TableErrors: {
      metric: sum(OPERATIONS.map((Operation) => ofTable('SystemErrors', { Operation }))),
      threshold: 5,
      means: 'DynamoDB answers with errors of its own.',
      section: 'table-errors',
    },
    StreamAge: {
      metric: expiry.handler.metric('IteratorAge', { statistic: Stats.MAXIMUM, ...PERIOD }),
      threshold: 60_000,
      means: 'Expired issues have not been cleaned up after for over a minute.',
      section: 'stream-age',
    },
    DeadLetters: {
      metric: sum([
        expiry.recordsGivenUp.with(PERIOD),
        ...queued.flatMap(({ handler, lost }) => [
          lost.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, ...PERIOD }),
          handler.metric('DestinationDeliveryFailures', { statistic: Stats.SUM, ...PERIOD }),
        ]),
      ]),
      threshold: 1,
      means: 'Events wait that a function could not take.',
      section: 'dead-letters',
    },
  };
}

/** Of metrics of which some have no data. */
function sum(metrics: readonly IMetric[]): IMetric {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, ...PERIOD });
}
