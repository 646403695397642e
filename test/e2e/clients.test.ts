import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { basic, type Guarded, serveGuarded } from '../support/guarded.ts';
import { type Answer, newNamespace, send } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

/*
 * What Kite's public clients send, as they form it, and what each needs of the answer (docs/moving-from-kite.md): on a
 * stack that asks for credentials, with the one that each client can send.
 */

const UI_ORIGIN = 'https://konflux.example.com';
const JSON_TYPE = { 'content-type': 'application/json' };

let kite: Guarded;
let namespace: string;
beforeAll(async () => {
  kite = await serveGuarded({ CORS_ORIGINS: UI_ORIGIN });
});
afterAll(() => kite.close());
beforeEach(() => {
  namespace = newNamespace();
});

/** The headers of Go's client for `https://any:<token>@…`. */
const userinfo = (token: string) => ({ authorization: basic(`any:${token}`) });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const call = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  send(method, path, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) }, kite.url);

/** Whether the answer is 2xx, which is all that the operator and the analyzer look at. Redirects lose credentials. */
const isTaken = ({ status }: Answer) => status >= 200 && status < 300;

/** An issue as the CLI decodes it: what Go has no type for makes it fail. */
const goTime = z.iso.datetime({ offset: true });
const goScope = z.object({
  id: z.string(),
  resourceType: z.string(),
  resourceName: z.string(),
  resourceNamespace: z.string(),
});
const goIssue = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  severity: z.string(),
  issueType: z.string(),
  state: z.string(),
  detectedAt: goTime,
  resolvedAt: goTime.nullable(),
  namespace: z.string(),
  scopeId: z.string(),
  scope: goScope,
  links: z.array(z.object({ id: z.string(), title: z.string(), url: z.string(), issueId: z.string() })),
  relatedFrom: z.array(z.object({ id: z.string(), sourceId: z.string(), targetId: z.string() })),
  relatedTo: z.array(z.object({ id: z.string(), sourceId: z.string(), targetId: z.string() })),
  createdAt: goTime,
  updatedAt: goTime,
});
const goPage = z.object({ data: z.array(goIssue) });

/** All issues of the namespace. */
async function issues() {
  const headers = bearer(await kite.token('viewer', [namespace]));
  return goPage.parse((await call('GET', `/issues?namespace=${namespace}`, headers)).body).data;
}

describe("Kite's operator", () => {
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = { ...JSON_TYPE, ...userinfo(await kite.token('publisher', [namespace])) };
  });
  /** As it reports a run. Fields that are empty it leaves out; `logsUrl` always is. */
  const report = (kind: 'failure' | 'success', changes: Record<string, unknown> = {}) =>
    call('POST', `/webhooks/pipeline-${kind}?namespace=${namespace}`, headers, {
      pipelineName: 'shop-build',
      namespace,
      ...(kind === 'failure' && {
        failureReason: 'Tasks Completed: 3 (Failed: 1, Cancelled 0), Skipped: 4',
        runId: randomUUID(),
      }),
      ...changes,
    });

  test.each([
    ['major', 'major'],
    ['critical', 'critical'],
    // Of every build and test.
    ['medium', 'minor'],
  ])('reports a failed run of severity %s', async (severity, taken) => {
    expect(isTaken(await report('failure', { severity }))).toBe(true);
    expect(await issues()).toMatchObject([{ state: 'ACTIVE', severity: taken, issueType: 'pipeline' }]);
  });

  test('reports a succeeded run, which resolves the failed one', async () => {
    await report('failure');
    expect(isTaken(await report('success'))).toBe(true);
    expect(await issues()).toMatchObject([{ state: 'RESOLVED' }]);
  });

  test('reports a success of which no failure is known', async () => {
    expect(isTaken(await report('success'))).toBe(true);
  });

  test('reports a reason as long as Tekton has them', async () => {
    expect(isTaken(await report('failure', { failureReason: 'x'.repeat(500_000) }))).toBe(true);
  });
});

describe('the CLI', () => {
  let headers: Record<string, string>;
  let id: string;
  beforeEach(async () => {
    headers = userinfo(await kite.token('editor', [namespace]));
    const body = { pipelineName: 'shop-build', namespace, failureReason: 'Dependency conflict' };
    await call('POST', '/webhooks/pipeline-failure', { ...JSON_TYPE, ...headers }, body);
    id = (await issues())[0]?.id ?? '';
  });

  test.each([
    ['list', 'limit=20', 1],
    [
      'list -t pipeline -s major -r pipelinerun',
      'issueType=pipeline&resourceType=pipelinerun&severity=major',
      1,
    ],
    ['list -t build', 'issueType=build&limit=20', 0],
    ['list -s MAJOR', 'limit=20&severity=MAJOR', 1],
    ['list --unresolved', 'limit=20&state=ACTIVE', 1],
    ['list --limit 10000', 'limit=10000', 1],
    ['search', 'limit=20&search=dependency+conflict', 1],
  ])('%s', async (_command, query, found) => {
    const answer = await call('GET', `/issues?${query}&namespace=${namespace}`, headers);
    expect(answer.status).toBe(200);
    expect(goPage.parse(answer.body).data).toHaveLength(found);
  });

  test('details', async () => {
    const answer = await call('GET', `/issues/${id}?namespace=${namespace}`, headers);
    expect(answer.status).toBe(200);
    expect(goIssue.parse(answer.body).id).toBe(id);
  });

  test('resolve: POST of no body, called JSON', async () => {
    const resolve = () =>
      call('POST', `/issues/${id}/resolve?namespace=${namespace}`, { ...headers, ...JSON_TYPE });
    expect((await resolve()).status).toBe(200);
    expect((await resolve()).status).toBe(200);
    expect(await issues()).toMatchObject([{ state: 'RESOLVED' }]);
  });

  test('404 and 403 are what it has messages for; of the others it shows `error`', async () => {
    const status = async (path: string) => (await call('GET', path, headers)).status;
    expect(await status(`/issues/${randomUUID()}?namespace=${namespace}`)).toBe(404);
    expect(await status(`/issues/${id}?namespace=another`)).toBe(403);
    const refused = await call('GET', `/issues?namespace=${namespace}&state=broken`, headers);
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining('state') } });
  });
});

describe("MintMaker's log analyzer", () => {
  const pipelineId = 'github.com/acme/shop@renovate/main';
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = { ...JSON_TYPE, ...bearer(await kite.token('publisher', [namespace])) };
  });
  /** All its paths end in a slash. */
  const report = (webhook: string, body: Record<string, unknown>) =>
    call('POST', `/webhooks/${webhook}/?namespace=${namespace}`, headers, { namespace, ...body });

  test('asks whether Kite is up, and gives up unless it is', async () => {
    const answer = await call('GET', '/health/', headers);
    expect(answer).toMatchObject({ status: 200, body: { status: 'UP', message: expect.any(String) } });
  });

  test.each([
    ['error', 'major'],
    ['warning', 'minor'],
    ['info', 'info'],
    // Of analyzers to come.
    ['debug', 'info'],
  ])('reports findings of type %s', async (type, severity) => {
    expect(isTaken(await report('mintmaker-custom', { pipelineId, type, logs: ['one', 'two'] }))).toBe(true);
    expect(await issues()).toMatchObject([{ severity, issueType: 'dependency', description: 'one\ntwo' }]);
  });

  test.each([null, []])('reports no findings: %j', async (logs) => {
    const answer = await report('mintmaker-custom', { pipelineId, type: 'error', logs });
    expect(answer).toMatchObject({ status: 200, body: { info: expect.any(String) } });
    expect(await issues()).toEqual([]);
  });

  test('reports all lines of a long log', async () => {
    const logs = Array.from({ length: 4_000 }, (_, line) => `${line} ${'x'.repeat(200)}`);
    expect(isTaken(await report('mintmaker-custom', { pipelineId, type: 'error', logs }))).toBe(true);
  });

  test('reports a failed run, then one that succeeded', async () => {
    const failure = { pipelineName: pipelineId, failureReason: 'lookup failed', runId: 'renovate-29174-abc' };
    expect(isTaken(await report('pipeline-failure', failure))).toBe(true);
    expect(isTaken(await report('pipeline-success', { pipelineName: pipelineId }))).toBe(true);
    expect(await issues()).toMatchObject([{ state: 'RESOLVED' }]);
  });
});

describe('the UI', () => {
  const page = goPage.extend({ total: z.number(), limit: z.number(), offset: z.number() });
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = { accept: 'application/json', ...bearer(await kite.token('editor', [namespace])) };
    const publish = { ...JSON_TYPE, ...bearer(await kite.token('publisher', [namespace])) };
    for (const failureReason of ['Out of memory', 'Disk full', 'Quota exceeded']) {
      const body = { pipelineName: 'shop-build', namespace, failureReason };
      await call('POST', '/webhooks/pipeline-failure', publish, body);
    }
  });
  const list = async (query: string) => {
    const answer = await call('GET', `/issues/?namespace=${namespace}&${query}`, headers);
    expect(answer.status).toBe(200);
    return page.parse(answer.body);
  };

  test('asks whether there is a Kite, to show its pages', async () => {
    expect((await call('GET', '/health/', {})).status).toBe(200);
  });

  test.each([
    ['severity=major&limit=1&state=ACTIVE', 3],
    ['severity=critical&limit=1&state=ACTIVE', 0],
    ['issueType=pipeline&limit=1', 3],
    ['issueType=build&limit=1', 0],
  ])('counts by total: %s', async (query, total) => {
    expect((await list(query)).total).toBe(total);
  });

  test('pages on by offset, the first of which is empty', async () => {
    const first = await list('offset=&limit=2');
    expect([first.data.length, first.offset]).toEqual([2, 0]);
    const second = await list('offset=2&limit=2');
    expect([second.data.length, second.offset]).toEqual([1, 2]);
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(3);
  });

  test('filters that are not chosen are empty', async () => {
    expect((await list('severity=&issueType=&state=&search=&resourceName=')).total).toBe(3);
  });

  /** Through its proxy, the page's origin is not Kite's. */
  const resolve = async (more: Record<string, string>, url = kite.url) => {
    const [issue] = await issues();
    const path = `/issues/${issue?.id}/resolve?namespace=${namespace}`;
    return send('POST', path, { headers: { ...headers, ...more } }, url);
  };
  const pageHeaders = { origin: UI_ORIGIN, 'sec-fetch-site': 'same-origin' };

  test('resolves an issue, from the origin that the deployment lists', async () => {
    const answer = await resolve(pageHeaders);
    expect(answer.status).toBe(200);
    expect(goIssue.parse(answer.body)).toMatchObject({ state: 'RESOLVED', resolvedAt: expect.any(String) });
  });

  test('resolves nothing from an origin that it does not', async () => {
    const status = await servedOn({}, async (url) => (await resolve(pageHeaders, url)).status);
    expect(status).toBe(403);
  });

  test('gets nothing through a proxy that speaks for its users', async () => {
    const proxied = { ...headers, 'impersonate-user': 'jane', 'impersonate-group': 'system:authenticated' };
    const answer = await call('GET', `/issues/?namespace=${namespace}`, proxied);
    expect(answer).toMatchObject({ status: 403, body: { error: expect.stringContaining('Impersonate') } });
    expect((await call('GET', '/health/', proxied)).status).toBe(200);
  });
});

describe("runs that Kite's operator reports again, after each restart and every ten hours", () => {
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = { ...JSON_TYPE, ...userinfo(await kite.token('publisher', [namespace])) };
  });
  const report = (kind: 'failure' | 'success', fields: Record<string, unknown>) =>
    call('POST', `/webhooks/pipeline-${kind}?namespace=${namespace}`, headers, { namespace, ...fields });
  const pipeline = { pipelineName: 'shop-build' };
  const failed = () => ({
    ...pipeline,
    failureReason: 'Out of memory',
    runId: randomUUID(),
    severity: 'medium',
  });

  test('a failed run counts once', async () => {
    const run = failed();
    await report('failure', run);
    const again = await report('failure', run);
    expect(again).toMatchObject({ status: 200, body: { issue: { state: 'ACTIVE', occurrences: 1 } } });
  });

  test('a failed run reopens nothing that a later success resolved; a new one does', async () => {
    const run = failed();
    await report('failure', run);
    await report('success', pipeline);
    expect(isTaken(await report('failure', run))).toBe(true);
    expect(await issues()).toMatchObject([{ state: 'RESOLVED' }]);
    await report('failure', failed());
    expect(await issues()).toMatchObject([{ state: 'ACTIVE' }]);
  });

  test('a succeeded run, which has no time, counts as of now: until the next failure', async () => {
    const run = failed();
    await report('success', pipeline);
    await report('failure', run);
    for (const [kind, fields] of [
      ['success', pipeline],
      ['failure', run],
    ] as const) {
      expect(isTaken(await report(kind, fields))).toBe(true);
      expect(await issues()).toMatchObject([{ state: 'RESOLVED' }]);
    }
    await report('failure', failed());
    expect(await issues()).toMatchObject([{ state: 'ACTIVE' }]);
  });
});
