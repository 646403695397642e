import { type AttributeValue, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { clientOf } from '../../local/dynamodb.ts';
import type { Resources } from '../../local/template.ts';
import { fail, get, issueIn, list, post, served } from '../support/kite.ts';
import { indexesIn, lastingIn } from '../support/lasting.ts';
import { template } from '../support/synthesized.ts';
import release from './last-release.json' with { type: 'json' };

/* What becomes of a deployment of the last release when it is updated to this code (docs/upgrading.md). */

const resources: Resources = template.toJSON().Resources;

/** The gateway's logs go to a group of another name now; the one before is kept (docs/upgrading.md). */
const REPLACED = ['AccessLogs8B620ECA'];

test('what must last is neither replaced nor given up', () => {
  const now = lastingIn(resources);
  const lasting = Object.entries(release.resources).filter(([id]) => !REPLACED.includes(id));
  expect(Object.fromEntries(lasting.map(([id]) => [id, now[id]]))).toEqual(Object.fromEntries(lasting));
  for (const id of REPLACED) expect(resources[id]).toMatchObject({ UpdateReplacePolicy: 'Retain' });
});

test('an index that changed is a new one, and there is one such change at most, as DynamoDB takes them', () => {
  const before: Record<string, unknown> = release.indexes;
  const now = indexesIn(resources);
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const comeOrGone = [...names].filter((name) => !(name in before && name in now));
  expect(comeOrGone.length).toBeLessThanOrEqual(1);
  for (const name of Object.keys(now)) expect(now[name]).toEqual(before[name] ?? now[name]);
});

test('what its code stored is read, counted, related, resolved and reopened', async () => {
  const items: Record<string, AttributeValue>[] = JSON.parse(JSON.stringify(release.items), (key, value) =>
    key === 'B' ? Buffer.from(value, 'base64') : value,
  );
  const RequestItems = { [served.table]: items.map((Item) => ({ PutRequest: { Item } })) };
  const client = clientOf(served.endpoint);
  expect((await client.send(new BatchWriteItemCommand({ RequestItems }))).UnprocessedItems).toEqual({});

  const namespace = 'of-the-last-release';
  const report = (pipelineName: string, failureReason: string) => ({
    pipelineName,
    namespace,
    failureReason,
  });
  const broken = report('broken', 'Out of memory');
  const mended = report('mended', 'No space left on device');
  const [resolved] = (await list(`namespace=${namespace}&state=RESOLVED`)).data;
  const all = await list(`namespace=${namespace}`);
  const issue = all.data.find(({ state }) => state === 'ACTIVE');
  expect(all.total).toBe(2);
  expect(issueIn(await get(`/issues/${issue?.id}`))).toMatchObject({
    occurrences: 2,
    relatedFrom: [{ targetId: resolved?.id }],
  });
  expect(await fail('pipeline-failure', broken)).toMatchObject({ id: issue?.id, occurrences: 3 });
  expect(await fail('pipeline-failure', mended)).toMatchObject({ id: resolved?.id, state: 'ACTIVE' });
  expect((await list(`namespace=${namespace}&state=ACTIVE`)).total).toBe(2);
  await post('/webhooks/pipeline-success', broken);
  expect((await list(`namespace=${namespace}&state=ACTIVE`)).total).toBe(1);
});
