import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { expect, test } from '@jest/globals';
import { dependencyConflict } from '../../bin/demo-examples.ts';
import { connect, ping } from '../../functions/shared/store/table.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { post, problemIn } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

const report = (url: string) => post('/webhooks/pipeline-failure', dependencyConflict.payload, url);

/** The endpoint of a database that listens on a port of its own. */
async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return `http://127.0.0.1:${address.port}`;
}

test.each([
  ['the database refuses connections', { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }],
  ['the table is gone', { TABLE_NAME: 'no-such-table' }],
])('while %s: 503 that invites a retry and tells nothing of the inside', async (_what, environment) => {
  await servedOn(environment, async (url) => {
    const answer = await report(url);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(problemIn(answer)).toEqual({
      status: 503,
      error: 'Kite cannot answer right now; send the request again',
      paths: [],
    });
    const health = await fetch(`${url}/api/v1/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      status: 'DOWN',
      components: { api: { status: 'UP' }, database: { status: 'DOWN' } },
    });
    expect((await fetch(`${url}/api/v1/version`)).status).toBe(200);
  });
});

test('while the database hangs: an answer of ours before the gateway gives up', async () => {
  const silent = createServer();
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: await listening(silent) };
  const start = performance.now();
  const answer = await servedOn(environment, report);
  silent.close();
  expect(answer).toMatchObject({
    status: 503,
    body: { error: expect.stringContaining('send the request again') },
  });
  expect(performance.now() - start).toBeLessThan(20_000);
});

/** A database that refuses every request with an error of DynamoDB's. */
async function refusing<T>(type: string, use: (endpoint: string, requests: () => number) => Promise<T>) {
  let requests = 0;
  const server = createHttpServer((_request, response) => {
    requests++;
    response
      .writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'Too much' }));
  });
  await use(await listening(server), () => requests);
  server.close();
  server.closeAllConnections();
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
test.each([['ProvisionedThroughputExceededException'], ['ThrottlingException'], ['RequestLimitExceeded']])(
  'while the table throttles (%s): three attempts, then 503 that invites a retry',
  async (type) => {
    await refusing(type, async (endpoint, requests) => {
      const answer = await servedOn({ AWS_ENDPOINT_URL_DYNAMODB: endpoint }, report);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(requests()).toBe(3);
    });
  },
);

test('while the table throttles: a function stops trying again once its budget is spent', async () => {
  await refusing('ThrottlingException', async (endpoint, requests) => {
    const environment = {
      TABLE_NAME: 'throttled',
      DEDUP: 'fingerprint',
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    };
    Object.assign(process.env, LOCAL_CREDENTIALS, environment);
    const table = connect();
    const outcomes = await Promise.allSettled(Array.from({ length: 300 }, () => ping(table)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    // 500 tokens, 5 a retry; without a budget it would be 900 requests.
    expect(requests()).toBe(300 + 100);
  });
});

test('an error that nobody foresaw: 500 that tells nothing of the inside', async () => {
  const environment = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };
  const answer = await servedOn(environment, report);
  expect(problemIn(answer)).toEqual({ status: 500, error: 'Internal error', paths: [] });
});
