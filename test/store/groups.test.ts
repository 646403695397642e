import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import { scopeKey } from '../../functions/shared/issue/scope.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listGroups } from '../../functions/shared/store/groups.ts';
import { groupsQuerySchema } from '../../functions/shared/store/groups-query.ts';
import { listed, namespacePrefix, position } from '../../functions/shared/store/items.ts';
import { changeIssue } from '../../functions/shared/store/modify.ts';
import { ReadBudget } from '../../functions/shared/store/read-budget.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { newNamespace } from '../support/kite.ts';
import { aFailure, countedTable, interrupted, moment, refTo } from '../support/table.ts';

const { table, cost } = countedTable();
const groups = (query: Record<string, unknown>, from = table) =>
  listGroups(from, groupsQuerySchema.parse(query));

const scopeOf = (namespace: string, resourceName: string, resourceType = 'component') => ({
  resourceType,
  resourceName,
  resourceNamespace: namespace,
});
async function batchPut(items: readonly Record<string, unknown>[]) {
  for (let i = 0; i < items.length; i += 25) {
    const puts = items.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } }));
    await table.db.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
  }
}

/** Reports failures one second after another, each of the scope with that name. */
async function fail(namespace: string, ...failures: [name: string, changes?: Partial<FailureReport>][]) {
  const issues = [];
  for (const [index, [name, changes]] of failures.entries()) {
    const failure = { namespace, scope: scopeOf(namespace, name), dedupKey: `failure ${index}`, ...changes };
    issues.push((await reportFailure(table, aFailure(failure), moment(index))).issue);
  }
  return issues;
}
const names = ({ data }: Awaited<ReturnType<typeof groups>>) => data.map(({ scope }) => scope.resourceName);

describe('the ACTIVE issues of a namespace, by scope', () => {
  test('are counted, the worst group first, then the one that failed first', async () => {
    const namespace = newNamespace();
    const [first, , second] = await fail(
      namespace,
      ['young', { severity: 'major' }],
      ['worst', { severity: 'info' }],
      ['young', { severity: 'minor', issueType: 'build', title: 'Build failed' }],
      ['worst', { severity: 'critical' }],
      ['least', { severity: 'info' }],
      ['later', { severity: 'major' }],
    );
    await reportFailure(
      table,
      aFailure({ namespace, scope: scopeOf(namespace, 'young'), dedupKey: 'failure 0' }),
      moment(100),
    );
    const page = await groups({ namespace });
    expect(names(page)).toEqual(['worst', 'young', 'later', 'least']);
    expect(page).toMatchObject({ total: 4, totalIssues: 6, isExact: true, nextCursor: null });
    expect(page.data[1]).toMatchObject({
      scope: { id: first?.scopeId, ...scopeOf(namespace, 'young') },
      namespace,
      severity: 'major',
      total: 2,
      bySeverity: { info: 0, minor: 1, major: 1, critical: 0 },
      byIssueType: { build: 1, pipeline: 1, test: 0 },
      activeSince: first?.detectedAt,
      lastSeenAt: moment(100).now,
      occurrences: 3,
      isExact: true,
      lastSuccessAt: null,
      newest: [
        { id: second?.id, title: 'Build failed', severity: 'minor', issueType: 'build', occurrences: 1 },
        { id: first?.id, links: [{ title: 'Pipeline Run Logs', url: 'https://your-ci.com/logs/run-123' }] },
      ],
    });
  });

  test('are not those of a scope that works again, nor of another namespace', async () => {
    const namespace = newNamespace();
    await fail(namespace, ['works'], ['fails']);
    const shared = scopeOf('shared', namespace);
    await reportFailure(table, aFailure({ namespace: `${namespace}#`, scope: shared }), moment());
    await resolveScope(table, scopeOf(namespace, 'works'), namespace, moment(60));
    expect(names(await groups({ namespace }))).toEqual(['fails']);
  });

  test('of several namespaces are listed together, those of one scope apart by namespace', async () => {
    const [one, other] = [newNamespace(), `${newNamespace()}#,%`];
    const scope = scopeOf('shared', 'both');
    for (const [namespace, severity] of [
      [one, 'minor'],
      [other, 'critical'],
      [one, 'major'],
    ] as const) {
      await reportFailure(table, aFailure({ namespace, scope, severity, dedupKey: severity }), moment());
    }
    await fail(newNamespace(), ['foreign']);
    const worked = { ...moment(-60), occurredAt: moment(-60).now };
    await resolveScope(table, scope, other, worked);
    const page = await groups({ namespace: [one, other] });
    expect(page).toMatchObject({ total: 2, totalIssues: 3, facets: { resourceType: { component: 3 } } });
    expect(page.data).toMatchObject([
      { namespace: other, total: 1, severity: 'critical', lastSuccessAt: worked.now, scope },
      { namespace: one, total: 2, severity: 'major', lastSuccessAt: null, scope },
    ]);
    const first = await groups({ namespace: [one, other], limit: '1' });
    expect((await groups({ namespace: [one, other], cursor: first.nextCursor })).data).toHaveLength(1);
  });

  test('say when their scope last worked, each its own', async () => {
    const namespace = newNamespace();
    const worked = moment(-60);
    const scope = scopeOf(namespace, 'known');
    await resolveScope(table, scope, namespace, { ...worked, occurredAt: worked.now });
    await resolveScope(table, scope, newNamespace(), { ...moment(-5), occurredAt: moment(-5).now });
    await fail(namespace, ['known'], ['unknown']);
    const { data } = await groups({ namespace });
    expect(data.map(({ lastSuccessAt }) => lastSuccessAt)).toEqual([worked.now, null]);
  });

  test('are told apart where names run together, or have marks of keys in them', async () => {
    const namespace = `${newNamespace()}#%23`;
    const scopes = ['a#b', 'a%23b', 'b#'].flatMap((name) => [
      { resourceType: name, resourceName: 'a', resourceNamespace: 'a' },
      { resourceType: 'a', resourceName: name, resourceNamespace: 'a' },
      { resourceType: 'a', resourceName: 'a', resourceNamespace: name },
    ]);
    for (const scope of scopes) await reportFailure(table, aFailure({ namespace, scope }), moment());
    const { data } = await groups({ namespace });
    expect(data.map(({ scope: { id: _, ...scope } }) => JSON.stringify(scope)).sort()).toEqual(
      scopes
        .map(({ resourceType, resourceName, resourceNamespace }) =>
          JSON.stringify({ resourceType, resourceName, resourceNamespace }),
        )
        .sort(),
    );
  });

  test('are shown as they are now, not as they were when the index was read', async () => {
    const namespace = newNamespace();
    const [gone, , changed] = await fail(namespace, ['gone'], ['stays'], ['stays', { severity: 'info' }]);
    if (!gone || !changed) throw new Error('They were reported');
    const meanwhile = async () => {
      await changeIssue(table, refTo(gone), { state: 'RESOLVED' }, moment(60));
      await changeIssue(table, refTo(changed), { severity: 'critical' }, moment(60));
    };
    const { data } = await groups({ namespace }, interrupted('BatchGetItemCommand', 2, meanwhile));
    expect(data).toMatchObject([{ severity: 'critical', bySeverity: { major: 1, critical: 1 }, total: 2 }]);
  });
});

describe('filters', () => {
  test('choose issues before they are grouped, and facets count what the other filters leave', async () => {
    const namespace = newNamespace();
    await fail(
      namespace,
      ['a', { severity: 'critical', title: 'Out of memory' }],
      ['a', { severity: 'minor', issueType: 'build' }],
      ['b', { severity: 'minor', issueType: 'test', description: 'out of MEMORY' }],
      ['c', { severity: 'info', issueType: 'build' }],
    );
    expect((await groups({ namespace })).facets).toEqual({
      severity: { info: 1, minor: 2, major: 0, critical: 1 },
      issueType: { build: 2, test: 1, release: 0, dependency: 0, pipeline: 1 },
      resourceType: { component: 4 },
    });
    const filtered = await groups({ namespace, severity: ['minor', 'INFO'], issueType: 'build' });
    expect(filtered.data).toMatchObject([
      { scope: { resourceName: 'a' }, severity: 'minor', total: 1 },
      { scope: { resourceName: 'c' }, severity: 'info', total: 1 },
    ]);
    expect(filtered).toMatchObject({ total: 2, totalIssues: 2 });
    expect(filtered.facets).toEqual({
      severity: { info: 1, minor: 1, major: 0, critical: 0 },
      issueType: { build: 2, test: 1, release: 0, dependency: 0, pipeline: 0 },
      resourceType: { component: 2 },
    });
    // Each facet leaves out its own filter, and no other.
    const { facets } = await groups({ namespace, severity: 'minor', issueType: 'build' });
    expect(facets).toMatchObject({
      severity: { info: 1, minor: 1, critical: 0 },
      issueType: { build: 1, test: 1, pipeline: 0 },
    });
    const searched = await groups({ namespace, search: 'OUT of memory' });
    expect(names(searched)).toEqual(['a', 'b']);
    expect(searched).toMatchObject({
      total: 2,
      totalIssues: 2,
      isExact: true,
      data: [{ total: 1 }, { total: 1 }],
      facets: { severity: { minor: 1, critical: 1 } },
    });
    expect(names(await groups({ namespace, resourceName: ['b', 'c'] }))).toEqual(['b', 'c']);
    expect(names(await groups({ namespace, resourceNamespace: namespace, resourceType: 'x' }))).toEqual([]);
  });
});

describe('pages', () => {
  const SEVERITIES = ['info', 'minor', 'major', 'critical'] as const;

  test('show every group that keeps its place once, whatever other scopes do meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...SEVERITIES), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom(...SEVERITIES), { maxLength: 4 }),
        async (severities, limit, others) => {
          const namespace = newNamespace();
          await fail(namespace, ['restless', { severity: 'info' }]);
          await fail(
            namespace,
            ...severities.map((severity, i): [string, Partial<FailureReport>] => [`${i}`, { severity }]),
          );
          const walked: string[] = [];
          let cursor: string | null | undefined;
          do {
            const page = await groups({ namespace, limit: String(limit), ...(cursor && { cursor }) });
            walked.push(...names(page));
            cursor = page.nextCursor;
            const severity = others.pop();
            if (severity) await fail(namespace, ['restless', { severity, dedupKey: `${others.length}` }]);
          } while (cursor && walked.length < 100);
          const order = [...severities.keys()].sort(
            (a, b) =>
              SEVERITIES.indexOf(severities[b] ?? 'info') - SEVERITIES.indexOf(severities[a] ?? 'info') ||
              a - b,
          );
          expect(walked.filter((name) => name !== 'restless')).toEqual(order.map(String));
        },
      ),
      { numRuns: 8 },
    );
  });

  test('end with the last group', async () => {
    const namespace = newNamespace();
    await fail(namespace, ['a'], ['b']);
    expect(await groups({ namespace, limit: '2' })).toMatchObject({ nextCursor: null });
    const { nextCursor } = await groups({ namespace, limit: '1' });
    expect(await groups({ namespace, limit: '1', cursor: nextCursor })).toMatchObject({
      total: 2,
      data: [{ scope: { resourceName: 'b' } }],
      nextCursor: null,
    });
  });
});

describe('bounds', () => {
  const url = `https://ci.example/?q=${'"'.repeat(2_000)}`;
  const links = Array.from({ length: 20 }, () => ({ title: '"'.repeat(200), url }));
  const greatest = { title: '"'.repeat(1_000), description: '"'.repeat(30_000), links };

  test('a page of groups of the greatest issues is far below 6 MB as it is sent, and the walk shows all', async () => {
    const namespace = newNamespace();
    // DynamoDB Local cuts the index by the size of the items, not of their entries: 1 MB has some 14.
    const all = Array.from({ length: 45 }, (_, i) => `${i}`);
    await Promise.all(all.map((name) => fail(namespace, [name, greatest])));
    const walked: string[] = [];
    let cursor: string | null | undefined;
    do {
      const [page, { readUnits }] = await cost(() =>
        groups({ namespace, limit: '100', ...(cursor && { cursor }) }),
      );
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(page)))).toBeLessThan(1_100_000);
      expect(page).toMatchObject({ total: 45, isExact: true });
      expect(readUnits).toBeLessThan(1_150);
      walked.push(...names(page));
      cursor = page.nextCursor;
    } while (cursor);
    expect(walked.sort()).toEqual(all.sort());
    const [found, { readUnits }] = await cost(() => groups({ namespace, search: '"' }));
    expect(found).toMatchObject({ total: 45, isExact: true });
    // Each was read once.
    expect(readUnits).toBeLessThan(45 * 35);
  });

  test('by occurrences, what was reported most often comes first, and pages follow one another', async () => {
    const namespace = newNamespace();
    await fail(namespace, ['seldom', { severity: 'critical' }], ['twice'], ['often'], ['twice'], ['late']);
    const often = aFailure({ namespace, scope: scopeOf(namespace, 'often'), dedupKey: 'failure 2' });
    for (let i = 0; i < 11; i++) await reportFailure(table, often, moment(10 + i));
    const query = { namespace, order: 'repeated' };
    const [page, spent] = await cost(() => groups(query));
    expect(names(page)).toEqual(['often', 'twice', 'seldom', 'late']);
    expect(page.data.map(({ occurrences }) => occurrences)).toEqual([12, 2, 1, 1]);
    expect(spent).toMatchObject({ roundTrips: 3 });
    const first = await groups({ ...query, limit: '1' });
    expect(names(await groups({ ...query, limit: '2', cursor: first.nextCursor }))).toEqual([
      ...['twice', 'seldom'],
    ]);
    expect(() => groupsQuerySchema.parse({ namespace, cursor: first.nextCursor })).toThrow('another order');
    expect(names(await groups({ ...query, severity: 'critical' }))).toEqual(['seldom']);
    const part = await listGroups(
      table,
      groupsQuerySchema.parse(query),
      new ReadBudget({ units: 3, greatest: 1 }),
    );
    expect(part.isExact).toBe(false);
  });

  test('a search reads as far as it may, the newest issues first, and says so', async () => {
    const namespace = newNamespace();
    await fail(namespace, ...Array.from({ length: 40 }, (_, i): [string] => [`${i}`]));
    const query = groupsQuerySchema.parse({ namespace, search: 'pipeline', limit: '2' });
    const [page, { readUnits }] = await cost(() =>
      listGroups(table, query, new ReadBudget({ units: 20, greatest: 1 })),
    );
    expect(page.isExact).toBe(false);
    expect(page.total).toBeGreaterThan(10);
    expect(page.total).toBeLessThan(21);
    expect(page.data).toHaveLength(2);
    expect(readUnits).toBeLessThan(25);
  });

  test('a page ends before the group whose issues may not be read; the first one is shown as far as they may', async () => {
    const namespace = newNamespace();
    const often = (name: string, n: number) => Array.from({ length: n }, (): [string] => [name]);
    await fail(namespace, ...often('first', 12), ...often('second', 4), ...often('third', 4));
    const page = (units: number) =>
      listGroups(table, groupsQuerySchema.parse({ namespace }), new ReadBudget({ units, greatest: 1 }));
    expect(await page(10)).toMatchObject({
      data: [{ total: 12, isExact: false, newest: [{}, {}, {}] }],
      nextCursor: expect.any(String),
    });
    expect((await page(20)).data).toMatchObject([{ isExact: true }, { isExact: true }]);
  });

  test('a namespace of very many issues is read up to 2,000, and the answer says so', async () => {
    const namespace = newNamespace();
    const listedAt = (n: number) => ({
      PK: scopeKey(scopeOf(namespace, `${n % 700}`)),
      SK: `${namespacePrefix(namespace)}${n}`,
      listed: listed(namespace, 'ACTIVE'),
      position: position(moment(n).now, randomUUID()),
      filter: { severity: 'minor', issueType: 'test', resourceType: 'component', resourceName: `${n % 700}` },
    });
    // Only what the index projects: the page shows none of them.
    const put = (from: number, to: number) =>
      batchPut(Array.from({ length: to - from }, (_, i) => listedAt(from + i)));
    await put(0, 2_000);
    const query = { namespace, severity: 'major' };
    const [whole, spent] = await cost(() => groups(query));
    expect(whole).toMatchObject({
      isExact: true,
      total: 0,
      facets: { severity: { minor: 2_000, major: 0 } },
    });
    expect(spent).toMatchObject({ roundTrips: 1 });
    expect(spent.readUnits).toBeLessThanOrEqual(100);
    await put(2_000, 2_001);
    expect(await groups(query)).toMatchObject({
      isExact: false,
      facets: { severity: { minor: 2_000 } },
    });
  });

  test('a group of very many issues is counted whole, and told to be summed up from its newest', async () => {
    const namespace = newNamespace();
    await fail(
      namespace,
      ...Array.from({ length: 60 }, (_, i): [string, Partial<FailureReport>] => [
        'a',
        { severity: i === 0 ? 'critical' : 'minor' },
      ]),
    );
    const { data } = await groups({ namespace });
    expect(data).toMatchObject([
      {
        total: 60,
        severity: 'critical',
        activeSince: moment(0).now,
        lastSeenAt: moment(59).now,
        occurrences: 50,
        isExact: false,
      },
    ]);
    expect(data[0]?.newest).toHaveLength(3);
  });
});
