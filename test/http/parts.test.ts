import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { Caller } from '../../functions/shared/access/caller.ts';
import { toResponse } from '../../functions/shared/http/answer.ts';
import { answerErrors } from '../../functions/shared/http/answer-errors.ts';
import { authenticate } from '../../functions/shared/http/authenticate.ts';
import { authorize } from '../../functions/shared/http/authorize.ts';
import { refuseImpersonation } from '../../functions/shared/http/impersonation.ts';
import { refusePages } from '../../functions/shared/http/pages.ts';
import { exactPath, noRoute } from '../../functions/shared/http/paths.ts';
import { requestLog } from '../../functions/shared/http/request-log.ts';
import { securityHeaders } from '../../functions/shared/http/security-headers.ts';
import { validate } from '../../functions/shared/http/validate.ts';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { HttpError } from '../../functions/shared/runtime/errors.ts';
import { anEvent, printedBy, run } from '../support/chain.ts';

const fail = (error: unknown) => () => {
  throw error;
};
const viewer = { role: 'viewer', namespaces: ['team-a'] } as const;

/** An event of `method`; its host is `kite.example.com`. */
const requestOf = (method: string, headers: Record<string, string>, rawPath = '/') => {
  const event = anEvent({ headers: { host: 'kite.example.com', ...headers }, rawPath });
  const { requestContext } = event;
  const http = { ...requestContext.http, method };
  return { ...event, requestContext: { ...requestContext, http } };
};

describe('refusePages', () => {
  const ALLOWED = ['https://ui.example.com', 'http://localhost:5173'];
  const send = (method: string, headers: Record<string, string>) =>
    run([refusePages(ALLOWED)], requestOf(method, headers));

  test.each([
    ['curl, which says nothing', {}],
    ['a page of its own', { origin: 'https://kite.example.com', 'sec-fetch-site': 'same-origin' }],
    ['a page of its own, over http', { origin: 'http://kite.example.com' }],
    ['a person, by typing', { 'sec-fetch-site': 'none' }],
    ['a page of an allowed origin', { origin: 'https://ui.example.com', 'sec-fetch-site': 'same-site' }],
    ['a page of another', { origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' }],
  ])('lets through %s', async (_who, headers) => {
    expect(await send('POST', headers)).toEqual({ statusCode: 200 });
  });

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['an origin that begins alike', { origin: 'https://kite.example.com.evil.example' }],
    ['an origin that ends alike', { origin: 'https://evil-kite.example.com' }],
    ['another port', { origin: 'https://kite.example.com:8443' }],
    ['a file or a sandbox', { origin: 'null' }],
    ['an origin that is empty', { origin: '' }],
    ['two origins', { origin: 'https://kite.example.com, https://evil.example' }],
    ['another site, as only the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['another subdomain, as only the browser says', { 'sec-fetch-site': 'same-site' }],
    ['its own host by http', { origin: 'http://kite.example.com', 'sec-fetch-site': 'same-site' }],
  ])('refuses writes by %s', async (_who, headers) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      await expect(send(method, headers)).rejects.toMatchObject({ status: 403 });
    }
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect(await send(method, headers)).toEqual({ statusCode: 200 });
    }
  });
});

test.each(['impersonate-user', 'impersonate-group', 'impersonate-uid', 'Impersonate-Extra-Scopes'])(
  'refuseImpersonation refuses %s, whatever it says',
  async (name) => {
    const request = requestOf('GET', { [name]: '' });
    await expect(run([refuseImpersonation()], request)).rejects.toMatchObject({ status: 403 });
    expect(await run([refuseImpersonation()], requestOf('GET', { [`x-${name}`]: '' }))).toEqual({
      statusCode: 200,
    });
  },
);

describe('exactPath', () => {
  const send = (method: string, rawPath: string, proxy: string | undefined) =>
    run([exactPath()], {
      ...requestOf(method, {}, rawPath),
      ...(proxy !== undefined && { pathParameters: { proxy } }),
    });

  test.each([undefined, ''])('takes a slash at the end, of which the gateway makes %j', async (proxy) => {
    expect(await send('GET', '/api/v1/health/', proxy)).toEqual({ statusCode: 200 });
  });

  test('refuses what is below the path, as if there were no route', async () => {
    await expect(send('GET', '/api/v1/health/x', 'x')).rejects.toMatchObject({ status: 404 });
    await expect(send('POST', '/api/v1/issues/1/', '1/')).rejects.toMatchObject({
      status: 405,
      headers: { allow: 'GET, PUT, DELETE' },
    });
  });
});

test.each([
  ['GET', '/issues', 404],
  ['PATCH', '/issues', 405],
  ['PATCH', '/issues/a b%', 405],
  ['PATCH', '/issues/', 404],
  ['PATCH', '/issues/1/2', 404],
  ['PATCH', '/v2/issues', 404],
])('noRoute: %s %s, which nothing has taken, is %i', (method, path, status) => {
  expect(noRoute(['GET /issues', 'PUT /issues/{id}'], method, path)).toMatchObject({ status });
});

describe('authenticate', () => {
  test('takes the caller that the authorizer names, if it has the permission anywhere', async () => {
    const { callerOf, ...part } = authenticate('read');
    const event = anEvent({ grants: [{ ...viewer, namespaces: ['team-a'] }] });
    await run([part], event);
    expect(callerOf(event)).toMatchObject({ id: 'test', grants: [viewer] });
  });

  test.each([
    ['no authorizer has said who it is', 'read', undefined, 401],
    ['it lacks the permission', 'write', [{ ...viewer, namespaces: ['team-a'] }], 403],
  ] as const)('refuses a request when %s', async (_why, permission, grants, status) => {
    const { callerOf: _, ...part } = authenticate(permission);
    const event = anEvent(
      grants ? { grants: grants.map((grant) => ({ ...grant, namespaces: ['team-a'] })) } : {},
    );
    await expect(run([part], event)).rejects.toMatchObject({ status });
  });

  test("gives an endpoint's own check the bytes of the body, decoded and unparsed", async () => {
    const bodies: string[] = [];
    const { callerOf: _, ...part } = authenticate(async ({ body }) => {
      bodies.push(body.toString());
      return new Caller('sender', []);
    });
    await run([part], anEvent({ body: 'e25vIEpTT04=', isBase64Encoded: true }));
    expect(bodies).toEqual(['{no JSON']);
  });
});

describe('validate', () => {
  const schema = z.object({
    path: z.object({ id: z.guid() }),
    query: z.object({ limit: z.optional(z.string().check(z.regex(/^\d+$/, 'must be a number'))) }),
    body: z.strictObject({ name: z.string(), kind: z.enum(['a', 'b']) }),
  });
  const id = '1a483caf-f349-4a9d-879a-df74a2b55eb3';
  const request = (changes: Parameters<typeof anEvent>[0]) =>
    anEvent({ pathParameters: { id }, body: '{"name":"n","kind":"a"}', ...changes });

  test('reads path, query without empty parameters, and body', async () => {
    const { inputOf, ...part } = validate(schema, { maxBodyBytes: 1_000 });
    const event = request({ queryStringParameters: { limit: '' } });
    await run([part], event);
    expect(inputOf(event)).toEqual({ path: { id }, query: {}, body: { name: 'n', kind: 'a' } });
  });

  test.each([
    {},
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'text/plain', 'content-encoding': 'identity' },
    { 'content-type': '', 'content-encoding': '' },
  ])('reads JSON whatever it is called: %j', async (headers) => {
    const { inputOf, ...part } = validate(schema, { maxBodyBytes: 1_000 });
    const event = request({ headers });
    await run([part], event);
    expect(inputOf(event)).toMatchObject({ body: { name: 'n', kind: 'a' } });
  });

  test('names every fault at once', async () => {
    const { inputOf: _, ...part } = validate(schema, { maxBodyBytes: 1_000 });
    const event = request({ queryStringParameters: { limit: 'x' }, body: '{"kind":"c","extra":1}' });
    await expect(run([part], event)).rejects.toMatchObject({
      status: 400,
      details: [
        { path: 'limit', message: 'must be a number' },
        { path: 'name', message: 'is required' },
        { path: 'kind', message: 'must be one of a, b' },
        { path: 'extra', message: 'is not a field of this request' },
      ],
    });
  });

  test.each([
    ['a path that names nothing', { pathParameters: { id: 'no-uuid' } }, 404],
    ['a body over the limit', { body: `"${'a'.repeat(1_000)}"` }, 413],
    ['a body that its header calls compressed', { headers: { 'content-encoding': 'br' } }, 415],
    ['a body that is compressed', { body: gzipSync('{}').toString('base64'), isBase64Encoded: true }, 415],
    ['no body', { body: '' }, 400],
    ['a body that is no JSON', { body: '{' }, 400],
    ['a body that is no UTF-8', { body: '/w==', isBase64Encoded: true }, 400],
  ])('refuses %s', async (_what, changes, status) => {
    const { inputOf: _, ...part } = validate(schema, { maxBodyBytes: 1_000 });
    await expect(run([part], request(changes))).rejects.toMatchObject({ status });
  });
});

test('authorize requires the permission in every namespace that a request names', async () => {
  const caller = new Caller('test', [{ role: 'viewer', namespaces: ['team-a', 'team-b'] }]);
  const naming = (...namespaces: (string | undefined)[]) =>
    run(
      [
        authorize(
          'read',
          () => caller,
          () => namespaces,
        ),
      ],
      anEvent(),
    );
  expect(await naming('team-a', undefined, 'team-b')).toEqual({ statusCode: 200 });
  await expect(naming('team-a', 'team-c')).rejects.toMatchObject({
    status: 403,
    message: 'This credential may not read in the namespace team-c',
  });
});

describe('answerErrors', () => {
  test('answers an HttpError with its status, headers and details', async () => {
    const error = new HttpError(409, 'Taken', {
      details: [{ path: 'name', message: 'is taken' }],
      headers: { 'retry-after': '1' },
    });
    const { statusCode, headers, body } = await run([answerErrors()], anEvent(), fail(error));
    expect({ statusCode, headers }).toEqual({
      statusCode: 409,
      headers: { 'content-type': 'application/json', 'retry-after': '1' },
    });
    expect(JSON.parse(body ?? '')).toEqual({
      error: 'Taken',
      details: [{ path: 'name', message: 'is taken' }],
      requestId: 'request-1',
    });
  });

  test.each([
    ['a throttled database', Object.assign(new Error(), { name: 'ThrottlingException' }), 503],
    ['a missing table', Object.assign(new Error(), { name: 'ResourceNotFoundException' }), 503],
    ['a bug', new TypeError('arn:aws:dynamodb:eu-central-1:123456789012:table/Kite'), 500],
    ['something that is no error', 'table/Kite', 500],
  ])('%s is answered without a word of what it was', async (_what, error, status) => {
    const { statusCode, body } = await run([answerErrors()], anEvent(), fail(error));
    expect(statusCode).toBe(status);
    expect(body).not.toContain('table/Kite');
  });
});

// https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
test('securityHeaders go with answers and with errors, and leave their own headers alone', async () => {
  const own = { headers: { 'cache-control': 'max-age=1' } };
  const answers = [
    await run([securityHeaders()], anEvent(), () => ({ statusCode: 200, ...own })),
    await run([securityHeaders(), answerErrors()], anEvent(), fail(new HttpError(401, 'No', own))),
  ];
  for (const { headers } of answers) {
    expect(headers).toMatchObject({ 'cache-control': 'max-age=1', 'x-content-type-options': 'nosniff' });
  }
});

describe('requestLog', () => {
  const event = anEvent({ routeKey: 'GET /issues', queryStringParameters: { search: 'the-search' } });
  const itself = requestLog(() => 'the-caller');
  const logged = async (...chain: Parameters<typeof run>) =>
    (await printedBy(() => run(...chain))).map((line): unknown => JSON.parse(line));

  test('says what was asked and how it ended, and nothing that the request held', async () => {
    const lines = await logged([itself], event);
    expect(lines).toEqual([
      {
        level: 'INFO',
        message: 'request',
        timestamp: expect.stringMatching(/Z$/),
        requestId: 'request-1',
        caller: 'the-caller',
        route: 'GET /issues',
        status: 200,
      },
    ]);
  });

  test('has the ids of issues and tokens that are in a path, and nothing else that is', async () => {
    const ids = ['4f6cbfb0-7a09-4f3c-9a0c-2f8f5a4a3c11', '0123456789abcdef'];
    const secret = `kite_0123456789abcdef_${'0'.repeat(64)}`;
    const [id, relatedId] = ids;
    const named = anEvent({ pathParameters: { id, relatedId, proxy: secret, other: '0'.repeat(64) } });
    expect(await logged([itself], named)).toMatchObject([{ ids }]);
  });

  test('names the caller whom the gateway has let in also where the request is refused before it is known', async () => {
    const { callerIdOf, callerOf: _, ...authentication } = authenticate('read');
    const chain = [requestLog(callerIdOf), answerErrors()];
    const letIn = anEvent({ grants: [{ ...viewer, namespaces: ['team-a'] }] });
    const refuse = { before: fail(new HttpError(403, 'No')) };
    expect(await logged([...chain, refuse, authentication], letIn)).toMatchObject([{ caller: 'test' }]);
    const [entry] = await logged([...chain, authentication], anEvent());
    expect(entry).not.toHaveProperty('caller');
    expect(entry).toMatchObject({ status: 401 });
  });

  test('names a caller that an endpoint authenticates itself', async () => {
    const github = new Caller('sender:github', []);
    const { callerIdOf, callerOf: _, ...authentication } = authenticate(async () => github);
    expect(await logged([requestLog(callerIdOf), authentication], anEvent())).toMatchObject([
      { caller: 'sender:github' },
    ]);
  });

  test("has a refusal's status, and of a failure the error with its stack and cause", async () => {
    const refused = await logged([itself, answerErrors()], event, fail(new HttpError(403, 'No')));
    expect(refused).toMatchObject([{ level: 'INFO', status: 403 }]);
    const bug = new Error('broken', { cause: new Error('deep') });
    expect(await logged([itself, answerErrors()], event, fail(bug))).toMatchObject([
      {
        level: 'ERROR',
        status: 500,
        error: {
          name: 'Error',
          message: 'broken',
          stack: expect.stringContaining('parts.test.ts'),
          cause: { message: 'deep' },
        },
      },
    ]);
  });
});

describe('toResponse', () => {
  const end = (namespace: string) => ({ id: namespace, sourceId: 'a', targetId: 'b', target: { namespace } });
  const issue = { id: '1', relatedFrom: [end('team-a'), end('team-b')], relatedTo: [] } satisfies Partial<
    Record<keyof Issue, unknown>
  >;
  const bodyFor = (caller: Caller, body: unknown): unknown =>
    JSON.parse(toResponse({ status: 200, body }, caller).body ?? '');
  const readable = { ...issue, relatedFrom: [end('team-a')] };

  test('leaves relations to what the caller may not read out, wherever the issue stands', () => {
    const caller = new Caller('test', [{ role: 'viewer', namespaces: ['team-a'] }]);
    expect(bodyFor(caller, issue)).toEqual(readable);
    expect(bodyFor(caller, { issue })).toEqual({ issue: readable });
    expect(bodyFor(caller, { data: [issue], total: 1 })).toEqual({ data: [readable], total: 1 });
    expect(bodyFor(caller, { results: [{ issue }] })).toEqual({ results: [{ issue: readable }] });
    const publisher = new Caller('test', [{ role: 'publisher', namespaces: ['*'] }]);
    expect(bodyFor(publisher, issue)).toEqual({ ...issue, relatedFrom: [] });
  });

  test('keeps all for a caller that may read everything; an answer without a body has no content type', () => {
    const caller = new Caller('test', [{ role: 'viewer', namespaces: ['*'] }]);
    expect(bodyFor(caller, issue)).toEqual(issue);
    expect(toResponse({ status: 204 }, caller)).toEqual({ statusCode: 204, headers: {} });
  });
});
