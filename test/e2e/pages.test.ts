import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { DASHBOARD, endpoints } from '../../lib/endpoints.ts';
import { EVENTS_PATH } from '../../local/gateway.ts';
import { anIssue, list, newNamespace, problemIn, send, served } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

/* What a browser may be made to do by a page that somebody else has written. */

const EVIL = 'https://evil.example';
// The dashboard's page is no path of the API.
const requests = endpoints
  .filter(({ entry }) => entry !== DASHBOARD)
  .flatMap(({ route, caller }) => {
    const [method = '', pattern] = route.split(' ');
    const path = (pattern ?? '/api/v1/nowhere').replace('/api/v1', '').replace(/\{\w+\}/g, randomUUID());
    return [{ route, method: pattern ? method : 'POST', path, caller }];
  });
const writes = requests.filter(({ method }) => method !== 'GET');

test.each(writes)('$route is refused to a page of another origin', async ({ method, path }) => {
  const headers = { origin: EVIL, 'content-type': 'text/plain' };
  const answer = await send(method, path, { headers, body: '{}' });
  expect(problemIn(answer)).toMatchObject({
    status: 403,
    error: expect.stringContaining('Pages of this origin'),
  });
});

/** A report as a page of this origin sends it, and as nobody in between asks it about: JSON called text. */
function reportFrom(headers: Record<string, string>, url?: string) {
  const body = JSON.stringify(anIssue({ namespace, dedupKey: randomUUID() }));
  return send('POST', '/issues', { headers: { 'content-type': 'text/plain', ...headers }, body }, url);
}
const namespace = newNamespace();

test('curl, CI and pages of its own change what they may; others read as before', async () => {
  const answers = [
    await reportFrom({}),
    await reportFrom({ origin: served.url, 'sec-fetch-site': 'same-origin' }),
    await reportFrom({ origin: EVIL }),
    await reportFrom({ 'sec-fetch-site': 'cross-site' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 403, 403]);
  expect((await list(`namespace=${namespace}`)).total).toBe(2);
  const read = await send('GET', `/issues?namespace=${namespace}`, { headers: { origin: EVIL } });
  expect(read.status).toBe(200);
  expect(read.headers.get('access-control-allow-origin')).toBeNull();
});

test('pages of the origins that a deployment lists may change things', async () => {
  const allowed = 'https://ui.example.com';
  await servedOn({ CORS_ORIGINS: `http://localhost:5173,${allowed}` }, async (url) => {
    expect((await reportFrom({ origin: allowed, 'sec-fetch-site': 'cross-site' }, url)).status).toBe(201);
    expect((await reportFrom({ origin: EVIL }, url)).status).toBe(403);
  });
});

test("AWS's events, which anyone on this machine may make up, are not for pages", async () => {
  const headers = { origin: EVIL, 'content-type': 'text/plain' };
  const response = await fetch(`${served.url}${EVENTS_PATH}`, { method: 'POST', headers, body: '{}' });
  expect(response.status).toBe(403);
});

describe('the server without credentials', () => {
  /** By this `Host`, which `fetch` cannot choose. */
  const statusFor = (host: string, path = '/api/v1/health') =>
    new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${served.url}${path}`, { headers: { host } });
      call
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });

  test.each(['127.0.0.1', 'localhost', 'localhost:3000', 'LOCALHOST:1', '[::1]:3000', '127.0.0.2'])(
    'answers to %s',
    async (host) => {
      expect(await statusFor(host)).toBe(200);
    },
  );

  // DNS rebinding: the page's own name, which leads here, so that it is the page's own origin too.
  test.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.7',
  ])('refuses %j', async (host) => {
    expect(await statusFor(host)).toBe(403);
    expect(await statusFor(host, EVENTS_PATH)).toBe(403);
  });
});

test('whoever asks on behalf of somebody else is refused everywhere but at health and version', async () => {
  for (const { method, path, caller } of requests) {
    const headers = { 'content-type': 'application/json', 'impersonate-user': 'jane' };
    const answer = await send(method, path, { headers, ...(method !== 'GET' && { body: '{}' }) });
    if (caller === 'anyone') expect(answer.status).toBe(200);
    else {
      expect(problemIn(answer)).toMatchObject({
        status: 403,
        error: expect.stringContaining('Impersonate'),
      });
    }
  }
});
