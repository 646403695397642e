import { hash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import { clientOf } from '../../local/dynamodb.ts';
import { listen } from '../support/own-process.ts';

/*
 * The fastest that Kite could be on this machine: the ideal calls to the same table and nothing else. It validates
 * nothing, logs nothing and authorizes nobody. Arguments: the database's endpoint, the table's name.
 */
const [endpoint = '', TableName = ''] = process.argv.slice(2);
const db = clientOf(endpoint);

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** An item or a part of one, in DynamoDB's JSON. */
type Item = Record<string, AttributeValue>;

const S = (value: string) => ({ S: value });
const N = (value: number) => ({ N: String(value) });
const keyOf = ({ PK = S(''), SK = S('') }: Item): Item => ({ PK, SK });

/** The body of a pipeline webhook, which is not validated. */
interface Event {
  readonly namespace: string;
  readonly pipelineName: string;
  readonly failureReason: string;
  readonly logsUrl: string;
}

const scopeOf = ({ namespace, pipelineName }: Event) => S(`pipelinerun#${namespace}#${pipelineName}`);

/** A failure as Kite stores it: what each report sets, its position in lists, and the two items of a new issue. */
function itemsOf(event: Event) {
  const { namespace, pipelineName, failureReason, logsUrl } = event;
  const [id, now] = [randomUUID(), new Date().toISOString()];
  const at = N(Date.parse(now));
  const key: Item = {
    PK: scopeOf(event),
    SK: S(`ISSUE#${namespace}#${hash('sha256', failureReason, 'hex').slice(0, 32)}`),
  };
  const reported: Item = {
    ...{ issueType: S('pipeline'), severity: S('major'), title: S(`Pipeline run failed: ${pipelineName}`) },
    description: S(`The pipeline run ${pipelineName} failed with reason: ${failureReason}`),
    links: { L: [{ M: { id: S(randomUUID()), title: S('Pipeline Run Logs'), url: S(logsUrl) } }] },
    ...{ state: S('ACTIVE'), listed: S(`${namespace}#ACTIVE`), eventAt: at, failedAt: at },
    ...{ updatedAt: S(now), lastSeenAt: S(now), lastReport: S(id.slice(0, 12)) },
  };
  const place = S(`${now}#${id}`);
  const issue: Item = {
    ...{ ...key, ...reported, id: S(id), namespace: S(namespace), resourceNamespace: S(namespace) },
    ...{ resourceType: S('pipelinerun'), resourceName: S(pipelineName) },
    ...{ position: place, activeSince: place, createdAt: S(now), occurrences: N(1) },
  };
  const pointer: Item = {
    ...{ PK: S(`ID#${id}`), SK: S('ISSUE'), id: S(id), namespace: S(namespace) },
    ...{ issue: { M: key }, related: { M: {} } },
  };
  return { key, reported, place, issue, pointer };
}

/** An issue as answers show it. */
function shown(item: Item) {
  const { position, ...issue } = unmarshall(item);
  return { ...issue, detectedAt: String(position).split('#')[0] };
}

async function fail(event: Event): Promise<Answer> {
  const { key, reported, place, issue, pointer } = itemsOf(event);
  try {
    const { Attributes = {} } = await db.send(updateOf(key, reported, place));
    return { status: 200, body: { status: 'success', issue: shown(Attributes) } };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  const puts = [issue, pointer].map((Item) => ({
    Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' },
  }));
  try {
    await db.send(new TransactWriteItemsCommand({ TransactItems: puts }));
  } catch (error) {
    // Another request has made it meanwhile.
    if (error instanceof TransactionCanceledException) return fail(event);
    throw error;
  }
  return { status: 201, body: { status: 'success', issue: shown(issue) } };
}

const PLACES = ['position', 'activeSince'];
const updateOf = (Key: Item, reported: Item, place: AttributeValue) =>
  new UpdateItemCommand({
    TableName,
    Key,
    UpdateExpression: `SET ${[
      ...Object.keys(reported).map((name) => `#${name} = :${name}`),
      ...PLACES.map((name) => `#${name} = if_not_exists(activeSince, :place)`),
    ].join(', ')} ADD occurrences :one REMOVE resolvedAt`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: Object.fromEntries(
      [...Object.keys(reported), ...PLACES].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(reported).map(([name, value]) => [`:${name}`, value])),
      ...{ ':place': place, ':one': N(1) },
    },
    ReturnValues: 'ALL_NEW',
  });

async function succeed(event: Event): Promise<Answer> {
  const { Items = [] } = await db.send(
    new QueryCommand({
      TableName,
      IndexName: 'activeInScope',
      KeyConditionExpression: 'PK = :scope',
      ExpressionAttributeValues: { ':scope': scopeOf(event) },
      ConsistentRead: true,
    }),
  );
  const resolved = await Promise.all(Items.map((item) => resolve(item, event.namespace)));
  const message = `Resolved ${resolved.filter(Boolean).length} issue(s) for pipeline ${event.pipelineName}`;
  return { status: 200, body: { status: 'success', message } };
}

async function resolve(issue: Item, namespace: string): Promise<boolean> {
  const now = new Date().toISOString();
  try {
    await db.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(issue),
        UpdateExpression:
          'SET #state = :state, listed = :listed, eventAt = :at, updatedAt = :now, resolvedAt = :now REMOVE activeSince',
        ConditionExpression: 'activeSince = :seen',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ...{ ':state': S('RESOLVED'), ':listed': S(`${namespace}#RESOLVED`) },
          ...{ ':at': N(Date.parse(now)), ':now': S(now), ':seen': issue.activeSince ?? S('') },
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const PAGE = 50;
const placeOf = ({ position }: Item) => position?.S ?? '';

async function list(namespace: string): Promise<Answer> {
  const queries = ['ACTIVE', 'RESOLVED'].map((state) =>
    db.send(
      new QueryCommand({
        TableName,
        IndexName: 'byNamespace',
        KeyConditionExpression: 'listed = :listed',
        ExpressionAttributeValues: { ':listed': S(`${namespace}#${state}`) },
        ProjectionExpression: 'PK, SK, #position',
        ExpressionAttributeNames: { '#position': 'position' },
        ScanIndexForward: false,
        Limit: PAGE + 1,
      }),
    ),
  );
  const entries = (await Promise.all(queries)).flatMap(({ Items = [] }) => Items);
  const newest = entries.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1)).slice(0, PAGE);
  // An issue that changes its state between the two queries is in both.
  const Keys = [...new Map(newest.map((item) => [JSON.stringify(keyOf(item)), keyOf(item)])).values()];
  const { Responses = {} } = await db.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
  );
  return { status: 200, body: { data: (Responses[TableName] ?? []).map(shown) } };
}

async function get(id: string): Promise<Answer> {
  const read = (Key: Item) => db.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  const { Item: pointer } = await read({ PK: S(`ID#${id}`), SK: S('ISSUE') });
  const { Item: issue = {} } = await read(pointer?.issue?.M ?? {});
  return { status: 200, body: shown(issue) };
}

/** As many requests at a time as the local gateway gives a function; DynamoDB Local does no more even if asked. */
const limit = pLimit(8);
const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const path = pathname.replace('/api/v1', '');
  const answer = async (): Promise<Answer> => {
    if (path === '/issues') return list(searchParams.get('namespace') ?? '');
    if (request.method === 'GET') return get(path.replace('/issues/', ''));
    const event: Event = JSON.parse(await text(request));
    return path === '/webhooks/pipeline-failure' ? fail(event) : succeed(event);
  };
  const { status, body } = await limit(answer).catch((error) => ({
    status: 500,
    body: { error: `${error}` },
  }));
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
await listen(server);
