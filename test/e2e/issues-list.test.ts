import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { anIssue, get, issueIn, list, newNamespace, post, problemIn } from '../support/kite.ts';

const create = async (changes: Record<string, unknown> = {}) =>
  issueIn(await post('/issues', anIssue(changes)));
const read = async ({ id }: Pick<Issue, 'id'>) => issueIn(await get(`/issues/${id}`));

describe('GET /issues', () => {
  const namespace = newNamespace();
  const SEVERITIES = ['info', 'minor', 'major', 'critical'];
  const TYPES = ['build', 'test', 'release'];
  /** Newest first, as the API must list them. */
  const all: Issue[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 24; i++) {
      const issue = await create({
        namespace,
        title: `Failure ${String.fromCharCode(97 + i)}`,
        description: i % 5 === 0 ? 'The Cause is Unknown' : 'Known',
        severity: SEVERITIES[i % 4],
        issueType: TYPES[i % 3],
        scope: { resourceType: i % 2 ? 'component' : 'application', resourceName: `name-${i % 6}` },
      });
      all.unshift(i % 4 === 3 ? issueIn(await post(`/issues/${issue.id}/resolve`, {})) : issue);
    }
  });
  const ids = (issues: readonly Issue[]) => issues.map(({ id }) => id);

  test('lists the namespace, newest first, 50 at a time', async () => {
    const page = await list(`namespace=${namespace}`);
    expect(page).toMatchObject({ total: 24, limit: 50, offset: 0, nextCursor: null });
    expect(page.data).toEqual(all);
  });

  test('lists the oldest first, page by page', async () => {
    const walked: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`namespace=${namespace}&order=Oldest&limit=7&cursor=${cursor}`);
      expect(page.total).toBe(24);
      walked.push(...ids(page.data));
      cursor = page.nextCursor;
    }
    expect(walked).toEqual(ids(all).reverse());
    const { error } = problemIn(await get(`/issues?namespace=${namespace}&order=best`));
    expect(error).toBe('Invalid request: order must be one of newest, oldest');
  });

  test.each<[string, (issue: Issue) => boolean]>([
    ['severity=major', ({ severity }) => severity === 'major'],
    ['issueType=build', ({ issueType }) => issueType === 'build'],
    ['state=RESOLVED', ({ state }) => state === 'RESOLVED'],
    ['state=ACTIVE', ({ state }) => state === 'ACTIVE'],
    ['state=active&severity=MINOR', ({ state, severity }) => state === 'ACTIVE' && severity === 'minor'],
    [
      'state=Resolved&issueType=Release',
      ({ state, issueType }) => state === 'RESOLVED' && issueType === 'release',
    ],
    ['state=&severity=&issueType=&resourceType=&resourceName=&offset=', () => true],
    ['resourceType=component', ({ scope }) => scope.resourceType === 'component'],
    ['resourceType=Component', () => false],
    ['resourceName=name-3', ({ scope }) => scope.resourceName === 'name-3'],
    ['search=fAILURE%20C', ({ title }) => title === 'Failure c'],
    ['search=cause%20is', ({ description }) => description.includes('Cause')],
    ['search=', () => true],
    [
      'state=ACTIVE&severity=minor&issueType=test&resourceType=component&resourceName=name-1&search=known',
      ({ state, severity, issueType, scope }) =>
        state === 'ACTIVE' && severity === 'minor' && issueType === 'test' && scope.resourceName === 'name-1',
    ],
    ['search=no-such-words', () => false],
    ['severity=major&severity=critical', ({ severity }) => severity === 'major' || severity === 'critical'],
    ['severity=&severity=Major&severity=MAJOR', ({ severity }) => severity === 'major'],
    [
      'issueType=build&issueType=pipelinerun&resourceName=name-1&resourceName=name-3&resourceName=name-0',
      ({ issueType, scope }) =>
        issueType === 'build' && ['name-0', 'name-1', 'name-3'].includes(scope.resourceName),
    ],
    ['resourceType=component&resourceType=application&state=ACTIVE', ({ state }) => state === 'ACTIVE'],
    [
      `resourceNamespace=${namespace}&resourceNamespace=x&severity=info`,
      ({ severity }) => severity === 'info',
    ],
    ['resourceNamespace=x', () => false],
  ])('%s', async (query, matches) => {
    const expected = all.filter(matches);
    const page = await list(`namespace=${namespace}&${query}`);
    expect(ids(page.data)).toEqual(ids(expected));
    expect(page.total).toBe(expected.length);
    // The same, in pages of two.
    const walked: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const next = await list(`namespace=${namespace}&${query}&limit=2&cursor=${cursor}`);
      expect(next.total).toBe(expected.length);
      walked.push(...ids(next.data));
      cursor = next.nextCursor;
    }
    expect(walked).toEqual(ids(expected));
  });

  test('a value may hold a comma: several parameters are several values, and one is one', async () => {
    const own = newNamespace();
    const names = ['a', 'b', 'a,b'];
    for (const resourceName of names) {
      await create({ namespace: own, scope: { resourceType: 'component', resourceName } });
    }
    const found = async (query: string) =>
      (await list(`namespace=${own}&${query}`)).data.map(({ scope }) => scope.resourceName).sort();
    expect(await found('resourceName=a,b')).toEqual(['a,b']);
    expect(await found('resourceName=a&resourceName=b')).toEqual(['a', 'b']);
    expect(await found('resourceName=a%2Cb&resourceName=a')).toEqual(['a', 'a,b']);
  });

  test('several namespaces are one list, also where a name has a comma', async () => {
    const [one, other] = [newNamespace(), `${newNamespace()},b`];
    await create({ namespace: one, title: 'First' });
    await create({ namespace: other, title: 'Second' });
    await create({ namespace: one, title: 'Third' });
    const both = `namespace=${one}&namespace=${encodeURIComponent(other)}`;
    const titles: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`${both}&limit=1&cursor=${cursor}`);
      expect(page.total).toBe(3);
      titles.push(...page.data.map(({ title }) => title));
      cursor = page.nextCursor;
    }
    expect(titles).toEqual(['Third', 'Second', 'First']);
    expect((await list(`namespace=${one}&namespace=${one}&limit=1`)).total).toBe(2);
    expect((await list(`namespace=${one},${other}`)).total).toBe(0);
    const many = Array.from({ length: 21 }, (_, n) => `namespace=n${n}`).join('&');
    expect(problemIn(await get(`/issues?${many}`))).toMatchObject({ status: 400, paths: ['namespace'] });
  });

  test("resourceNamespace is the middle of the scope's key, however it is spelt", async () => {
    const own = newNamespace();
    for (const resourceNamespace of ['p', 'p#q', 'p%23q', 'q']) {
      const scope = { resourceType: 'component', resourceName: 'p', resourceNamespace };
      await create({ namespace: own, scope });
    }
    for (const name of ['p', 'p#q', 'p%23q', 'q']) {
      const { data, total } = await list(
        `namespace=${own}&resourceNamespace=${encodeURIComponent(name)}&limit=1`,
      );
      expect([data.map(({ scope }) => scope.resourceNamespace), total]).toEqual([[name], 1]);
    }
  });

  test('limit and offset give every issue once, and the total on every page', async () => {
    const walked: string[] = [];
    for (let offset = 0; offset < 30; offset += 7) {
      const page = await list(`namespace=${namespace}&limit=7&offset=${offset}`);
      expect(page).toMatchObject({ total: 24, limit: 7, offset });
      walked.push(...ids(page.data));
    }
    expect(walked).toEqual(ids(all));
  });

  test('a cursor walk shows every issue once, also while they are resolved', async () => {
    const own = newNamespace();
    const made: string[] = [];
    for (let i = 0; i < 12; i++) made.push((await create({ namespace: own, dedupKey: `${i}` })).id);
    const walked: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`namespace=${own}&limit=3&cursor=${cursor}`);
      walked.push(...ids(page.data));
      cursor = page.nextCursor;
      for (const id of made.slice(0, 2)) await post(`/issues/${id}/resolve`, {});
      for (const { id } of page.data) await post(`/issues/${id}/resolve`, {});
    }
    expect(walked.sort()).toEqual(made.sort());
  });

  test.each(['501', '1000000', '9'.repeat(400)])(
    'limit=%.20s is cut to 500, and the answer says so',
    async (limit) => {
      expect(await list(`namespace=${namespace}&limit=${limit}`)).toMatchObject({ limit: 500, data: all });
    },
  );

  test('limit=500 is not, nor is an empty one more than the default', async () => {
    expect(await list(`namespace=${namespace}&limit=500`)).toMatchObject({ limit: 500 });
    expect(await list(`namespace=${namespace}&limit=`)).toMatchObject({ limit: 50 });
  });

  test('issueType=pipelinerun lists those of type pipeline', async () => {
    const own = newNamespace();
    const issue = await create({ namespace: own, issueType: 'pipelineRun' });
    await create({ namespace: own });
    expect(issue.issueType).toBe('pipeline');
    for (const type of ['pipelinerun', 'PipelineRun', 'pipeline', 'PIPELINE']) {
      expect((await list(`namespace=${own}&issueType=${type}`)).data).toEqual([issue]);
    }
  });

  test('without a namespace: 400', async () => {
    expect(problemIn(await get('/issues'))).toMatchObject({ status: 400, paths: ['namespace'] });
    expect(problemIn(await get('/issues?namespace='))).toMatchObject({ status: 400, paths: ['namespace'] });
  });

  test('shows related issues', async () => {
    const own = newNamespace();
    const [a, b] = [await create({ namespace: own }), await create({ namespace: own, dedupKey: 'other' })];
    await post(`/issues/${a.id}/related`, { relatedId: b.id });
    const { data } = await list(`namespace=${own}`);
    expect(data).toEqual([await read(b), await read(a)]);
    expect(data[1]?.relatedFrom).toHaveLength(1);
  });
});

describe('a query that is wrong', () => {
  const namespace = newNamespace();

  test.each(
    [
      ['limit=0', 'limit'],
      ['limit=-1', 'limit'],
      ['limit=1e3', 'limit'],
      ['limit=ten', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['limit=-501', 'limit'],
      ['offset=-1', 'offset'],
      ['offset=10001', 'offset'],
      ['offset=0.5', 'offset'],
      ['offset=1&offset=2', 'offset'],
      ['offset=99999999999999999999', 'offset'],
      ['state=open', 'state'],
      ['severity=fatal', 'severity'],
      ['severity=major&severity=fatal', 'severity'],
      [`resourceName=a${'&resourceName=a'.repeat(20)}`, 'resourceName'],
      ['limit=1&limit=1', 'limit'],
      ['issueType=component', 'issueType'],
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
    ].map(([query = '', path = '']) => [query.slice(0, 40), query, path]),
  )('?%s: 400', async (_what, query, path) => {
    expect(problemIn(await get(`/issues?namespace=${namespace}&${query}`))).toMatchObject({
      status: 400,
      paths: [path],
    });
  });

  test('parameters named like what every object has are ignored', async () => {
    expect(await list(`namespace=${namespace}&__proto__=1&constructor=2&toString=3`)).toMatchObject({
      total: 0,
    });
  });
});

test('a cursor cut short is refused; one of another namespace, or a forged one, shows nothing of it', async () => {
  const [mine, theirs] = [newNamespace(), newNamespace()];
  for (const dedupKey of ['one', 'two', 'three']) {
    await create({ namespace: mine, dedupKey });
    await create({ namespace: theirs, dedupKey });
  }
  const { nextCursor } = await list(`namespace=${theirs}&limit=1`);
  const cut = await get(`/issues?namespace=${mine}&cursor=${nextCursor?.slice(0, -4)}`);
  expect(problemIn(cut)).toMatchObject({ status: 400, paths: ['cursor'] });
  // Both stand before all of mine: the newest of theirs is newer, and the year 9999 is still to come.
  const forged = Buffer.from(`9999-01-01T00:00:00.000Z#${'f'.repeat(36)}`).toString('base64url');
  for (const cursor of [nextCursor, forged]) {
    for (const filter of ['', '&state=ACTIVE', '&search=tests']) {
      const page = await list(`namespace=${mine}${filter}&cursor=${cursor}`);
      expect(page).toMatchObject({ total: 3, nextCursor: null });
      expect(page.data.map((issue) => issue.namespace)).toEqual([mine, mine, mine]);
    }
  }
});
