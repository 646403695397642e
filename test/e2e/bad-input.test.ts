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
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])],
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

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'])(
    'of type %s: 415',
    async (type) => {
      expect(problemIn(await sendRaw(JSON.stringify(valid()), type)).status).toBe(415);
    },
  );

  test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/cloudevents+json'])(
    'of type %s is taken, also where API Gateway encodes it',
    async (type) => {
      expect((await sendRaw(JSON.stringify(valid()), type)).status).toBe(201);
      kept = 1;
    },
  );

  test('of 256 KiB is read, one byte more is 413', async () => {
    const padded = (length: number) => {
      const empty = JSON.stringify({ ...valid(), padding: '' });
      return empty.replace('"padding":""', `"padding":"${'a'.repeat(length - empty.length)}"`);
    };
    expect(problemIn(await sendRaw(padded(256 * 1024 + 1))).status).toBe(413);
    expect((await sendRaw(padded(256 * 1024))).status).toBe(201);
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

describe('fields', () => {
  test('every fault is named at once', async () => {
    const body = {
      pipelineName: '',
      namespace: 7,
      severity: 'fatal',
      runId: 'a'.repeat(254),
      logsUrl: 'logs',
    };
    const problem = problemIn(await post(WEBHOOK, body));
    expect(problem).toMatchObject({
      status: 400,
      paths: ['failureReason', 'logsUrl', 'namespace', 'pipelineName', 'runId', 'severity'],
    });
    expect(problem.error).toContain('failureReason is required');
    expect(problem.error).toContain('namespace must be of type string');
  });

  test('also those inside others, and those that the Issues API does not have', async () => {
    const body = anIssue({
      namespace,
      scope: { resourceType: 'component', resourceNamespace: '', cluster: 'one' },
      links: [
        { title: 'Logs', url: 'https://a.b' },
        { title: '', url: 'javascript:alert(1)', rel: 'x' },
      ],
      labels: [],
    });
    expect(problemIn(await post('/issues', body))).toMatchObject({
      status: 400,
      paths: [
        'labels',
        'links.1.rel',
        'links.1.title',
        'links.1.url',
        'scope.cluster',
        'scope.resourceName',
        'scope.resourceNamespace',
      ],
    });
  });

  test('that a webhook does not know are ignored', async () => {
    expect((await post(WEBHOOK, { ...valid(), branch: 'main', attempt: 3 })).status).toBe(201);
    kept = 1;
  });

  test.each([
    ['pipelineName', 'a'.repeat(1_000)],
    ['pipelineName', ' \n'],
    ['pipelineName', '\ud800'],
    ['pipelineName', null],
    ['pipelineName', ['frontend-build']],
    ['failureReason', 'a'.repeat(10_001)],
    ['failureReason', 'broken \udc00'],
    ['logsUrl', 'javascript:alert(1)'],
    ['logsUrl', 'data:text/html,<script>alert(1)</script>'],
    ['logsUrl', `https://ci.example/${'a'.repeat(2_048)}`],
    ['severity', 'MAJOR'],
  ])('%s: %.30j is refused', async (field, value) => {
    expect(problemIn(await post(WEBHOOK, { ...valid(), [field]: value }))).toMatchObject({
      status: 400,
      paths: [field],
    });
  });

  test('a change that is refused changes nothing', async () => {
    const issue = await fail('pipeline-failure', valid());
    kept = 1;
    for (const change of [
      {},
      { title: '' },
      { state: 'DONE' },
      { id: issue.id },
      { title: 'New', severity: 'no' },
    ]) {
      expect(problemIn(await put(`/issues/${issue.id}`, change)).status).toBe(400);
    }
    expect(issueIn(await get(`/issues/${issue.id}`))).toEqual(issue);
  });
});

describe('names', () => {
  test.each([
    'a#b',
    '#',
    '%23',
    'a%b%',
    'ISSUE#team#00',
    '😀 build',
    '漢'.repeat(253),
    'line\nbreak\ttab',
    '"quoted" \\ <b>&amp;',
    '../../etc/passwd',
    'null',
    '__proto__',
    '{{7*7}}',
  ])('%.20j is kept as it is, found, and resolved', async (name) => {
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
    const make = async (resourceType: string, resourceName: string) =>
      issueIn(await post('/issues', anIssue({ namespace, scope: { resourceType, resourceName } })));
    const issues = [
      await make(`a#${namespace}`, 'b'),
      await make('a', `${namespace}#b`),
      await make('a%23', 'b'),
    ];
    expect(new Set(issues.map(({ id }) => id)).size).toBe(3);
    expect(new Set(issues.map(({ scopeId }) => scopeId)).size).toBe(3);
    kept = 3;
  });
});

describe('pages', () => {
  test.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=501', 'limit'],
    ['limit=1e3', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['limit=99999999999999999999', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=10001', 'offset'],
    ['offset=0.5', 'offset'],
    ['state=active', 'state'],
    ['severity=fatal', 'severity'],
    ['issueType=pipelinerun', 'issueType'],
    [`search=${'a'.repeat(201)}`, 'search'],
    [`resourceName=${'a'.repeat(1_000)}`, 'resourceName'],
    ['cursor=abc', 'cursor'],
    ['cursor=%00', 'cursor'],
    [`cursor=${Buffer.from('2025-06-17T18:13:29.007Z').toString('base64url')}`, 'cursor'],
    [`cursor=${Buffer.from('{"PK":"a","SK":"b"}').toString('base64url')}`, 'cursor'],
    [
      `cursor=${Buffer.from(`2025-06-17T18:13:29.007Z#${'0'.repeat(36)}`).toString('base64url')}&offset=1`,
      'offset',
    ],
  ])('%.60s: 400', async (query, path) => {
    expect(problemIn(await get(`/issues?namespace=${namespace}&${query}`))).toMatchObject({
      status: 400,
      paths: [path],
    });
  });

  test("a cursor from another namespace or other filters, or a forged one, shows nothing of that namespace's", async () => {
    const other = newNamespace();
    for (const failureReason of ['one', 'two', 'three']) {
      await fail('pipeline-failure', { ...valid(), failureReason });
      await fail('pipeline-failure', { ...valid(), namespace: other, failureReason });
    }
    kept = 3;
    const { nextCursor } = await list(`namespace=${other}&limit=1`);
    const forged = Buffer.from(`9999-01-01T00:00:00.000Z#${'f'.repeat(36)}`).toString('base64url');
    for (const cursor of [nextCursor, forged]) {
      const { data, total } = await list(`namespace=${namespace}&state=ACTIVE&cursor=${cursor}`);
      expect(total).toBe(3);
      expect(data.every((issue) => issue.namespace === namespace)).toBe(true);
    }
    expect((await list(`namespace=${namespace}&cursor=${forged}`)).data).toHaveLength(3);
  });
});
