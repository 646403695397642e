import { beforeAll, expect, test } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { toContext, unrestricted } from '../../functions/shared/access/caller.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { anEvent } from '../support/chain.ts';
import { fail, newNamespace, served } from '../support/kite.ts';

/* A success that resolves more issues than a function has time for: here, time passes with each of them. */

const loaded = z.object({
  handler: z.custom<(event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>>(
    (value) => typeof value === 'function',
  ),
});
let succeed: (body: object, key: string | undefined, affordable: number) => Promise<object>;
beforeAll(async () => {
  Object.assign(process.env, LOCAL_CREDENTIALS, {
    AWS_ENDPOINT_URL_DYNAMODB: served.endpoint,
    TABLE_NAME: served.table,
    DEDUP: 'fingerprint',
  });
  const { handler } = loaded.parse(await import('../../functions/webhooks/pipeline-success.ts'));
  succeed = async (body, key, affordable) => {
    const event = anEvent({ rawPath: '/api/v1/webhooks/pipeline-success' });
    const requestContext = {
      ...event.requestContext,
      authorizer: { lambda: toContext(unrestricted('test')) },
    };
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    let asked = 0;
    // Middy asks once, to answer before the function's own end.
    const context = { getRemainingTimeInMillis: () => (asked++ <= affordable ? 10_000 : 1_999) };
    const { statusCode, body: text = '' } = await handler(
      { ...event, requestContext, headers, body: JSON.stringify(body) },
      z.custom<Context>().parse(context),
    );
    const { message, error } = JSON.parse(text);
    return { status: statusCode, says: message ?? error };
  };
});

const pipelineName = 'frontend-build';
async function failTimes(count: number): Promise<object> {
  const namespace = newNamespace();
  const report = { pipelineName, namespace };
  for (let i = 0; i < count; i++)
    await fail('pipeline-failure', { ...report, failureReason: 'a', dedupKey: String(i) });
  return report;
}
const PARTLY = (resolved: number, remaining: number) => ({
  status: 503,
  says: `Resolved ${resolved} issue(s), ${remaining} remain; send the request again`,
});
const ALL = (resolved: number) => ({
  status: 200,
  says: `Resolved ${resolved} issue(s) for pipeline ${pipelineName}`,
});

test.each([
  ['as it comes', {}],
  ['with its time', { occurredAt: '2098-01-01T00:00:00Z' }],
])('%s: it says how many it resolved and how many remain, and with one key, the sum', async (_what, more) => {
  const report = { ...(await failTimes(8)), ...more };
  expect(await succeed(report, 'one', 3)).toEqual(PARTLY(3, 5));
  expect(await succeed(report, 'one', 2)).toEqual(PARTLY(5, 3));
  expect(await succeed(report, 'one', 100)).toEqual(ALL(8));
  // Its answer was lost.
  expect(await succeed(report, 'one', 100)).toEqual(ALL(8));
  expect(await succeed(report, 'another', 100)).toEqual(ALL(0));
  expect(await succeed(report, undefined, 100)).toEqual(ALL(0));
});

test('without a key, each request says what it did itself', async () => {
  const report = await failTimes(5);
  expect(await succeed(report, undefined, 3)).toEqual(PARTLY(3, 2));
  expect(await succeed(report, 'one', 100)).toEqual(ALL(2));
});
