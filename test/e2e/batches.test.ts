import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { type DatabaseProxy, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { anEvent, remaining } from '../support/chain.ts';
import { list, newNamespace, served } from '../support/kite.ts';

let database: DatabaseProxy;
let delay = 50;
let requests = 0;
beforeAll(async () => {
  database = await startDatabaseProxy(served.endpoint, {
    fault() {
      requests++;
      return delay > 0 ? { kind: 'delay', milliseconds: delay } : undefined;
    },
  });
  Object.assign(process.env, LOCAL_CREDENTIALS, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_ENDPOINT_URL_SSM: served.parameters,
    SECRET_PARAMETER: '/kite/dev/alertmanager',
    SECRET_MAX_AGE: '60',
    TABLE_NAME: served.table,
    DEDUP: 'fingerprint',
  });
});
afterAll(() => database.close());

const loaded = z.object({
  handler: z.custom<(event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>>(
    (value) => typeof value === 'function',
  ),
});

test('alerts that are too many for one request are stored by the next, each counted once', async () => {
  const { handler } = loaded.parse(await import('../../functions/senders/alertmanager.ts'));
  const namespace = newNamespace();
  const alerts = Array.from({ length: 400 }, (_, i) => ({
    status: 'firing',
    labels: { alertname: 'Down', namespace },
    startsAt: new Date().toISOString(),
    fingerprint: String(i),
  }));
  const event = {
    ...anEvent({ rawPath: '/api/v1/webhooks/alertmanager' }),
    headers: { authorization: 'Bearer alertmanager-secret-of-the-tests' },
    body: JSON.stringify({ version: '4', receiver: 'kite', alerts }),
  };
  // It gives up half a second before its end.
  const cut = await handler(event, remaining(1_500));
  expect(cut).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
  // What was under way ends; nothing else begins.
  await sleep(1_000);
  const before = requests;
  await sleep(500);
  expect(requests).toBe(before);
  const { total } = await list(`namespace=${namespace}`);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThan(400);

  delay = 0;
  expect(await handler(event, remaining(60_000))).toMatchObject({ statusCode: 200 });
  const { data } = await list(`namespace=${namespace}&limit=500`);
  expect(data).toHaveLength(400);
  expect(new Set(data.map(({ occurrences }) => occurrences))).toEqual(new Set([1]));
}, 60_000);
