import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import {
  authorizerSpec,
  expirySpec,
  failureWebhookSpec,
  routes,
  senderSpec,
} from '../../functions/routes.ts';
import type { Counts, Kind } from '../../functions/shared/runtime/metrics.ts';
import { OPERATIONS } from '../../lib/alarms.ts';
import { synthesize, template } from '../support/synthesized.ts';

const dimensionsSchema = z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]);
const metricSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensionsSchema,
});
const alarmSchema = z.object({
  Properties: z.object({
    AlarmName: z.string(),
    AlarmDescription: z.string(),
    Threshold: z.number(),
    EvaluationPeriods: z.number(),
    ComparisonOperator: z.literal('GreaterThanOrEqualToThreshold'),
    TreatMissingData: z.literal('notBreaching'),
    AlarmActions: z.array(z.unknown()).default([]),
    OKActions: z.array(z.unknown()).default([]),
    Namespace: z.string().optional(),
    MetricName: z.string().optional(),
    Statistic: z.string().optional(),
    ExtendedStatistic: z.string().optional(),
    Period: z.number().optional(),
    Dimensions: dimensionsSchema,
    Metrics: z
      .array(
        z.object({
          Expression: z.string().optional(),
          MetricStat: z.object({ Metric: metricSchema, Stat: z.string(), Period: z.literal(300) }).optional(),
        }),
      )
      .default([]),
  }),
});

/** `ApiErrors`, with each of its metrics as `5xx Sum of Api`. */
function alarmsOf(stack: Template) {
  const idOf = (value: unknown) => {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::GetAtt': att } = Object(value);
    // Without the hash at the end of a logical id.
    return String(Ref ?? att?.[0]).replace(/(Function|)[0-9A-F]{8}$/, '');
  };
  const shown = ({ Namespace, MetricName, Dimensions }: z.output<typeof metricSchema>, stat: string) =>
    [
      `${Namespace.replace('AWS/', '')} ${MetricName} ${stat}`,
      ...Dimensions.map(({ Name, Value }) => (Name === 'Operation' ? Value : idOf(Value))),
    ].join(' ');
  return Object.values(stack.findResources('AWS::CloudWatch::Alarm')).map((resource) => {
    const alarm = alarmSchema.parse(resource).Properties;
    const { MetricName, Namespace, Dimensions } = alarm;
    const metrics =
      MetricName && Namespace
        ? [shown({ MetricName, Namespace, Dimensions }, alarm.Statistic ?? alarm.ExtendedStatistic ?? '')]
        : alarm.Metrics.flatMap(({ MetricStat }) =>
            MetricStat ? [shown(MetricStat.Metric, MetricStat.Stat)] : [],
          );
    return { ...alarm, name: alarm.AlarmName.replace(/^Kite-dev-/, ''), metrics };
  });
}

const everything = synthesize({
  'kite:awsEvents': 'true',
  'kite:githubHooks': 'https://api.github.com/orgs/acme/hooks/2',
  'kite:alarmTopic': 'ops@example.com',
});

test('each kind of failure has its alarm', () => {
  const found = alarmsOf(everything).map(({ name, metrics, Threshold, EvaluationPeriods }) => [
    name,
    `from ${Threshold}, ${EvaluationPeriods} times`,
    metrics.sort(),
  ]);
  const both = (id: string) => [`Lambda Errors Sum ${id}`, `Lambda Throttles Sum ${id}`];
  expect(found).toEqual([
    // 5 % of requests; functions behind the gateway that fail, time out or are throttled; a table that is down.
    ['ApiErrors', 'from 5, 1 times', ['ApiGateway 5xx Sum Api', 'ApiGateway Count Sum Api']],
    // One function of many.
    ['EndpointErrors', 'from 1, 3 times', ['ApiGateway 5xx Sum Api']],
    ['AuthorizerFailures', 'from 1, 1 times', both('Authorizer')],
    [
      'FunctionFailures',
      'from 1, 1 times',
      [...both('AwsEvents'), ...both('Expiry'), ...both('GithubRedelivery')].sort(),
    ],
    // Of all functions of the account, but only while this stage's requests fail.
    ['Throttles', 'from 1, 3 times', ['ApiGateway 5xx Sum Api', 'Lambda Throttles Sum']],
    ['Slowness', 'from 3000, 3 times', ['ApiGateway Latency p99 Api']],
    [
      'TableThrottles',
      'from 10, 1 times',
      ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
        `DynamoDB ${name} Sum Issues`,
        `DynamoDB ${name} Sum byNamespace Issues`,
      ]),
    ],
    [
      'TableErrors',
      'from 5, 1 times',
      OPERATIONS.map((name) => `DynamoDB SystemErrors Sum ${name} Issues`).sort(),
    ],
    ['StreamAge', 'from 60000, 1 times', ['Lambda IteratorAge Maximum Expiry']],
    [
      'DeadLetters',
      'from 1, 1 times',
      [
        // What Lambda could not put where it waits, and what it put into the bucket.
        'Lambda DestinationDeliveryFailures Sum AwsEvents',
        'Lambda DestinationDeliveryFailures Sum Expiry',
        'Lambda OnFailureDestinationDeliveredEventCount Sum ExpiryFunctionStream',
        'SQS ApproximateNumberOfMessagesVisible Maximum AwsEventsLost',
        'SQS ApproximateNumberOfMessagesVisible Maximum ExpiryLost',
      ],
    ],
  ]);
});

test('throttles ring only while requests of the stage fail', () => {
  const throttles = alarmsOf(everything).find(({ name }) => name === 'Throttles');
  expect(throttles?.Metrics.flatMap(({ Expression = [] }) => Expression)).toEqual([
    'IF(FILL(errors, 0) > 0, FILL(throttles, 0), 0)',
  ]);
});

test('there are ten at most, of ten metrics each at most, also with everything that is off by default', () => {
  for (const stack of [template, everything]) {
    const alarms = alarmsOf(stack);
    expect(alarms.length).toBeLessThanOrEqual(10);
    for (const { metrics } of alarms) expect(metrics.length).toBeLessThanOrEqual(10);
    // docs/costs.md.
    expect(alarms.flatMap(({ metrics }) => metrics).length).toBeLessThanOrEqual(31);
  }
});

test('every operation that functions may use is looked at', () => {
  const specs = [...Object.values(routes), authorizerSpec, expirySpec, failureWebhookSpec, senderSpec];
  const used = specs.flatMap((spec) => {
    const { item = [], index = {} } = 'table' in spec ? { index: {}, ...spec.table } : {};
    return [...item, ...Object.values(index).flat()];
  });
  // A condition is checked in a transaction only.
  const single = [...new Set(used)].filter((name) => name !== 'ConditionCheckItem');
  expect([...OPERATIONS].sort()).toEqual([...single, 'TransactWriteItems'].sort());
});

test('each names a section of the runbook, which says what it means, where to look and what to do', () => {
  const page = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.split('\n')[0]?.toLowerCase().replaceAll(' ', '-'), text]),
  );
  for (const { AlarmDescription } of alarmsOf(everything)) {
    const [, section = ''] =
      /^[A-Z].+\. What to do: docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription) ?? [];
    for (const part of ['**Means**', '**Look**', '**Do**', '```'])
      expect(sections.get(section)).toContain(part);
  }
});

describe('alarms ring', () => {
  test('at an address, by a topic to which CloudWatch of the account alone may publish', () => {
    everything.resourceCountIs('AWS::SNS::Topic', 1);
    everything.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    everything.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
    const [topic] = Object.keys(everything.findResources('AWS::SNS::Topic'));
    for (const { AlarmActions, OKActions } of alarmsOf(everything)) {
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
    }
  });

  test('at a topic that is there', () => {
    const arn = 'arn:aws:sns:eu-central-1:123456789012:on-call';
    const stack = synthesize({ 'kite:alarmTopic': arn });
    stack.resourceCountIs('AWS::SNS::Topic', 0);
    for (const { AlarmActions } of alarmsOf(stack)) expect(AlarmActions).toEqual([arn]);
  });

  test('nowhere, unless the deployment says where; they are there all the same', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    const alarms = alarmsOf(template);
    expect(alarms).toHaveLength(10);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([]);
  });
});

test('a dashboard shows every metric that functions count, and the alarms, and is free as one of the first three', () => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  const all: Required<Counts> = {
    ...{ Made: 1, Reopened: 1, Resolved: 1, Deduplicated: 1, Stale: 1 },
    ...{ RefusedInvalid: 1, RefusedCredential: 1, RefusedForNow: 1 },
  };
  const kinds: Record<Kind, true> = { sender: true, webhook: true };
  for (const name of Object.keys(all)) expect(body).toContain(`\\"Kite/dev\\",\\"${name}\\"`);
  for (const kind of Object.keys(kinds)) {
    expect(body).toContain(`\\"Kite/dev\\",\\"Received\\",\\"Kind\\",\\"${kind}\\"`);
  }
  expect(body.match(/\{\\"stat\\"|\\"stat\\":/g)?.length ?? 0).toBeLessThanOrEqual(50);
  expect(body).toContain('"AlarmsApiErrors');
});
