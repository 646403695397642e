import type { Mutant } from './mutant.ts';

const expired = (name: string) => ({ file: 'test/system/expired.test.ts', name });
const alarms = (name: string) => ({ file: 'test/lib/alarms.test.ts', name });
const EACH = alarms('each kind of failure has its alarm');
const doctor = (name: string) => ({ file: 'test/operate/doctor.test.ts', name });
const METRICS = { file: 'test/e2e/metrics.test.ts', name: 'what becomes of reports is counted' };
const POISON = expired('one record that fails whatever is done delays the others');
const OUTAGE = expired('while the table does not answer, nothing is set aside');

/** What is promised to whoever operates it. */
export const operation: readonly Mutant[] = [
  {
    id: 'O01',
    guarantee: 'A record that fails whatever is done holds up no other.',
    file: 'functions/system/expired.ts',
    changes: [['failed.length > 0 && !isSetAside && (await isUp())', 'false']],
    test: POISON,
  },
  {
    id: 'O02',
    guarantee:
      'While the table is down, records come again by themselves, and no person has to redrive them.',
    file: 'functions/system/expired.ts',
    changes: [['!isSetAside && (await isUp())', '!isSetAside']],
    test: OUTAGE,
  },
  {
    id: 'O03',
    guarantee: 'What was set aside stays in its queue until it succeeds.',
    file: 'functions/system/expired.ts',
    changes: [['failed.length > 0 && !isSetAside', 'failed.length > 0']],
    test: POISON,
  },
  {
    id: 'O04',
    guarantee: 'A record that waits for a person holds no text of its issue.',
    file: 'functions/system/expired.ts',
    changes: [
      ['Records: [{ dynamodb: deletion }]', "Records: [{ dynamodb: deletion, text: 'Pipeline run failed' }]"],
    ],
    test: POISON,
  },
  {
    id: 'O05',
    guarantee: 'What is redriven is deleted only when it succeeds.',
    file: 'operate/redrive.ts',
    changes: [['data && data.batchItemFailures.length > 0', 'data && data.batchItemFailures.length > 100']],
    test: POISON,
  },
  {
    id: 'O06',
    guarantee: "Redriving calls the stack's own functions alone.",
    file: 'operate/redrive.ts',
    changes: [['!functions.includes(name)', "name === ''"]],
    test: expired('only functions of the stack are called'),
  },
  {
    id: 'O07',
    guarantee: 'An authorizer that is throttled rings.',
    file: 'lib/alarms.ts',
    changes: [[', handler.metricThrottles(PERIOD)', '']],
    test: EACH,
  },
  {
    id: 'O08',
    guarantee: 'Every dead-letter queue rings.',
    file: 'lib/kite-stack.ts',
    changes: [['queued: [expiry, awsEvents]', 'queued: [expiry]']],
    test: EACH,
  },
  {
    id: 'O09',
    guarantee: 'Alarms reach the address that the deployment names.',
    file: 'lib/alarms.ts',
    changes: [
      [
        "principals: [new ServicePrincipal('cloudwatch.amazonaws.com')]",
        "principals: [new ServicePrincipal('lambda.amazonaws.com')]",
      ],
    ],
    test: alarms('alarms ring at an address'),
  },
  {
    id: 'O10',
    guarantee: "Each alarm leads to the runbook's section of it.",
    file: 'lib/alarms.ts',
    changes: [["section: 'stream-age'", "section: 'stream'"]],
    test: alarms('each names a section of the runbook'),
  },
  {
    id: 'O11',
    guarantee: 'What becomes of reports is counted.',
    file: 'functions/shared/http/request-log.ts',
    changes: [['counted.get(event) ?? refusalOf(status)', 'refusalOf(status)']],
    test: METRICS,
  },
  {
    id: 'O18',
    guarantee: "AWS's own events that are refused are counted.",
    file: 'functions/senders/aws.ts',
    changes: [["error, ...metricFields('sender', counts)", 'error']],
    test: METRICS,
  },
  {
    id: 'O19',
    guarantee: 'Reports beyond what one caller may send are counted.',
    file: 'functions/shared/runtime/metrics.ts',
    changes: [['status === 429 || status >= 500', 'status >= 500']],
    test: { file: 'test/e2e/metrics.test.ts', name: 'a report that is answered with 429' },
  },
  {
    id: 'O20',
    guarantee: 'Metrics cost an account nothing that has no others.',
    file: 'functions/shared/runtime/metrics.ts',
    changes: [['directive([], counted)', "directive(['Kind'], counted)"]],
    test: { file: 'test/e2e/metrics.test.ts', name: 'there are 10 metrics at most' },
  },
  {
    id: 'O21',
    guarantee: 'Batches that wait in the bucket ring.',
    file: 'lib/alarms.ts',
    changes: [['        expiry.recordsGivenUp.with(PERIOD),\n', '']],
    test: EACH,
  },
  {
    id: 'O23',
    guarantee: 'Lambda counts the batches that it puts into the bucket.',
    file: 'lib/expiry.ts',
    changes: [['      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },\n', '']],
    test: { file: 'test/lib/stack.test.ts', name: 'what the table deletes by itself is followed' },
  },
  {
    id: 'O24',
    guarantee: 'The doctor names what waits in the bucket.',
    file: 'operate/doctor.ts',
    changes: [["  ['ExpiryLostBatches', 'batches of expired issues'],\n", '']],
    test: doctor('whatever is wrong is said at once'),
  },
  {
    id: 'O25',
    guarantee: "The runbook's queries ask for fields that the logs have.",
    file: 'functions/system/authorizer.ts',
    changes: [['{ reason: error.message }', '{ why: error.message }']],
    test: { file: 'test/e2e/runbook.test.ts', name: 'every query asks for fields of the logs' },
  },
  {
    id: 'O26',
    guarantee: 'A deployment does not set back an option that it only forgot.',
    file: 'operate/dropped-options.ts',
    changes: [["name.startsWith('kite:') &&", "name.startsWith('-') &&"]],
    test: { file: 'test/operate/deploy.test.ts', name: 'a deployment that would drop options' },
  },
  {
    id: 'O27',
    guarantee: 'A deployment may set an option back on purpose.',
    file: 'bin/deploy.ts',
    changes: [['Object.keys(context)', 'Object.keys(readOptions({}))']],
    test: {
      file: 'test/operate/deploy.test.ts',
      name: 'a deployment that sets an option back on purpose begins',
    },
  },
  {
    id: 'O22',
    guarantee: "Throttles of other applications' functions alone ring nothing.",
    file: 'lib/alarms.ts',
    changes: [['IF(FILL(errors, 0) > 0, FILL(throttles, 0), 0)', 'FILL(errors, 0) * 0 + FILL(throttles, 0)']],
    test: alarms('throttles ring only while requests of the stage fail'),
  },
  {
    id: 'O12',
    guarantee: 'A failure that comes back is told from one that goes on.',
    file: 'functions/shared/store/repeat.ts',
    changes: [['item?.position === placeOf(moment)', 'item === undefined']],
    test: METRICS,
  },
  {
    id: 'O13',
    guarantee: 'No metric is of a tenant.',
    file: 'functions/shared/http/endpoint.ts',
    changes: [
      [
        'count(event, reply.counts)',
        'count(event, { ...reply.counts, ...event.queryStringParameters, ...JSON.parse(event.body ?? "{}") })',
      ],
    ],
    test: METRICS,
  },
  {
    id: 'O14',
    guarantee: 'Lambda logs no start, end and report of each invocation.',
    file: 'lib/kite-function.ts',
    changes: [['systemLogLevelV2: SystemLogLevel.WARN,', '']],
    test: { file: 'test/lib/stack.test.ts', name: 'every function is Node.js 24 on arm64' },
  },
  {
    id: 'O15',
    guarantee: 'The doctor notices alarms that nobody hears.',
    file: 'operate/doctor.ts',
    changes: [["SubscriptionArn.startsWith('arn:')", "SubscriptionArn !== ''"]],
    test: doctor('whatever is wrong is said at once'),
  },
  {
    id: 'O16',
    guarantee: 'The doctor says what it may not look at.',
    file: 'operate/doctor.ts',
    changes: [['      yield {\n        about,', '      if (about === undefined) yield {\n        about,']],
    test: doctor('alarms without a destination, a secret in the clear'),
  },
  {
    id: 'O17',
    guarantee: 'The costs page counts the alarms that there are.',
    file: 'lib/alarms.ts',
    changes: [
      ['      threshold: 60_000,\n', '      threshold: 60_000,\n      periods: 1,\n'],
      [
        "metric: expiry.handler.metric('IteratorAge', { statistic: Stats.MAXIMUM, ...PERIOD })",
        "metric: sum([1, 2].map(() => expiry.handler.metric('IteratorAge', { statistic: Stats.MAXIMUM, ...PERIOD })))",
      ],
    ],
    test: { file: 'test/lib/costs.test.ts', name: 'docs/costs.md says what an idle and a busy month cost' },
  },
];
