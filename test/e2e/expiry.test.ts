import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { pointerKey, tokenKey } from '../../functions/shared/store/items.ts';
import { clientOf, LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { anIssue, get, issueIn, list, newNamespace, post, served } from '../support/kite.ts';
import { aFailure, deleteItem, rawItem } from '../support/table.ts';

/*
 * DynamoDB Local's time to live passes over items that lack a key of an index, as resolved issues do. So these
 * tests delete the item themselves and tell of it as the stream would
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html).
 */
Object.assign(process.env, LOCAL_CREDENTIALS, {
  AWS_ENDPOINT_URL_DYNAMODB: served.endpoint,
  TABLE_NAME: served.table,
  DEDUP: 'fingerprint',
  LOST_QUEUE: 'https://sqs.example/lost',
});
const { handler } = await import('../../functions/system/expired.ts');

const deletion = (item: Record<string, unknown>) => ({
  eventID: '40b3e7a1',
  eventName: 'REMOVE',
  eventSource: 'aws:dynamodb',
  userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
  dynamodb: {
    Keys: marshall({ PK: item.PK, SK: item.SK }),
    SequenceNumber: '100',
    OldImage: marshall(item),
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
});

test('what is left of an issue whose time is over goes too, however often that is told', async () => {
  const namespace = newNamespace();
  const failure = aFailure({
    namespace,
    scope: { resourceType: 'component', resourceName: 'user-service', resourceNamespace: namespace },
    issueType: 'test',
    dedupKey: 'old',
  });
  const create = async (dedupKey: string) =>
    issueIn(await post('/issues', anIssue({ namespace, dedupKey, state: 'RESOLVED' })));
  const [old, other] = [await create('old'), await create('another')];
  await create('a third');
  await post(`/issues/${old.id}/related`, { relatedId: other.id });

  const item = await rawItem(failure);
  expect(item.id).toBe(old.id);
  await deleteItem(failure);
  const records = [deletion(item), deletion({ ...tokenKey(other.id), id: other.id })];
  const context = { invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:expired' };
  for (const _time of [1, 2]) {
    expect(await handler({ Records: records }, context)).toEqual({ batchItemFailures: [] });
  }

  const client = clientOf(served.endpoint);
  const pointer = async (id: string) =>
    (await client.send(new GetItemCommand({ TableName: served.table, Key: marshall(pointerKey(id)) }))).Item;
  expect(await pointer(old.id)).toBeUndefined();
  expect((await get(`/issues/${old.id}`)).status).toBe(404);
  expect(issueIn(await get(`/issues/${other.id}`)).relatedTo).toEqual([]);
  expect(await pointer(other.id)).toMatchObject({ related: { M: {} } });
  expect(await list(`namespace=${namespace}&limit=1`)).toMatchObject({ total: 2 });
});
