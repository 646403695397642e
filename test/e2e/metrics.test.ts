import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Counts, type Kind, metricFields, refusalOf } from '../../functions/shared/runtime/metrics.ts';
import { anIssue, newNamespace, post, send, served } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

/**
 * An entry of which CloudWatch makes metrics, with the limits of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html:
 * it ignores, without a word, what breaks them.
 */
const entrySchema = z
  .looseObject({
    _aws: z.strictObject({
      Timestamp: z.int().min(Date.parse('2026-01-01')),
      CloudWatchMetrics: z
        .array(
          z.strictObject({
            Namespace: z.string().regex(/^[\w.#:/-]{1,255}$/),
            Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
            Metrics: z
              .array(z.strictObject({ Name: z.string().min(1).max(255), Unit: z.literal('Count') }))
              .min(1)
              .max(100),
          }),
        )
        .min(1),
    }),
  })
  .refine(
    ({ _aws, ...fields }) =>
      _aws.CloudWatchMetrics.every(
        ({ Dimensions, Metrics }) =>
          Dimensions.flat().every((name) => z.string().min(1).max(1_024).safeParse(fields[name]).success) &&
          Metrics.every(({ Name }) => z.number().safeParse(fields[Name]).success),
      ),
    'every metric and dimension must be a field of the entry',
  );

/** The metrics that CloudWatch makes of an entry, like `Received of sender`, with their values. */
function metricsOf(entry: object): Record<string, unknown> {
  const { _aws, ...fields } = entrySchema.parse(entry);
  const pairs = _aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [
        [Name, ...names.map((name) => `of ${fields[name]}`)].join(' '),
        fields[Name],
      ]),
    ),
  );
  return Object.fromEntries(pairs);
}

test('what becomes of reports is counted in the line of their request, and of no tenant', async () => {
  const stage = randomUUID();
  const namespace = newNamespace();
  const failure = { pipelineName: 'build', failureReason: 'No space left', runId: 'run-1', namespace };
  const offset = readFileSync(served.logs, 'utf8').length;
  await servedOn({ STAGE: stage }, async (url) => {
    const fail = (changes: object = {}) =>
      post('/webhooks/pipeline-failure', { ...failure, ...changes }, url);
    const succeed = () => post('/webhooks/pipeline-success', { pipelineName: 'build', namespace }, url);
    await fail();
    await fail();
    await succeed();
    await succeed();
    await fail({ occurredAt: '2020-01-01T00:00:00Z' });
    await fail();
    await fail({ namespace: undefined });
    await post('/issues', anIssue({ namespace }), url);
    await post('/issues', { namespace }, url);
    await send('GET', `/issues?namespace=${namespace}`, {}, url);
    await post('/webhooks/github', {}, url);
    const labels = { alertname: 'Down', namespace };
    const startsAt = new Date().toISOString();
    const alert = (fingerprint: string) => ({ status: 'firing', labels, startsAt, fingerprint });
    const alerts = [alert('1'), alert('2'), { status: 'unknown' }];
    const event = readFileSync(
      new URL('../../harness/fixtures/aws/alarm.alarm.json', import.meta.url),
      'utf8',
    );
    const tell = (body: string) => fetch(`${url}/_aws/events`, { method: 'POST', body });
    await tell(event);
    await tell(event.replace(/"alarmName": *"[^"]+"/, '"alarmName": ""'));
    await send(
      'POST',
      '/webhooks/alertmanager',
      {
        headers: {
          authorization: 'Bearer alertmanager-secret-of-the-tests',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ version: '4', receiver: 'kite', alerts }),
      },
      url,
    );
  });
  const lines = readFileSync(served.logs, 'utf8').slice(offset).split('\n');
  const entries = lines.filter((line) => line.includes(`"Kite/${stage}"`));
  const byWebhook = { 'Received of webhook': 1 };
  const bySender = { 'Received of sender': 1 };
  expect(entries.map((line) => metricsOf(JSON.parse(line)))).toEqual([
    { ...byWebhook, Made: 1 },
    { ...byWebhook, Deduplicated: 1 },
    { ...byWebhook, Resolved: 1 },
    // Nothing was left to resolve.
    byWebhook,
    { ...byWebhook, Stale: 1 },
    { ...byWebhook, Reopened: 1 },
    { ...byWebhook, RefusedInvalid: 1 },
    { ...byWebhook, Made: 1 },
    { ...byWebhook, RefusedInvalid: 1 },
    { ...bySender, RefusedCredential: 1 },
    // Of 2019.
    { ...bySender, Stale: 1 },
    { ...bySender, RefusedInvalid: 1 },
    { ...bySender, Made: 2, RefusedInvalid: 1 },
  ]);
  for (const line of entries) expect(line).not.toContain(namespace);
  // Half of the functions start for it.
}, 120_000);

test.each([
  [200, {}],
  [201, {}],
  [400, { RefusedInvalid: 1 }],
  [409, { RefusedInvalid: 1 }],
  [413, { RefusedInvalid: 1 }],
  [415, { RefusedInvalid: 1 }],
  [401, { RefusedCredential: 1 }],
  [403, { RefusedCredential: 1 }],
  // More than one caller may send, and what fails on our side: the same report may be taken later.
  [429, { RefusedForNow: 1 }],
  [500, { RefusedForNow: 1 }],
  [503, { RefusedForNow: 1 }],
  [undefined, { RefusedForNow: 1 }],
])('a report that is answered with %s counts as %j', (status, counts) => {
  expect(refusalOf(status)).toEqual(counts);
});

test('there are 10 metrics at most: as many as every account has for nothing', () => {
  const all: Required<Counts> = {
    ...{ Made: 1, Reopened: 1, Resolved: 1, Deduplicated: 1, Stale: 1 },
    ...{ RefusedInvalid: 1, RefusedCredential: 1, RefusedForNow: 1 },
  };
  const names = (['sender', 'webhook'] satisfies Kind[]).flatMap((kind) =>
    Object.keys(metricsOf(metricFields(kind, all))),
  );
  expect(new Set(names).size).toBe(10);
});
