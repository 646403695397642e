import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type ConsumedCapacity,
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  type Update,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { filterOf } from '../../functions/shared/issue/filters.ts';
import {
  countKey,
  countPartition,
  listed,
  pointerKey,
  position,
} from '../../functions/shared/store/items.ts';
import { clientOf } from '../../local/dynamodb.ts';
import type { Kite } from '../support/captures.ts';
import { number, table } from '../support/figures.ts';
import { failureOf, issueKeyOf } from '../support/seed.ts';

const ISSUES = 5_000;
const NAMESPACE = 'team-counted';
const TableName = 'count-designs';
const PARTITION = listed(NAMESPACE, 'RESOLVED');

/** Indexes by which a namespace's issues can be counted: the lists' own, and two for counting alone. */
const INDEXES = [
  {
    name: 'asLists',
    design: 'index: what lists filter on',
    keys: ['listed', 'position'],
    projects: ['filter'],
    partition: PARTITION,
  },
  {
    name: 'keysOnly',
    design: 'index: keys only',
    keys: ['listed', 'position'],
    projects: [],
    partition: PARTITION,
  },
  {
    name: 'ofPointers',
    design: 'index: of the pointers, keys only',
    keys: ['ofNamespace'],
    projects: [],
    partition: NAMESPACE,
  },
] as const;

type Item = Record<string, AttributeValue>;

/** An issue of the namespace and its pointer, with only the attributes that indexes use. */
function itemsOf(index: number, state: 'ACTIVE' | 'RESOLVED' = 'RESOLVED'): { issue: Item; pointer: Item } {
  const id = randomUUID();
  const failure = failureOf(index, { count: ISSUES, namespaceOf: () => NAMESPACE });
  const place = position(new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(), id);
  return {
    issue: marshall({
      ...{ ...issueKeyOf(failure), id, filter: filterOf(failure) },
      ...{ listed: listed(NAMESPACE, state), position: place },
    }),
    pointer: marshall({ ...pointerKey(id), ofNamespace: NAMESPACE }),
  };
}

async function fill(client: DynamoDBClient): Promise<void> {
  const names = ['PK', 'SK', 'listed', 'position', 'ofNamespace'];
  const keySchema = ([partition, sort]: readonly string[]) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
  ];
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(['PK', 'SK']),
      GlobalSecondaryIndexes: INDEXES.map(({ name, keys, projects }) => ({
        IndexName: name,
        KeySchema: keySchema(keys),
        Projection:
          projects.length > 0
            ? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projects] }
            : { ProjectionType: 'KEYS_ONLY' },
      })),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const items: Item[] = [];
  for (let index = 0; index < ISSUES; index++) {
    const { issue, pointer } = itemsOf(index);
    items.push(issue, pointer);
  }
  for (let shard = 0; shard < 512; shard++) {
    items.push(
      marshall({ ...countKey(NAMESPACE, shard.toString(16).padStart(3, '0')), issues: ISSUES / 512 }),
    );
  }
  for (let first = 0; first < items.length; first += 25) {
    const writes = items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: writes } }));
  }
}

/** What counting the namespace's issues costs with an index, or with counters when no index is given. */
async function counting(client: DynamoDBClient, index?: (typeof INDEXES)[number]) {
  let [pages, units] = [0, 0];
  let next: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        ...(index ? { IndexName: index.name, Select: 'COUNT' } : { ConsistentRead: true }),
        KeyConditionExpression: '#key = :partition',
        ExpressionAttributeNames: { '#key': index?.keys[0] ?? 'PK' },
        ExpressionAttributeValues: { ':partition': { S: index?.partition ?? countPartition(NAMESPACE) } },
        ReturnConsumedCapacity: 'TOTAL',
        ...(next && { ExclusiveStartKey: next }),
      }),
    );
    pages++;
    units += page.ConsumedCapacity?.CapacityUnits ?? 0;
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  return { pages, units };
}

const ofIndex = (consumed: ConsumedCapacity | undefined, name: string) =>
  consumed?.GlobalSecondaryIndexes?.[name]?.CapacityUnits ?? 0;
const keyOf = ({ PK, SK }: Item): Item => ({ ...(PK && { PK }), ...(SK && { SK }) });

/** What making and resolving an issue costs in each index and with counters. */
async function writing(client: DynamoDBClient) {
  const ReturnConsumedCapacity = 'INDEXES' as const;
  const { issue, pointer } = itemsOf(ISSUES + 1, 'ACTIVE');
  const put = async (Item: Item) =>
    (await client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity }))).ConsumedCapacity;
  const [made, pointed] = [await put(issue), await put(pointer)];
  const toState = (partition: string): Update => ({
    TableName,
    Key: keyOf(issue),
    UpdateExpression: 'SET listed = :listed',
    ExpressionAttributeValues: { ':listed': { S: partition } },
  });
  const count: Update = {
    TableName,
    Key: marshall(countKey(NAMESPACE, '000')),
    UpdateExpression: 'ADD issues :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  };
  const together = async (updates: readonly Update[]) => {
    const TransactItems = updates.map((one) => ({ Update: one }));
    const { ConsumedCapacity } = await client.send(
      new TransactWriteItemsCommand({ TransactItems, ReturnConsumedCapacity }),
    );
    return ConsumedCapacity?.[0]?.CapacityUnits ?? 0;
  };
  const { ConsumedCapacity: resolved } = await client.send(
    new UpdateItemCommand({ ...toState(PARTITION), ReturnConsumedCapacity }),
  );
  const counted = await together([count]);
  const resolvedCounted = await together([toState(listed(NAMESPACE, 'ACTIVE')), count]);
  return {
    ofIndexes: INDEXES.map(({ name }) => ({
      make: ofIndex(made, name) + ofIndex(pointed, name),
      resolve: ofIndex(resolved, name),
    })),
    counters: { make: counted, resolve: 0 },
    countersByState: { make: counted, resolve: resolvedCounted - (resolved?.CapacityUnits ?? 0) },
  };
}

/** Ways to count the issues of a namespace (docs/decisions/0007-count.md). */
export async function count(kite: Kite): Promise<string> {
  const client = clientOf(kite.database);
  await fill(client);
  const { ofIndexes, counters, countersByState } = await writing(client);
  const rows: (readonly [string, { pages: number; units: number }, { make: number; resolve: number }])[] = [];
  for (const [i, index] of INDEXES.entries()) {
    const written = ofIndexes[i];
    if (written) rows.push([index.design, await counting(client, index), written]);
  }
  const read = await counting(client);
  rows.push(['**counters, changed as issues are made and deleted**', read, counters]);
  rows.push(['counters of each state, changed with it too', read, countersByState]);
  client.destroy();
  return `## Ways to count

What a \`total\` takes in a namespace with ${number(ISSUES)} resolved issues, and what being able to takes of every
issue that is made or changes its state, in write units beside what it writes anyway. Indexes are counted from end to
end, 1 MB a request, each after the one before; counters are 512 items in one request, whatever they count.

${table(
  ['design', 'requests', 'read units', 'write units, made', 'write units, resolved or reopened'],
  rows.map(([design, { pages, units }, { make, resolve }]) => [
    design,
    ...[pages, units, make, resolve].map(number),
  ]),
)}

The first has what lists have to have; the second and third would come beside it. The bold one is kept.
`;
}
