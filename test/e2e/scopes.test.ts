import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { fail, get, list, newNamespace, post, problemIn } from '../support/kite.ts';

const scopes = z.object({
  data: z.array(z.looseObject({ severity: z.string(), total: z.number(), issuesQuery: z.string() })),
  total: z.number(),
  totalIssues: z.number(),
  limit: z.number(),
  isExact: z.boolean(),
  nextCursor: z.string().nullable(),
});
const groups = async (query: string) => scopes.parse((await get(`/scopes?${query}`)).body);

describe('GET /scopes', () => {
  test('has a group for each resource that fails, and says how its issues are listed', async () => {
    const namespace = newNamespace();
    const shared = { resourceType: 'component', resourceName: 'a & b', resourceNamespace: 'prod#1' };
    const issue = { description: 'd', severity: 'minor', issueType: 'test', namespace };
    for (const title of ['One', 'Another']) await post('/issues', { ...issue, title, scope: shared });
    await post('/issues', { ...issue, title: 'One', scope: { ...shared, resourceNamespace: 'prod' } });
    await post('/issues', { ...issue, title: 'Over', scope: shared, state: 'RESOLVED' });
    const page = await groups(`namespace=${namespace}`);
    expect(page).toMatchObject({ total: 2, totalIssues: 3, limit: 20, isExact: true, nextCursor: null });
    for (const { total, issuesQuery, ...group } of page.data) {
      const listed = await list(issuesQuery);
      expect(listed.total).toBe(total);
      expect(listed.data.map(({ scope }) => scope)).toEqual(Array(total).fill(group.scope));
    }
  });

  test('loses a group when a success resolves it', async () => {
    const namespace = newNamespace();
    for (const pipelineName of ['first', 'second']) {
      await fail('pipeline-failure', { namespace, pipelineName, failureReason: 'Timeout' });
    }
    await post('/webhooks/pipeline-success', { namespace, pipelineName: 'first' });
    expect(await groups(`namespace=${namespace}`)).toMatchObject({
      data: [{ scope: { resourceType: 'pipelinerun', resourceName: 'second' }, lastSuccessAt: null }],
      total: 1,
    });
  });

  test('takes filters in any case, several values of each, and cuts a limit to 100', async () => {
    const namespace = newNamespace();
    for (const severity of ['info', 'minor', 'major', 'critical']) {
      const scope = { resourceType: 'component', resourceName: severity };
      const issue = { title: 'One', description: 'd', severity, issueType: 'test', namespace, scope };
      await post('/issues', issue);
    }
    const page = await groups(
      `namespace=${namespace}&severity=MINOR&severity=Critical&state=active&limit=500`,
    );
    expect(page).toMatchObject({ limit: 100, data: [{ severity: 'critical' }, { severity: 'minor' }] });
  });

  test.each([
    ['severity=fatal', 'severity'],
    ['state=RESOLVED', 'state'],
    ['limit=0', 'limit'],
    ['cursor=abc', 'cursor'],
    [`cursor=${Buffer.from(`4#2025-06-17T18:13:29.007Z#${'0'.repeat(36)}`).toString('base64url')}`, 'cursor'],
    [`search=${'a'.repeat(201)}`, 'search'],
    ['namespace=x', 'namespace'],
  ])('?%.40s: 400', async (query, path) => {
    expect(problemIn(await get(`/scopes?namespace=${newNamespace()}&${query}`))).toMatchObject({
      status: 400,
      paths: [path],
    });
  });

  test('of a namespace without issues is empty, and without a namespace 400', async () => {
    expect(await groups(`namespace=${newNamespace()}`)).toMatchObject({ data: [], total: 0, isExact: true });
    expect(problemIn(await get('/scopes'))).toMatchObject({ status: 400, paths: ['namespace'] });
  });
});
