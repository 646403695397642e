import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalRoute } from '../../local/assembly.ts';
import { load } from '../../local/serve.ts';

const route = (
  routeKey: string,
  behaviour: string,
  environment: Record<string, string> = {},
): LocalRoute => ({
  routeKey,
  function: {
    name: behaviour,
    file: fileURLToPath(new URL('./fixtures/function.mjs', import.meta.url)),
    environment: { BEHAVIOUR: behaviour, ...environment },
    timeoutSeconds: 1,
    memoryMb: 128,
  },
});
const FAILING = ['throw', 'exit', 'uncaught', 'hang', 'loop', 'memory', 'malformed', 'unsupported', 'large'];
const ROUTES = [
  route('POST /echo', 'echo'),
  route('GET /echo/{id}', 'echo'),
  route('GET /binary', 'binary'),
  route('DELETE /empty', 'empty'),
  route('GET /environment', 'environment', { OWN: 'mine' }),
  ...FAILING.map((behaviour) => route(`GET /${behaviour}`, behaviour)),
  route('$default', 'echo'),
];

const errors: unknown[] = [];
const stack = await load(
  { routes: ROUTES, rules: [] },
  { AWS_REGION: 'local' },
  {
    auth: false,
    onError: (error) => errors.push(error),
  },
);
let url: string;
beforeAll(async () => {
  url = await stack.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => stack.close());

const send = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
};

describe('an event has the form of payload format 2.0', () => {
  test('route, path, query, headers, cookies', async () => {
    const headers: [string, string][] = [
      ['X-Custom', 'Yes'],
      ['X-Custom', 'No'],
      ['cookie', 'a=1; b=2'],
    ];
    expect((await send('/echo/a%20b%2Fc?q=1&q=2&empty=&name=%C3%A4', { headers })).body).toMatchObject({
      version: '2.0',
      routeKey: 'GET /echo/{id}',
      rawPath: '/echo/a b/c',
      rawQueryString: 'q=1&q=2&empty=&name=%C3%A4',
      pathParameters: { id: 'a b/c' },
      queryStringParameters: { q: '1,2', empty: '', name: 'ä' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': expect.stringMatching(/^Yes, ?No$/) },
      isBase64Encoded: false,
      requestContext: {
        routeKey: 'GET /echo/{id}',
        stage: '$default',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        http: { method: 'GET', path: '/echo/a b/c', sourceIp: '127.0.0.1', protocol: 'HTTP/1.1' },
      },
    });
  });

  test('where it is asked and how, whatever the client says', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    // `fetch` cannot choose a `Host`.
    request(`${url}/echo/1`, { headers: { ...headers, host: 'evil.example' } }, resolve)
      .on('error', reject)
      .end();
    expect(await json(await promise)).toMatchObject({
      headers: { host: 'evil.example', 'x-forwarded-proto': 'http' },
      requestContext: { domainName: new URL(url).host },
    });
  });

  test('without a query, parameters or a body, those are not there', async () => {
    const { body } = await send('/echo', { method: 'POST' });
    for (const field of ['queryStringParameters', 'pathParameters', 'body', 'cookies']) {
      expect(body).not.toHaveProperty(field);
    }
  });

  test.each([
    ['application/json', '{"a":"ä"}', { body: '{"a":"ä"}', isBase64Encoded: false }],
    ['application/json; charset=utf-8', '{}', { body: '{}', isBase64Encoded: false }],
    ['application/json, text/plain', '{}', { body: '{}', isBase64Encoded: false }],
    ['json', '{}', { body: 'e30=', isBase64Encoded: true }],
    ['application/vnd.kite+json', '{}', { body: 'e30=', isBase64Encoded: true }],
    ['application/json', new Uint8Array([0x22, 0xff, 0x22]), { body: 'Iv8i', isBase64Encoded: true }],
  ])('a body of type %s', async (type, body, expected) => {
    const answer = await send('/echo', { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.body).toMatchObject({ ...expected, headers: { 'content-type': type } });
  });
});

test('what a function returns becomes the response', async () => {
  const response = await fetch(`${url}/binary`);
  expect(response.status).toBe(418);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('x-number')).toBe('1');
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0x89, 0x50, 0xff]);
});

test('an empty body goes with 204', async () => {
  expect((await fetch(`${url}/empty`, { method: 'DELETE' })).status).toBe(204);
});

test("a function sees its own environment and Lambda's, nothing of ours", async () => {
  const { body } = await send('/environment');
  expect(body).toMatchObject({ OWN: 'mine', BEHAVIOUR: 'environment', AWS_REGION: 'local' });
  expect(body).not.toHaveProperty('PATH');
  expect(body).not.toHaveProperty('KITE_URL');
});

test('a trailing slash is nothing; what no route matches goes to $default', async () => {
  expect((await send('/echo/1/')).body).toMatchObject({ routeKey: 'GET /echo/{id}' });
  expect((await send('/nowhere')).body).toMatchObject({ routeKey: '$default', rawPath: '/nowhere' });
  expect((await send('/echo', { method: 'DELETE' })).body).toMatchObject({ routeKey: '$default' });
});

test('with origins that may call, it answers preflights itself, also where the stack has a route for them', async () => {
  const cors = {
    AllowOrigins: ['https://ui.example.com'],
    AllowMethods: ['POST'],
    AllowHeaders: ['authorization'],
    MaxAge: 60,
  };
  const routes = [route('POST /echo', 'echo'), route('OPTIONS /{path+}', 'echo'), route('$default', 'echo')];
  const options = { auth: false, onError: () => undefined };
  const { app, close } = await load({ routes, rules: [], cors }, { AWS_REGION: 'local' }, options);
  try {
    const headers = { origin: 'https://ui.example.com', 'access-control-request-method': 'POST' };
    for (const path of ['/echo', '/echo/']) {
      const { statusCode, headers: answered } = await app.inject({ method: 'OPTIONS', url: path, headers });
      expect(statusCode).toBe(204);
      expect(answered).toMatchObject({
        'access-control-allow-origin': 'https://ui.example.com',
        'access-control-allow-headers': 'authorization',
      });
    }
  } finally {
    await close();
  }
});

test.each(FAILING)(
  'a function that does this: %s, answers 500, and the next request is served',
  async (behaviour) => {
    const before = errors.length;
    expect(await send(`/${behaviour}`)).toMatchObject({
      status: 500,
      body: { message: 'Internal Server Error' },
    });
    expect(errors.length).toBe(before + 1);
    expect(await send(`/${behaviour}?work`)).toMatchObject({ status: 200, body: 'worked' });
  },
);

test('a crash fails what is in flight in that function, and nothing in another', async () => {
  const [crashed, echoed] = await Promise.all([
    Promise.all([send('/exit'), send('/exit'), send('/exit')]),
    send('/echo', { method: 'POST' }),
  ]);
  expect(crashed.map(({ status }) => status)).toEqual([500, 500, 500]);
  expect(echoed.status).toBe(200);
});

// Over 10 MB, which the gateway refuses: test/e2e/bad-input.test.ts.
test('a body over 6 MB, which Lambda refuses: 413', async () => {
  const answer = await send('/echo', { method: 'POST', body: 'a'.repeat(7 * 1024 * 1024) });
  expect(answer).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' } });
});

test.each(['/echo/%E0%A4%A', '/nowhere/%', '/%zz?a=%'])(
  '%s is no valid percent-encoding: 400',
  async (path) => {
    expect((await send(path)).status).toBe(400);
    expect((await send('/echo/1')).status).toBe(200);
  },
);
