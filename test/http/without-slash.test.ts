import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Grant } from '../../functions/shared/access/grant.ts';
import { withoutSlash } from '../../functions/shared/http/without-slash.ts';
import { anEvent, printedBy, run } from '../support/chain.ts';

/** What the gateway's verdict gives. */
const grants: Grant[] = [{ role: 'viewer', namespaces: ['team-a'] }];
const authorization = 'Bearer token-of-the-tests';

// The log.
beforeEach(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => void jest.restoreAllMocks());

/** Stands in for the API's gateway while `work` is under way, and keeps what reaches it. */
async function received(
  work: (host: string) => Promise<unknown>,
  answer: RequestListener = (_request, response) => response.end(),
) {
  const requests: (Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { body: Buffer })[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: await buffer(request) });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    await work(`127.0.0.1:${address !== null && typeof address === 'object' ? address.port : ''}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return requests;
}

/** Sends to a function behind that gateway a request of which it gives no verdict, unless `changes` have `grants`. */
function send(
  domainName: string,
  method: string,
  rawPath: string,
  changes: Parameters<typeof anEvent>[0] = {},
  marginMs = 500,
) {
  const headers = { authorization, 'x-forwarded-proto': 'http', ...changes.headers };
  const event = anEvent({ rawPath, routeKey: `${method} /x`, ...changes, headers });
  const requestContext = {
    ...event.requestContext,
    domainName,
    http: { ...event.requestContext.http, method },
  };
  return run([withoutSlash(marginMs)], { ...event, requestContext }, () => ({ statusCode: 418 }));
}
/** It serves the request itself. */
const SERVED = { statusCode: 418 };

describe('what is served where it came', () => {
  test.each([
    ['without a credential', '/x/', { headers: { authorization: '' } }],
    ['with a verdict', '/x/', { grants }],
    ['of the second route', '/x/', { grants, routeKey: 'GET /x/{proxy+}', pathParameters: { proxy: '' } }],
    ['without a slash', '/x', {}],
    ['without a slash, of which a parameter is empty', '/x//y', { grants, routeKey: 'GET /x/{id}/y' }],
  ])('a request %s', async (_which, path, changes) => {
    const requests = await received(async (host) => {
      expect(await send(host, 'GET', path, changes)).toEqual(SERVED);
    });
    expect(requests).toEqual([]);
  });
});

test.each([{ id: '' }, {}])('a parameter that is empty makes it another path: %j', async (parameters) => {
  const changes = { grants, routeKey: 'GET /x/{id}', pathParameters: { ...parameters } };
  expect(await received((host) => send(host, 'GET', '/x/', changes))).toMatchObject([{ url: '/x' }]);
});

test('all goes along but what is of the connection', async () => {
  const body = Buffer.from([0, 0xff, 0x7b]);
  const requests = await received((host) =>
    send(host, 'PUT', '/api/ä b?#/', {
      rawQueryString: 'a=%26&b=1&b=2',
      headers: {
        host: 'evil.example',
        'content-length': '99',
        'transfer-encoding': 'chunked',
        connection: 'keep-alive',
        expect: '100-continue',
        'x-forwarded-for': '192.0.2.1',
        'content-type': 'text/plain',
        'idempotency-key': 'one',
        'sec-fetch-site': 'same-origin',
      },
      body: body.toString('base64'),
      isBase64Encoded: true,
    }),
  );
  expect(requests).toMatchObject([
    {
      method: 'PUT',
      url: '/api/%C3%A4%20b%3F%23?a=%26&b=1&b=2',
      body,
      headers: {
        host: expect.stringMatching(/^127/),
        authorization,
        'content-length': '3',
        connection: 'close',
        'content-type': 'text/plain',
        'idempotency-key': 'one',
        'sec-fetch-site': 'same-origin',
      },
    },
  ]);
  expect(requests[0]?.headers).not.toHaveProperty('x-forwarded-for');
});

test('the answer comes back as it is, but for what is of the connection', async () => {
  const headers = {
    'content-type': 'application/json',
    allow: 'GET',
    'retry-after': '1',
    'apigw-requestid': 'x',
  };
  await received(
    async (host) =>
      expect(await send(host, 'GET', '/x/')).toEqual({
        statusCode: 429,
        headers: { 'content-type': 'application/json', allow: 'GET', 'retry-after': '1' },
        body: '{"error":"ä"}',
      }),
    (_request, response) => response.writeHead(429, headers).end('{"error":"ä"}'),
  );
});

test('the log tells of it, and not what was sent', async () => {
  const lines = await printedBy(() =>
    received((host) => send(host, 'GET', '/x/', { rawQueryString: 'a=secret' })),
  );
  expect(lines).toEqual([expect.stringContaining('"request without slash"')]);
  expect(lines[0]).not.toMatch(/secret|token-of-the-tests/);
});

test.each(['/x/./', '/x/../x/', '/x\\/', '/x//', '/./x/y/../'])(
  'what it sends has no slash at its end: %j',
  async (path) => {
    const [request] = await received((host) => send(host, 'GET', path));
    expect(request?.url).toMatch(/^\/x(?:%5C)?$/);
  },
);

describe('503, and no word of why,', () => {
  const refusal = {
    status: 503,
    message: expect.stringContaining('without the slash'),
    headers: { 'retry-after': '1' },
  };

  test('where nobody answers', async () => {
    await expect(send('127.0.0.1:1', 'GET', '/x/')).rejects.toMatchObject(refusal);
  });

  test('where nobody answers in time', async () => {
    await received(
      (host) => expect(send(host, 'GET', '/x/', {}, 9_950)).rejects.toMatchObject(refusal),
      () => undefined,
    );
  });

  test('where it is sent elsewhere: that gets no credential', async () => {
    const elsewhere = await received(async (other) => {
      await received(
        (host) => expect(send(host, 'GET', '/x/')).rejects.toMatchObject(refusal),
        (_request, response) => response.writeHead(307, { location: `http://${other}/x` }).end(),
      );
    });
    expect(elsewhere).toEqual([]);
  });

  test('where the gateway does not say that it has http: a deployed one does not', async () => {
    for (const proto of ['https', 'https, http', '']) {
      const requests = await received((host) =>
        expect(send(host, 'GET', '/x/', { headers: { 'x-forwarded-proto': proto } })).rejects.toMatchObject(
          refusal,
        ),
      );
      expect(requests).toEqual([]);
    }
  });
});
