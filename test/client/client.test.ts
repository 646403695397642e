import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { all, createKite, KiteError } from '../../client/src/index.ts';
import { newNamespace, served } from '../support/kite.ts';

/* Against Kite itself; and against a server that answers as Kite's does not when it is asked to. */

const kite = createKite({ url: served.url });
const failure = (namespace: string, failureReason = 'Out of memory') => ({
  pipelineName: 'frontend-build',
  namespace,
  failureReason,
});

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
let server: Server;
let url: string;
/** What the server answers, in turn; undefined: it hangs up. */
let answers: (Answer | undefined)[] = [];
let requests: {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}[];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = request.method === 'POST' || request.method === 'PUT' ? await json(request) : undefined;
    requests.push({ method: request.method ?? '', headers: request.headers, body });
    const answer = answers.shift();
    if (answer === undefined) return request.socket.destroy();
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'x-not-kite': '1',
      ...answer.headers,
    });
    response.end(JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  requests = [];
});

const busy: Answer = {
  status: 503,
  headers: { 'retry-after': '0' },
  body: { error: 'Busy', details: [], requestId: 'r' },
};
const done: Answer = { status: 200, body: { status: 'success' } };

test('reports, lists page by page, resolves and deletes', async () => {
  const namespace = newNamespace();
  for (const reason of ['Out of memory', 'No space left on device', 'Connection refused']) {
    await kite.post('/api/v1/webhooks/pipeline-failure', { body: failure(namespace, reason) });
  }
  const pages: object[] = [];
  const read = (page: { readonly cursor?: string }) => {
    pages.push(page);
    return kite.get('/api/v1/issues', { params: { query: { namespace: [namespace], limit: 1, ...page } } });
  };
  const ids: string[] = [];
  for await (const { id } of all(read)) ids.push(id);
  expect(pages).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
  const [id = ''] = ids;
  const resolved = await kite.post('/api/v1/issues/{id}/resolve', { params: { path: { id } } });
  expect(resolved.state).toBe('RESOLVED');
  expect(await kite.delete('/api/v1/issues/{id}', { params: { path: { id } } })).toBeUndefined();
});

test('an error has its status, its details and its request id', async () => {
  const namespace = newNamespace();
  const wrong = { ...failure(namespace), pipelineName: '' };
  const error = await kite
    .post('/api/v1/webhooks/pipeline-failure', { body: wrong })
    .catch((thrown) => thrown);
  expect(error).toBeInstanceOf(KiteError);
  expect(error).toMatchObject({
    name: 'KiteError',
    status: 400,
    details: [{ path: 'pipelineName', message: 'must not be empty' }],
    requestId: expect.stringMatching(/.+/),
  });
});

test('an error of the gateway, or of a proxy, is one too', async () => {
  answers = [
    { status: 403, body: { message: 'Forbidden' } },
    { status: 404, body: 'nothing here' },
  ];
  const read = () => createKite({ url }).get('/api/v1/version');
  await expect(read()).rejects.toMatchObject({ status: 403, message: 'Forbidden', details: [] });
  await expect(read()).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('nothing here'),
  });
});

test('a report is sent again while Kite is busy or gone, with the same key', async () => {
  answers = [busy, undefined, done];
  await createKite({ url }).post('/api/v1/webhooks/pipeline-failure', { body: failure('a') });
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(requests[0]?.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/);
  expect(requests.map(({ body }) => body)).toEqual(Array(3).fill(failure('a')));
});

test('it gives up after so many attempts, with the last error', async () => {
  answers = [busy, busy, busy];
  const read = createKite({ url, attempts: 2 }).get('/api/v1/version');
  await expect(read).rejects.toMatchObject({ status: 503, message: 'Busy' });
  expect(requests).toHaveLength(2);
});

test('what is not safe to send twice is sent once, but after a 429', async () => {
  const create = () =>
    createKite({ url }).post('/api/v1/tokens', { body: { name: 'ci', role: 'viewer', namespaces: ['a'] } });
  answers = [busy];
  await expect(create()).rejects.toMatchObject({ status: 503 });
  answers = [undefined];
  await expect(create()).rejects.not.toBeInstanceOf(KiteError);
  answers = [
    { ...busy, status: 429 },
    { status: 201, body: { id: 'x' } },
  ];
  await create();
  expect(requests).toHaveLength(4);
});

test('a wait that is too long for a caller is none, and a signal ends one', async () => {
  answers = [{ ...busy, headers: { 'retry-after': '3600' } }];
  await expect(createKite({ url }).get('/api/v1/version')).rejects.toMatchObject({ status: 503 });
  answers = [{ ...busy, headers: { 'retry-after': '15' } }];
  const signal = AbortSignal.timeout(50);
  await expect(createKite({ url }).get('/api/v1/version', { signal })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(requests).toHaveLength(2);
});

test('the token may change between requests', async () => {
  answers = [done, done];
  let renewed = 0;
  const client = createKite({ url, token: () => `token-${++renewed}` });
  await client.get('/api/v1/version');
  await client.get('/api/v1/version');
  expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
});
