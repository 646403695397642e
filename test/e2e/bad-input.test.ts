import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  anIssue,
  fail,
  get,
  issueIn,
  list,
  newNamespace,
  post,
  problemIn,
  put,
  send,
  served,
} from '../support/kite.ts';

/** Fresh for each test; whatever is refused has left nothing in it. */
let namespace: string;
let kept = 0;
beforeEach(() => {
  namespace = newNamespace();
  kept = 0;
});
afterEach(async () => {
  expect((await list(`namespace=${encodeURIComponent(namespace)}`)).total).toBe(kept);
});

const WEBHOOK = '/webhooks/pipeline-failure';
const valid = () => ({ pipelineName: 'frontend-build', namespace, failureReason: 'Out of memory' });
const sendRaw = (body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') =>
  send('POST', WEBHOOK, { headers: { 'content-type': contentType }, body });

describe('a body', () => {
  test.each([
    ['truncated JSON', '{"pipelineName": "frontend-build"'],
    ['no JSON at all', 'pipelineName=frontend-build'],
    ['trailing junk', '{} {}'],
    ['an array', '[]'],
    ['a string', '"frontend-build"'],
    ['a number', '1'],
    ['null', 'null'],
    ['no JSON and no UTF-8', new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x7d])],
    ['nothing', ''],
    ['deeply nested JSON that is not closed', '['.repeat(100_000)],
    ['deeply nested JSON', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('that is %s: 400 that says so', async (_what, body) => {
    expect(problemIn(await sendRaw(body))).toMatchObject({
      status: 400,
      paths: ['body'],
      error: expect.stringMatching(/^Invalid request: body (must be|is required)/),
    });
  });

  test.each([
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/cloudevents+json',
    'application/vnd.kite+json',
    'text/plain',
    // What `curl -d` says unless it is told otherwise.
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    // No media types at all: API Gateway passes them on.
    'json',
    'application/json, text/plain',
  ])('of JSON that is called %s is taken, also where API Gateway encodes it', async (type) => {
    expect((await sendRaw(JSON.stringify(valid()), type)).status).toBe(201);
    kept = 1;
    expect(problemIn(await sendRaw('pipelineName=frontend-build', type)).status).toBe(400);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    [undefined, gzipSync],
  ])('that is compressed (content-encoding: %s): 415 that says so', async (encoding, compress) => {
    const headers = {
      'content-type': 'application/json',
      ...(encoding !== undefined && { 'content-encoding': encoding }),
    };
    const body = new Uint8Array(compress(JSON.stringify(valid())));
    expect(problemIn(await send('POST', WEBHOOK, { headers, body }))).toMatchObject({
      status: 415,
      error: 'The body must not be compressed',
    });
  });

  test('without a type is taken for JSON; without either it is missing', async () => {
    // Bytes, because fetch names a type for a string.
    const body = new TextEncoder().encode(JSON.stringify(valid()));
    expect((await send('POST', WEBHOOK, { body })).status).toBe(201);
    kept = 1;
    expect(problemIn(await send('POST', WEBHOOK))).toMatchObject({ status: 400, paths: ['body'] });
  });

  test.each([
    ['POST', '/issues'],
    ['PUT', `/issues/${randomUUID()}`],
    ['POST', `/issues/${randomUUID()}/related`],
  ])('is checked alike by %s %s', async (method, path) => {
    const answers = [
      ['{', 'application/json', 400],
      ['{"title": "two\nlines"}', 'application/json', 400],
      [new Uint8Array([0x22, 0xe9, 0x22]), 'application/json', 400],
      ['a=b', 'application/x-www-form-urlencoded', 400],
      [new Uint8Array(gzipSync('{}')), 'application/json', 415],
      [' '.repeat(256 * 1024 + 1), 'application/json', 413],
    ] as const;
    for (const [body, type, status] of answers) {
      const answer = await send(method, path, { headers: { 'content-type': type }, body });
      // A PUT may hold an issue with its related ones, as it was answered.
      expect(problemIn(answer).status).toBe(method === 'PUT' && status === 413 ? 400 : status);
    }
  });

  test('of 1 MiB is read, one byte more is 413', async () => {
    const padded = (length: number) => {
      const empty = JSON.stringify({ ...valid(), padding: '' });
      return empty.replace('"padding":""', `"padding":"${'a'.repeat(length - empty.length)}"`);
    };
    expect(problemIn(await sendRaw(padded(1024 * 1024 + 1))).status).toBe(413);
    expect((await sendRaw(padded(1024 * 1024))).status).toBe(201);
    kept = 1;
  });

  // Announced only: the gateway answers before it has read, and a client still writing would lose the answer.
  test('over the 10 MB of the gateway is 413 from there', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 10 * 1024 * 1024 + 1 };
    const status = await new Promise((resolve, reject) => {
      const call = request(`${served.url}/api/v1${WEBHOOK}`, { method: 'POST', headers });
      call.on('error', reject).on('response', (response) => {
        resolve(response.statusCode);
        call.destroy();
      });
      call.flushHeaders();
    });
    expect(status).toBe(413);
  });

  test('with a field of deeply nested JSON is read like any other', async () => {
    const nested = (body: unknown, field: string) =>
      JSON.stringify(body).replace('{', `{"${field}":${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)},`);
    expect((await sendRaw(nested(valid(), 'unknown'))).status).toBe(201);
    kept = 1;
    const { title, ...untitled } = anIssue({ namespace });
    const refused = await send('POST', '/issues', {
      headers: { 'content-type': 'application/json' },
      body: nested(untitled, 'title'),
    });
    expect(problemIn(refused)).toMatchObject({ status: 400, paths: ['title'] });
  });

  test('with fields that a webhook does not know is taken', async () => {
    expect((await post(WEBHOOK, { ...valid(), branch: 'main', attempt: 3 })).status).toBe(201);
    kept = 1;
  });

  test('with __proto__ and constructor keys changes nothing but what it says', async () => {
    const hostile = JSON.stringify(valid()).replace(
      '{',
      '{"__proto__":{"severity":"info"},"constructor":{"prototype":{"severity":"info"}},',
    );
    const answer = await sendRaw(hostile);
    expect(answer).toMatchObject({ status: 201, body: { issue: { severity: 'major' } } });
    kept = 1;
    const strict = JSON.stringify(anIssue({ namespace })).replace('{', '{"__proto__":{"state":"RESOLVED"},');
    const refused = await send('POST', '/issues', {
      headers: { 'content-type': 'application/json' },
      body: strict,
    });
    expect(problemIn(refused)).toMatchObject({ status: 400, paths: ['__proto__'] });
  });
});

describe('ids', () => {
  test.each([
    ['#', '%23'],
    ['%', '%25'],
    ['an emoji', '%F0%9F%98%80'],
    ['a quote', '%22'],
    ['a line break', '%0A'],
    ['NUL', '%00'],
    ['1,000 characters', 'a'.repeat(1_000)],
    ['__proto__', '__proto__'],
    ['a UUID and more', `${randomUUID()}0`],
    ['an unknown UUID', randomUUID()],
  ])('%s is no issue: 404 everywhere', async (_what, id) => {
    const { id: known } = await fail('pipeline-failure', valid());
    kept = 1;
    const answers = await Promise.all([
      get(`/issues/${id}`),
      put(`/issues/${id}`, { title: 'New' }),
      send('DELETE', `/issues/${id}`),
      post(`/issues/${id}/resolve`, {}),
      post(`/issues/${id}/related`, { relatedId: known }),
      send('DELETE', `/issues/${id}/related/${known}`),
      send('DELETE', `/issues/${known}/related/${id}`),
    ]);
    expect(answers.map((answer) => problemIn(answer).status)).toEqual(answers.map(() => 404));
  });

  test.each<[string, unknown, string]>([
    ['nothing', {}, 'relatedId'],
    ['a number', { relatedId: 7 }, 'relatedId'],
    ['no UUID', { relatedId: 'a#b' }, 'relatedId'],
    ['__proto__', { relatedId: '__proto__' }, 'relatedId'],
    ['an unknown field', { relatedId: randomUUID(), note: 'see there' }, 'note'],
  ])('%s cannot be related', async (_what, body, path) => {
    const { id } = await fail('pipeline-failure', valid());
    kept = 1;
    const refused = problemIn(await post(`/issues/${id}/related`, body));
    expect(refused).toMatchObject({ status: 400, paths: [path] });
    expect(issueIn(await get(`/issues/${id}`)).relatedFrom).toEqual([]);
  });
});

describe('names', () => {
  test.each(
    [
      'a#b',
      '#',
      '%23',
      'a%b%',
      'ISSUE#team#00',
      '😀 build',
      'nul\0',
      ' outer space ',
      'line\nbreak\ttab',
      '"quoted" \\ <b>&amp;',
      '../../etc/passwd',
      'null',
      '__proto__',
      '{{7*7}}',
      'constructor',
      // The longest that there may be.
      '漢'.repeat(253),
      '#'.repeat(253),
    ].map((name) => [name.slice(0, 20), name]),
  )('%j is kept as it is, found, and resolved', async (_what, name) => {
    const issue = await fail('pipeline-failure', { ...valid(), pipelineName: name });
    expect(issue.scope.resourceName).toBe(name);
    const { data } = await list(`namespace=${namespace}&resourceName=${encodeURIComponent(name)}`);
    expect(data).toEqual([issue]);
    const success = await post('/webhooks/pipeline-success', { pipelineName: name, namespace });
    expect(success.body).toMatchObject({ message: `Resolved 1 issue(s) for pipeline ${name}` });
    kept = 1;
  });

  test.each(['team#a', 'team%23a', 'équipe 漢 😀'])('namespace %j is a tenant of its own', async (name) => {
    const own = `${name}-${newNamespace()}`;
    const issue = await fail('pipeline-failure', { ...valid(), namespace: own });
    expect((await list(`namespace=${encodeURIComponent(own)}`)).data).toEqual([issue]);
    expect((await get(`/issues/${issue.id}?namespace=${encodeURIComponent(own)}`)).status).toBe(200);
  });

  test('scopes whose parts run together alike are not one', async () => {
    const make = async (resourceType: string, resourceName: string, resourceNamespace = namespace) => {
      const scope = { resourceType, resourceName, resourceNamespace };
      return issueIn(await post('/issues', anIssue({ namespace, scope })));
    };
    const issues = [
      await make('a#b', 'c'),
      await make('a', 'b#c'),
      await make('a%23b', 'c'),
      await make(`a#${namespace}`, 'b'),
      await make('a', `${namespace}#b`),
      await make('a', 'd', 'b#c'),
      await make('a', 'c#d', 'b'),
    ];
    kept = issues.length;
    expect(new Set(issues.map(({ id }) => id)).size).toBe(kept);
    expect(new Set(issues.map(({ scopeId }) => scopeId)).size).toBe(kept);
  });
});
