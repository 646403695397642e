import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import {
  anIssue,
  del,
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

const create = async (changes: Record<string, unknown> = {}) =>
  issueIn(await post('/issues', anIssue(changes)));
const read = async ({ id }: Pick<Issue, 'id'>) => issueIn(await get(`/issues/${id}`));
const UNKNOWN = randomUUID();

describe('POST /issues', () => {
  test('201 with a new issue, 200 with the similar one that it updated', async () => {
    const body = anIssue({ links: [{ title: 'Logs', url: 'https://ci.example/1' }] });
    const created = await post('/issues', body);
    expect(created.status).toBe(201);
    const issue = issueIn(created);
    expect(issue).toMatchObject({
      ...body,
      scope: { ...body.scope, resourceNamespace: body.namespace },
      links: [{ title: 'Logs', url: 'https://ci.example/1', issueId: issue.id }],
      state: 'ACTIVE',
      occurrences: 1,
    });
    const again = await post('/issues', { ...body, title: 'TESTS  fail', description: 'Four of them' });
    expect(again.status).toBe(200);
    expect(issueIn(again)).toMatchObject({ id: issue.id, description: 'Four of them', occurrences: 2 });
  });

  test('a dedupKey says what is similar, whatever the title', async () => {
    const body = anIssue({ dedupKey: 'error 404' });
    const { id } = issueIn(await post('/issues', body));
    expect(issueIn(await post('/issues', { ...body, title: 'Something else' })).id).toBe(id);
    expect(issueIn(await post('/issues', { ...body, dedupKey: 'error 500' })).id).not.toBe(id);
  });

  test('user names and passwords of URLs are not stored, and do not tell issues apart', async () => {
    const body = (password: string) => {
      const url = `https://user:${password}@host/x`;
      const links = [
        { title: `At ${url}`, url },
        { title: 'Odd', url: `https:user:${password}@host/y` },
      ];
      return { title: `Cannot clone ${url}`, description: `See ${url}, or ask ops@host`, links };
    };
    const stored = {
      title: 'Cannot clone https://host/x',
      description: 'See https://host/x, or ask ops@host',
      links: [
        { title: 'At https://host/x', url: 'https://host/x' },
        { title: 'Odd', url: 'https://host/y' },
      ],
    };
    const fields = anIssue();
    const created = issueIn(await post('/issues', { ...fields, ...body('p@ss') }));
    expect(created).toMatchObject(stored);
    const { id } = issueIn(await post('/issues', { ...fields, ...body('other') }));
    expect(id).toBe(created.id);
    const other = await create();
    expect(issueIn(await put(`/issues/${other.id}`, body('secret')))).toMatchObject(stored);
    expect(await read(other)).toMatchObject(stored);
    for (const dedupKey of ['clone https://a:1@host', 'clone https://a:2@host']) {
      const again = issueIn(await post('/issues', { ...fields, dedupKey }));
      expect(again.occurrences).toBe(dedupKey.includes(':1@') ? 1 : 2);
    }
  });

  test('state RESOLVED records one that is over', async () => {
    expect(await create({ state: 'RESOLVED' })).toMatchObject({
      state: 'RESOLVED',
      resolvedAt: expect.any(String),
    });
  });

  test('blank fields count as left out, as Go sends them', async () => {
    const body = anIssue();
    const never = '0001-01-01T00:00:00Z';
    const blank = {
      id: '',
      state: '',
      links: null,
      dedupKey: null,
      detectedAt: never,
      resolvedAt: never,
      assignee: '',
      scope: { ...body.scope, id: '', resourceNamespace: '' },
    };
    const issue = issueIn(await post('/issues', { ...body, ...blank }));
    expect(issue).toMatchObject({ state: 'ACTIVE', resolvedAt: null, links: [] });
    expect(issue.scope.resourceNamespace).toBe(body.namespace);
    // The same failure: its key comes from the title, as without a dedupKey.
    expect(issueIn(await post('/issues', body))).toMatchObject({ id: issue.id, occurrences: 2 });
    expect(issueIn(await post('/issues', { ...body, dedupKey: '' })).id).toBe(issue.id);
  });

  test('enums are read in any case, and pipelinerun as pipeline', async () => {
    expect(await create({ severity: 'CRITICAL', issueType: 'PipelineRun', state: 'resolved' })).toMatchObject(
      { severity: 'critical', issueType: 'pipeline', state: 'RESOLVED' },
    );
  });

  test('names are taken as they are', async () => {
    const scope = { resourceType: 'PipelineRun', resourceName: 'NULL' };
    expect((await create({ namespace: newNamespace('Team'), scope })).scope).toMatchObject(scope);
  });

  test('an issue that was read is the same failure, with ids and times of its own', async () => {
    const issue = await create({ links: [{ title: 'Logs', url: 'https://ci.example/1' }] });
    const { resolvedAt: _, ...read } = issue;
    const later = { ...read, createdAt: '2020-01-01T00:00:00Z', occurrences: 17, status: 'success' };
    const again = issueIn(await post('/issues', later));
    expect(again).toMatchObject({ id: issue.id, createdAt: issue.createdAt, occurrences: 2 });
    expect(again.links).toEqual([{ ...issue.links[0], id: expect.any(String) }]);
    const copy = issueIn(await post('/issues', { ...issue, namespace: newNamespace() }));
    expect(copy.id).not.toBe(issue.id);
    expect(copy.links).toMatchObject([{ title: 'Logs', url: 'https://ci.example/1', issueId: copy.id }]);
    expect(copy.links[0]?.id).not.toBe(issue.links[0]?.id);
  });

  test('scopeId is the same for every issue of a scope, and for no other', async () => {
    const namespace = newNamespace();
    const scope = { resourceType: 'component', resourceName: 'user-service' };
    const one = await create({ namespace, scope });
    const same = await create({
      namespace,
      scope: { ...scope, resourceNamespace: namespace },
      issueType: 'build',
    });
    expect(same.id).not.toBe(one.id);
    expect(same.scopeId).toBe(one.scopeId);
    expect(one.scope.id).toBe(one.scopeId);
    for (const other of [{ resourceType: 'workspace' }, { resourceName: 'b' }, { resourceNamespace: 'c' }]) {
      expect((await create({ namespace, scope: { ...scope, ...other } })).scopeId).not.toBe(one.scopeId);
    }
  });

  test("cannot touch another tenant's issue by naming its scope", async () => {
    const theirs = await create();
    const mine = await create({ scope: scopeOf(theirs) });
    expect(mine.id).not.toBe(theirs.id);
    expect(mine.scopeId).toBe(theirs.scopeId);
    expect(await read(theirs)).toEqual(theirs);
    await create({ namespace: mine.namespace, scope: scopeOf(theirs), state: 'RESOLVED' });
    expect(await read(theirs)).toEqual(theirs);
    const success = { componentName: theirs.scope.resourceName, namespace: mine.namespace };
    await post('/webhooks/build-success', success);
    expect(await read(theirs)).toMatchObject({ state: 'ACTIVE' });
  });
});

const scopeOf = ({ scope: { resourceType, resourceName, resourceNamespace } }: Issue) => ({
  resourceType,
  resourceName,
  resourceNamespace,
});

describe('GET, PUT, DELETE /issues/{id}, POST /issues/{id}/resolve', () => {
  test.each<[string, string, unknown]>([
    ['GET', '', undefined],
    ['PUT', '', { title: 'Mine now' }],
    ['DELETE', '', undefined],
    ['POST', '/resolve', {}],
  ])(
    '%s …%s: 404 for an unknown id, 403 in another namespace, 2xx in its own',
    async (method, path, body) => {
      const issue = await create();
      const call = (id: string, namespace?: string) =>
        send(method, `/issues/${id}${path}${namespace ? `?namespace=${namespace}` : ''}`, {
          ...(body !== undefined && {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
        });
      expect(problemIn(await call(UNKNOWN)).status).toBe(404);
      expect(problemIn(await call('not-a-uuid')).status).toBe(404);
      expect(problemIn(await call(issue.id, newNamespace())).status).toBe(403);
      expect(await read(issue)).toEqual(issue);
      expect((await call(issue.id.toUpperCase(), issue.namespace)).status).toBe(
        method === 'DELETE' ? 204 : 200,
      );
    },
  );

  test.each([
    [{ title: 'Another title' }],
    [{ description: 'Another description' }],
    [{ severity: 'critical' }],
    [{ issueType: 'build' }],
    [{ links: [{ title: 'Logs', url: 'https://ci.example/2' }] }],
    [{ links: [] }],
  ])('PUT %j changes that and nothing else', async (change) => {
    const issue = await create({ links: [{ title: 'Logs', url: 'https://ci.example/1' }] });
    const changed = issueIn(await put(`/issues/${issue.id}`, change));
    const links = 'links' in change ? {} : { links: issue.links };
    expect(changed).toMatchObject({
      ...issue,
      links: expect.any(Array),
      updatedAt: expect.any(String),
      ...links,
      ...change,
    });
    expect(changed.links).toHaveLength('links' in change ? change.links.length : 1);
    expect(await read(issue)).toEqual(changed);
  });

  test('PUT state: RESOLVED sets resolvedAt, now or as given, and keeps it; ACTIVE clears it', async () => {
    const { id } = await create();
    const change = async (body: unknown) => issueIn(await put(`/issues/${id}`, body));
    const given = '2025-06-17T18:32:36.107Z';
    const first = await change({ state: 'RESOLVED' });
    expect(first.resolvedAt).not.toBeNull();
    expect((await change({ state: 'RESOLVED' })).resolvedAt).toBe(first.resolvedAt);
    expect(await change({ resolvedAt: given })).toMatchObject({ state: 'RESOLVED', resolvedAt: given });
    const active = await change({ state: 'ACTIVE' });
    expect(active).toMatchObject({ state: 'ACTIVE', resolvedAt: null, createdAt: first.createdAt });
    expect(active.detectedAt > first.detectedAt).toBe(true);
    expect((await change({ state: 'ACTIVE' })).detectedAt).toBe(active.detectedAt);
    expect(await change({ state: 'RESOLVED', resolvedAt: given })).toMatchObject({ resolvedAt: given });
  });

  describe('an issue that is read, changed and written back', () => {
    const links = [
      { title: 'Logs', url: 'https://ci.example/1' },
      { title: 'Report', url: 'https://ci.example/2' },
    ];
    const writeBack = async (issue: Issue, change: Record<string, unknown> = {}) =>
      put(`/issues/${issue.id}?namespace=${issue.namespace}`, { ...issue, ...change });

    test.each(['ACTIVE', 'RESOLVED'])('%s: is as it was, its relations and links too', async (state) => {
      const other = await create();
      const { id } = await create({ links, state, scope: { resourceType: 'a#b', resourceName: '50%' } });
      await post(`/issues/${id}/related`, { relatedId: other.id });
      await post(`/issues/${other.id}/related`, { relatedId: (await create()).id });
      const issue = await read({ id });
      expect(issue).toMatchObject({ state, relatedFrom: [{ target: { id: other.id } }] });
      expect(issueIn(await writeBack(issue))).toEqual({ ...issue, updatedAt: expect.any(String) });
      const answered = { status: 'success', warnings: [{ path: 'links', message: '…' }], stale: true };
      const changed = await writeBack(issue, { title: 'Changed', ...answered, duplicate: true });
      const expected = { ...issue, title: 'Changed', updatedAt: expect.any(String) };
      expect(issueIn(changed)).toEqual(expected);
      expect(await read({ id })).toEqual(expected);
      expect(issueIn(await writeBack(await read(other))).relatedTo).toHaveLength(1);
    });

    test('however large its related issues make it, up to what can be answered', async () => {
      const namespace = newNamespace();
      // In JSON, six times as large as it is stored.
      const widest = (length: number) => '\u0001'.repeat(length);
      const large = (n: number) =>
        create({
          namespace,
          title: widest(1_000),
          description: widest(30_000),
          dedupKey: `${n}`,
          links: Array.from({ length: 20 }, () => ({ title: widest(200), url: 'https://ci.example/' })),
        });
      const hub = await large(0);
      for (let n = 1; n <= 23; n++) {
        await post(`/issues/${hub.id}/related`, { relatedId: (await large(n)).id });
      }
      const issue = await read(hub);
      expect(JSON.stringify(issue).length).toBeGreaterThan(3_500_000);
      const { updatedAt, ...kept } = issue;
      expect(issueIn(await put(`/issues/${hub.id}`, { ...issue, severity: 'info' }))).toMatchObject({
        ...kept,
        severity: 'info',
      });
    });

    test('changes its state, whatever resolvedAt was read', async () => {
      const active = await create();
      const resolved = issueIn(await writeBack(active, { state: 'RESOLVED' }));
      expect(resolved).toMatchObject({ state: 'RESOLVED', resolvedAt: expect.any(String) });
      const given = '2025-06-17T18:32:36.107Z';
      expect(issueIn(await writeBack(resolved, { resolvedAt: given }))).toMatchObject({
        state: 'RESOLVED',
        resolvedAt: given,
      });
      const reopened = issueIn(await writeBack(resolved, { state: 'active' }));
      expect(reopened).toMatchObject({ state: 'ACTIVE', resolvedAt: null });
      expect(reopened.detectedAt > active.detectedAt).toBe(true);
    });

    test('with links: one changed, one new, none taken over from another issue', async () => {
      const issue = await create({ links });
      const [first, second] = issue.links;
      const [foreign] = (await create({ links })).links;
      const changed = await writeBack(issue, {
        links: [{ ...first, title: 'Log' }, foreign, { title: 'New', url: 'https://ci.example/3' }, second],
      });
      const { links: now } = issueIn(changed);
      expect(now.map(({ title }) => title)).toEqual(['Log', 'Logs', 'New', 'Report']);
      expect([now[0]?.id, now[3]?.id]).toEqual([first?.id, second?.id]);
      expect(new Set(now.map(({ id }) => id)).size).toBe(4);
      expect(now.map(({ id }) => id)).not.toContain(foreign?.id);
      expect(now.map(({ issueId }) => issueId)).toEqual(Array(4).fill(issue.id));
    });

    test('only its own fields are no change', async () => {
      const issue = await create({ links });
      const { id, scope, scopeId, namespace, createdAt } = issue;
      for (const own of [
        { id },
        { id: id.toUpperCase(), title: '', links: null, resolvedAt: null },
        { scope, namespace, scopeId, createdAt },
        { occurrences: 9, relatedTo: [{}], updatedAt: '2020-01-01T00:00:00Z' },
      ]) {
        expect(issueIn(await put(`/issues/${id}`, own))).toEqual(issue);
      }
      expect(await read(issue)).toEqual(issue);
    });

    test('under another identity: 400 that names all of it, and nothing is changed', async () => {
      const [issue, other] = [
        await create(),
        await create({ scope: { resourceType: 'a', resourceName: 'b' } }),
      ];
      const { id, namespace, scope, scopeId } = other;
      const paths = ['id', 'namespace', 'scope', 'scopeId'];
      expect(
        problemIn(await put(`/issues/${issue.id}`, { ...issue, id, namespace, scope, scopeId })),
      ).toMatchObject({
        status: 400,
        paths,
      });
      for (const path of paths) {
        const body = { ...issue, title: 'Changed', [path]: { id, namespace, scope, scopeId }[path] };
        expect(problemIn(await put(`/issues/${issue.id}`, body))).toMatchObject({
          status: 400,
          paths: [path],
        });
      }
      expect(await read(issue)).toEqual(issue);
    });
  });

  test('PUT leaves out what is blank', async () => {
    const issue = await create({
      state: 'RESOLVED',
      links: [{ title: 'Logs', url: 'https://ci.example/1' }],
    });
    const blank = { description: '', severity: '', state: '', links: null, scope: null, assignee: null };
    for (const resolvedAt of [null, '', '0001-01-01T00:00:00Z']) {
      const title = `Changed: ${resolvedAt}`;
      const changed = await put(`/issues/${issue.id}`, { title, ...blank, resolvedAt });
      expect(issueIn(changed)).toEqual({ ...issue, title, updatedAt: expect.any(String) });
    }
    expect(issueIn(await put(`/issues/${issue.id}`, { state: 'active', resolvedAt: null }))).toMatchObject({
      state: 'ACTIVE',
      resolvedAt: null,
    });
  });

  test('resolving twice keeps the first resolvedAt; no body is needed', async () => {
    const { id } = await create();
    const first = issueIn(await send('POST', `/issues/${id}/resolve`));
    expect(first).toMatchObject({ state: 'RESOLVED', resolvedAt: expect.any(String) });
    const empty = { headers: { 'content-type': 'application/json' }, body: '' };
    expect(issueIn(await send('POST', `/issues/${id}/resolve`, empty)).resolvedAt).toBe(first.resolvedAt);
    expect(issueIn(await post(`/issues/${id}/resolve`, {})).resolvedAt).toBe(first.resolvedAt);
  });

  test('DELETE takes its relations with it, on both sides, and is over', async () => {
    const namespace = newNamespace();
    const [a, b, c] = [
      await create({ namespace, dedupKey: 'a' }),
      await create({ namespace, dedupKey: 'b' }),
      await create({ namespace, dedupKey: 'c' }),
    ];
    await post(`/issues/${a.id}/related`, { relatedId: b.id });
    await post(`/issues/${c.id}/related`, { relatedId: a.id });
    expect(await del(`/issues/${a.id}`)).toMatchObject({ status: 204, body: undefined });
    expect((await get(`/issues/${a.id}`)).status).toBe(404);
    expect((await del(`/issues/${a.id}`)).status).toBe(404);
    for (const other of [b, c]) expect(await read(other)).toMatchObject({ relatedFrom: [], relatedTo: [] });
    expect((await list(`namespace=${namespace}`)).total).toBe(2);
    // The same failure again is a new issue.
    expect((await create({ namespace, dedupKey: 'a' })).id).not.toBe(a.id);
  });
});

describe('related issues', () => {
  test('are shown at both ends and ended from either', async () => {
    const [a, b] = [await create(), await create()];
    const made = await post(`/issues/${a.id}/related`, { relatedId: b.id });
    expect(made).toMatchObject({ status: 201, body: { message: 'Relationship created' } });
    const [source, target] = [await read(a), await read(b)];
    const relation = { id: expect.any(String), sourceId: a.id, targetId: b.id };
    expect(source).toMatchObject({
      relatedFrom: [{ ...relation, target: { id: b.id, scope: b.scope } }],
      relatedTo: [],
    });
    expect(target).toMatchObject({
      relatedTo: [{ ...relation, source: { id: a.id, scope: a.scope } }],
      relatedFrom: [],
    });
    expect(source.relatedFrom[0]?.id).toBe(target.relatedTo[0]?.id);

    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      expect(problemIn(await post(`/issues/${from.id}/related`, { relatedId: to.id })).status).toBe(409);
    }
    expect((await del(`/issues/${b.id}/related/${a.id}`)).status).toBe(204);
    expect(problemIn(await del(`/issues/${a.id}/related/${b.id}`)).status).toBe(404);
    expect(await read(a)).toMatchObject({ relatedFrom: [], relatedTo: [] });
  });

  test('must exist, and be two', async () => {
    const { id } = await create();
    const relate = async (from: string, to: unknown) =>
      problemIn(await post(`/issues/${from}/related`, { relatedId: to }));
    expect((await relate(id, UNKNOWN)).status).toBe(404);
    expect((await relate(UNKNOWN, id)).status).toBe(404);
    expect(await relate(id, id)).toMatchObject({ status: 400, paths: ['relatedId'] });
    expect(await relate(id, 'not-a-uuid')).toMatchObject({ status: 400, paths: ['relatedId'] });
    expect((await del(`/issues/${id}/related/${UNKNOWN}`)).status).toBe(404);
    expect((await del(`/issues/${id}/related/not-a-uuid`)).status).toBe(404);
  });
});

test('GET /health and /version', async () => {
  expect(await get('/health')).toMatchObject({
    status: 200,
    body: {
      status: 'UP',
      message: expect.any(String),
      timestamp: expect.any(String),
      components: {
        api: { status: 'UP', message: expect.any(String), details: { version: expect.any(String) } },
        database: {
          status: 'UP',
          message: expect.any(String),
          details: { response_time_seconds: expect.any(Number) },
        },
      },
    },
  });
  expect(await get('/version')).toMatchObject({
    status: 200,
    body: {
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      name: 'Kite for AWS',
      description: expect.any(String),
    },
  });
});

test('a comeback keeps the id and the creation, and begins anew', async () => {
  const failure = { componentName: 'user-service', namespace: newNamespace(), errorMessage: 'Out of memory' };
  const first = await fail('build-failure', failure);
  await post('/webhooks/build-success', failure);
  const again = await fail('build-failure', failure);
  expect(again).toMatchObject({
    id: first.id,
    createdAt: first.createdAt,
    state: 'ACTIVE',
    resolvedAt: null,
    occurrences: 2,
  });
  expect(again.detectedAt > first.detectedAt).toBe(true);
});
