import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Counts, type Kind, metricFields } from '../../functions/shared/runtime/metrics.ts';
import { anIssue, newNamespace, post, send, served } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const entrySchema = z.looseObject({
  _aws: z.object({
    Timestamp: z.number().int(),
    CloudWatchMetrics: z
      .array(
        z.object({
          Namespace: z.string(),
          Dimensions: z.array(z.array(z.string())),
          Metrics: z.array(z.object({ Name: z.string(), Unit: z.literal('Count') })).min(1),
        }),
      )
      .min(1),
  }),
});

/** The metrics that CloudWatch makes of an entry, like `Made of sender`, with their values. */
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
    await fetch(`${url}/_aws/events`, { method: 'POST', body: event });
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
  expect(entries.map((line) => metricsOf(JSON.parse(line)))).toEqual([
    { 'Made of webhook': 1 },
    { 'Deduplicated of webhook': 1 },
    { 'Resolved of webhook': 1 },
    // Nothing was left to resolve: nothing to count.
    { 'Stale of webhook': 1 },
    { 'Reopened of webhook': 1 },
    { RefusedInvalid: 1 },
    { 'Made of webhook': 1 },
    { RefusedInvalid: 1 },
    { RefusedUnauthenticated: 1 },
    // Of 2019.
    { 'Stale of sender': 1 },
    { 'Made of sender': 2, RefusedInvalid: 1 },
  ]);
  for (const line of entries) expect(line).not.toContain(namespace);
  // Half of the functions start for it.
}, 120_000);

test('there are 15 metrics at most', () => {
  const one = { Made: 1, Reopened: 1, Resolved: 1, Deduplicated: 1, Stale: 1 };
  const refused = {
    RefusedInvalid: 1,
    RefusedUnauthenticated: 1,
    RefusedForbidden: 1,
    RefusedUnavailable: 1,
    RefusedFailed: 1,
  };
  const all: Required<Counts> = { ...one, ...refused };
  const kinds: Record<Kind, true> = { sender: true, webhook: true };
  const names = new Set(
    Object.keys(kinds).flatMap((kind) =>
      Object.keys(metricsOf(metricFields(kind === 'sender' ? kind : 'webhook', all))),
    ),
  );
  expect(names.size).toBe(15);
});
