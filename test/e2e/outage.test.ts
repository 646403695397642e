import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { dependencyConflict } from '../../local/examples.ts';
import { post, problemIn } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

const report = (url: string) => post('/webhooks/pipeline-failure', dependencyConflict.payload, url);

/** A port on which something takes connections and never says a word. */
async function silentPort(): Promise<{ port: number; close(): void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return { port: address.port, close: () => server.close() };
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
  const silent = await silentPort();
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${silent.port}` };
  const start = performance.now();
  const answer = await servedOn(environment, report);
  silent.close();
  expect(answer).toMatchObject({
    status: 503,
    body: { error: expect.stringContaining('send the request again') },
  });
  expect(performance.now() - start).toBeLessThan(20_000);
});

test('an error that nobody foresaw: 500 that tells nothing of the inside', async () => {
  const environment = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };
  const answer = await servedOn(environment, report);
  expect(problemIn(answer)).toEqual({ status: 500, error: 'Internal error', paths: [] });
});
