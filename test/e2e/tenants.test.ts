import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { relate } from '../../functions/shared/store/relate.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { anIssue, issueIn } from '../support/kite.ts';
import { aFailure, everywhere, moment } from '../support/table.ts';

/** What the matrix does not walk: ways to another tenant's issues that name no namespace, or more than one. */

const [OWN, FOREIGN, SECOND] = ['team-own', 'team-other', 'team-second'];
let kite: Guarded;
let editor: string;
beforeAll(async () => {
  kite = await serveGuarded();
  editor = await kite.token('editor', [OWN, SECOND]);
});
afterAll(() => kite.close());

const newIssue = async (namespace: string, resourceNamespace = namespace) => {
  const failure = aFailure({
    namespace,
    dedupKey: randomUUID(),
    scope: { resourceType: 'pipelinerun', resourceName: 'frontend-build', resourceNamespace },
  });
  return (await reportFailure(kite.table, failure, moment())).issue;
};
const refused = async (status: number, ...request: Parameters<Guarded['call']>) => {
  const before = await kite.contents();
  const answer = await kite.call(...request);
  expect(answer.status).toBe(status);
  expect(await kite.contents()).toEqual(before);
  return answer;
};

describe("another tenant's issue", () => {
  const requests: [method: string, suffix: string, body: unknown][] = [
    ['GET', '', undefined],
    ['PUT', '', { title: 'x' }],
    ['DELETE', '', undefined],
    ['POST', '/resolve', {}],
  ];

  test.each(requests)('%s …%s: cannot be told from one that is not there', async (method, suffix, body) => {
    const [theirs, nobodys] = [(await newIssue(FOREIGN)).id, randomUUID()];
    for (const query of ['', `?namespace=${OWN}`]) {
      const there = await refused(404, [method, `/issues/${theirs}${suffix}${query}`, body], editor);
      const notThere = await refused(404, [method, `/issues/${nobodys}${suffix}${query}`, body], editor);
      const { requestId: _, ...answer } = z.record(z.string(), z.unknown()).parse(there.body);
      expect(notThere.body).toEqual({ ...answer, requestId: expect.any(String) });
      expect([...there.headers.keys()]).toEqual([...notThere.headers.keys()]);
    }
  });

  test.each(requests)('%s …%s with its namespace: neither can', async (method, suffix, body) => {
    const query = `${suffix}?namespace=${FOREIGN}`;
    await refused(403, [method, `/issues/${(await newIssue(FOREIGN)).id}${query}`, body], editor);
    await refused(403, [method, `/issues/${randomUUID()}${query}`, body], editor);
  });

  test('is not among those that an issue of ours is related to, wherever that is shown', async () => {
    const ours = await newIssue(OWN);
    const [theirs, second] = [await newIssue(FOREIGN), await newIssue(SECOND)];
    await relate(kite.table, ours.id, theirs.id, everywhere);
    await relate(kite.table, (await newIssue(FOREIGN)).id, ours.id, everywhere);
    await relate(kite.table, ours.id, second.id, everywhere);
    const list = z.object({ data: z.array(z.looseObject({ id: z.string() })) });
    const shown = [
      (await kite.call(['GET', `/issues/${ours.id}`], editor)).body,
      list
        .parse((await kite.call(['GET', `/issues?namespace=${OWN}`], editor)).body)
        .data.find(({ id }) => id === ours.id),
      (await kite.call(['PUT', `/issues/${ours.id}`, { title: 'Ours' }], editor)).body,
      (await kite.call(['POST', `/issues/${ours.id}/resolve`, {}], editor)).body,
    ];
    for (const issue of shown) {
      expect(issue).toMatchObject({ id: ours.id, relatedFrom: [{ targetId: second.id }], relatedTo: [] });
    }
    const admin = await kite.token('admin', ['*']);
    const { relatedFrom, relatedTo } = issueIn(await kite.call(['GET', `/issues/${ours.id}`], admin));
    expect([relatedFrom.length, relatedTo.length]).toEqual([2, 1]);
  });

  test('is not made by naming its scope, nor touched', async () => {
    const scope = { resourceType: 'pipelinerun', resourceName: 'frontend-build', resourceNamespace: FOREIGN };
    await refused(403, ['POST', '/issues', anIssue({ namespace: OWN, scope })], editor);
    await refused(403, ['POST', '/issues', anIssue({ namespace: FOREIGN })], editor);
  });

  test("stays when a success comes for a scope of ours, though it has our scope's name", async () => {
    const theirs = await newIssue(FOREIGN, OWN);
    const success = { pipelineName: 'frontend-build', namespace: OWN };
    expect((await kite.call(['POST', '/webhooks/pipeline-success', success], editor)).status).toBe(200);
    const admin = await kite.token('admin', ['*']);
    const found = issueIn(await kite.call(['GET', `/issues/${theirs.id}`], admin));
    expect(found.state).toBe('ACTIVE');
  });
});

test("a cursor from another tenant's list leads to nothing of theirs", async () => {
  const namespace = 'team-cursor';
  for (let i = 0; i < 3; i++) await newIssue(namespace);
  const own = await newIssue(OWN);
  const admin = await kite.token('admin', ['*']);
  const page = z.object({ nextCursor: z.string() });
  const { nextCursor } = page.parse(
    (await kite.call(['GET', `/issues?namespace=${namespace}&limit=1`], admin)).body,
  );
  await refused(403, ['GET', `/issues?namespace=${namespace}&cursor=${nextCursor}`], editor);
  const answer = await kite.call(['GET', `/issues?namespace=${OWN}&cursor=${nextCursor}`], editor);
  const { data } = z.object({ data: z.array(z.looseObject({ namespace: z.string() })) }).parse(answer.body);
  expect(data.every((issue) => issue.namespace === own.namespace)).toBe(true);
});

test.each([
  ['the query', { namespace: OWN }, FOREIGN],
  ['the body', { namespace: FOREIGN }, OWN],
])('a webhook with another tenant in %s is refused', async (_where, { namespace }, inQuery) => {
  const failure = { pipelineName: 'p', namespace, failureReason: 'r' };
  await refused(403, ['POST', `/webhooks/pipeline-failure?namespace=${inQuery}`, failure], editor);
});

test('a publisher is shown what it has reported, and not what is related to it', async () => {
  const publisher = await kite.token('publisher', [OWN]);
  const failure = { pipelineName: randomUUID(), namespace: OWN, failureReason: 'r' };
  const answer = z.object({ issue: z.looseObject({ id: z.string() }) });
  const first = await kite.call(['POST', '/webhooks/pipeline-failure', failure], publisher);
  const { id } = answer.parse(first.body).issue;
  await relate(kite.table, id, (await newIssue(OWN)).id, everywhere);
  const again = await kite.call(['POST', '/webhooks/pipeline-failure', failure], publisher);
  expect(again.body).toMatchObject({ issue: { id, occurrences: 2, relatedFrom: [], relatedTo: [] } });
});

test('whoever may call is told what it may not, and whoever may not is told nothing', async () => {
  const wide = await refused(403, ['GET', `/issues?namespace=${FOREIGN}`], editor);
  expect(wide.body).toMatchObject({ error: `This credential may not read in the namespace ${FOREIGN}` });
  const nobody = await refused(401, ['GET', `/issues?namespace=${FOREIGN}`]);
  expect(nobody.body).toEqual({ message: 'Unauthorized' });
  const impostor = await refused(403, ['GET', `/issues?namespace=${FOREIGN}`], 'kite_0');
  expect(impostor.body).toEqual({ message: 'Forbidden' });
});
