import { hash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A message in a queue. */
interface Message {
  readonly MessageId: string;
  readonly Body: string;
  isTaken: boolean;
}

/**
 * Queues, buckets, functions and a stack on this machine, as far as they are used here. Each is asked in its own
 * protocol, over HTTP.
 */
export interface FakeAws {
  readonly endpoint: string;
  /** By URL. */
  readonly queues: Map<string, Message[]>;
  /** By bucket, then by key. */
  readonly buckets: Map<string, Map<string, string>>;
  /** By name; what one throws is answered as Lambda would. */
  readonly functions: Map<string, (event: unknown) => Promise<unknown>>;
  /** Answers of other actions, by name, or by method and path: in the Query protocol XML, else JSON. */
  readonly answers: Map<string, (input: Readonly<Record<string, unknown>>) => string>;
  /** What cannot be reached from now on, by the names of actions. */
  readonly failing: Set<string>;
  /** Actions that find nothing. */
  readonly missing: Set<string>;
  close(): Promise<void>;
}

export async function startFakeAws(): Promise<FakeAws> {
  const server = createServer(async (request, response) => {
    try {
      await answer(request, response);
    } catch (error) {
      response
        .writeHead(500, { 'content-type': 'application/json' })
        .end(JSON.stringify({ message: String(error) }));
    }
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = await text(request);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    const sent = (status: number, content: string, type: string) =>
      response.writeHead(status, { 'content-type': type }).end(content);
    if (target !== undefined) {
      if (aws.failing.has(target))
        return sent(500, '{"__type":"InternalFailure"}', 'application/x-amz-json-1.0');
      if (aws.missing.has(target))
        return sent(400, '{"__type":"ParameterNotFound"}', 'application/x-amz-json-1.1');
      const input = JSON.parse(body);
      const known = aws.answers.get(target);
      const output = known ? known(input) : JSON.stringify(ofQueue(target, input));
      return sent(200, output, 'application/x-amz-json-1.0');
    }
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? [];
    if (name !== undefined) return invoke(decodeURIComponent(name), body, response);
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      const input = Object.fromEntries(new URLSearchParams(body));
      const known = aws.answers.get(input.Action ?? '');
      if (known) return sent(200, known(input), 'text/xml');
    }
    const known = aws.answers.get(`${request.method} ${pathname.replace(/\/$/, '')}`);
    if (known) return sent(200, known(Object.fromEntries(searchParams)), 'application/json');
    if (request.method === 'GET' || request.method === 'DELETE')
      return object(request.method, pathname, searchParams, response);
    throw new Error(`${request.method} ${pathname} ${body.slice(0, 100)}`);
  }

  function ofQueue(action: string, { QueueUrl, MessageBody, ReceiptHandle }: Record<string, string>): object {
    const queue = aws.queues.get(QueueUrl ?? '');
    if (queue === undefined) throw new Error(`No queue ${QueueUrl}`);
    if (action === 'SendMessage') {
      const message = { MessageId: randomUUID(), Body: MessageBody ?? '', isTaken: false };
      queue.push(message);
      return { MessageId: message.MessageId, MD5OfMessageBody: hash('md5', message.Body) };
    }
    if (action === 'ReceiveMessage') {
      const waiting = queue.filter(({ isTaken }) => !isTaken).slice(0, 10);
      for (const message of waiting) message.isTaken = true;
      return {
        Messages: waiting.map(({ MessageId, Body }) => ({
          MessageId,
          Body,
          MD5OfBody: hash('md5', Body),
          ReceiptHandle: MessageId,
        })),
      };
    }
    if (action === 'DeleteMessage') {
      queue.splice(
        queue.findIndex(({ MessageId }) => MessageId === ReceiptHandle),
        1,
      );
      return {};
    }
    throw new Error(`No action ${action}`);
  }

  async function invoke(name: string, body: string, response: ServerResponse): Promise<unknown> {
    const handler = aws.functions.get(name);
    if (handler === undefined)
      return response.writeHead(404).end(JSON.stringify({ Message: `No function ${name}` }));
    try {
      const result = await handler(JSON.parse(body));
      return response.writeHead(200).end(JSON.stringify(result ?? null));
    } catch (error) {
      const errorMessage = error instanceof Error ? error.message : String(error);
      return response
        .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
        .end(JSON.stringify({ errorMessage }));
    }
  }

  function object(method: string, path: string, query: URLSearchParams, response: ServerResponse): unknown {
    const [, name = '', key] = /^\/([^/]+)\/?(.+)?$/.exec(path) ?? [];
    const bucket = aws.buckets.get(name);
    if (bucket === undefined) throw new Error(`No bucket ${name}`);
    if (key === undefined && query.has('list-type')) {
      const listed = [...bucket.keys()].map((one) => `<Contents><Key>${one}</Key></Contents>`).join('');
      const xml = `<ListBucketResult><IsTruncated>false</IsTruncated>${listed}<KeyCount>${bucket.size}</KeyCount></ListBucketResult>`;
      return response.writeHead(200, { 'content-type': 'application/xml' }).end(xml);
    }
    const content = bucket.get(decodeURIComponent(key ?? ''));
    if (method === 'GET') return response.writeHead(content === undefined ? 404 : 200).end(content);
    bucket.delete(decodeURIComponent(key ?? ''));
    return response.writeHead(204).end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const aws: FakeAws = {
    endpoint: `http://127.0.0.1:${port}`,
    queues: new Map(),
    buckets: new Map(),
    functions: new Map(),
    answers: new Map(),
    failing: new Set(),
    missing: new Set(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return aws;
}

/** A stack as CloudFormation tells of it, in its Query protocol. */
export function tellOfStack(
  aws: FakeAws,
  resources: readonly (readonly [type: string, logicalId: string, physicalId: string])[],
  { isProtected = true, outputs = {} }: { isProtected?: boolean; outputs?: Record<string, string> } = {},
): void {
  const outputsXml = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  aws.answers.set(
    'DescribeStacks',
    ({ StackName }) => `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
      <StackName>${StackName}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
      <CreationTime>2026-11-01T00:00:00Z</CreationTime>
      <EnableTerminationProtection>${isProtected}</EnableTerminationProtection>
      <Outputs>${outputsXml.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
  const members = resources.map(
    ([type, logicalId, physicalId]) => `<member><ResourceType>${type}</ResourceType>
      <LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId>
      <ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-11-01T00:00:00Z</LastUpdatedTimestamp></member>`,
  );
  aws.answers.set(
    'ListStackResources',
    () => `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${members.join('')}
      </StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`,
  );
}
