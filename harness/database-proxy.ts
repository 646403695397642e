import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

/** One request to the database. */
export interface Operation {
  /** `GetItem`. */
  readonly name: string;
  /** Its input: DynamoDB's JSON. */
  readonly body: Buffer;
}

/** A request and its answer; times in milliseconds of `performance.now()`. */
export interface Exchange extends Operation {
  readonly start: number;
  readonly end: number;
  readonly status: number;
  readonly answer: Buffer;
}

/** What goes wrong with a request. The database has carried out `lose`, `delay` and half of `halve`, no other. */
export type Fault =
  /** The answer comes so much later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The database answers with an error of this type, with a status of 400 or 500 and the fields of `more`. */
  | { readonly kind: 'refuse'; readonly type: string; readonly status: number; readonly more?: object }
  /** The connection is reset, or hangs, before the request arrives. */
  | { readonly kind: 'reset' | 'hang' }
  /** The same after the request has been carried out: only the answer is lost. */
  | { readonly kind: 'lose'; readonly by: 'reset' | 'hang' }
  /** Half of the keys of a `BatchGetItem` are read; the answer returns the others as unprocessed. */
  | { readonly kind: 'halve' };

export interface DatabaseProxy {
  readonly url: string;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** What goes wrong with an operation, if anything. */
  readonly fault?: (operation: Operation) => Fault | undefined;
  /** Changes the input. */
  readonly rewrite?: (operation: Operation) => Buffer;
  /** Called with every request that was answered. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Called with every request that may have been carried out, but whose answer was lost, and its start. */
  readonly onLost?: (operation: Operation, start: number) => void;
}

const merge = (json: Buffer, more: object) =>
  Buffer.from(JSON.stringify({ ...JSON.parse(json.toString()), ...more }));

const batch = z.object({ RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.unknown()) })) });

/** Input for the first half of the keys of a `BatchGetItem`, and what the answer must say about the rest. */
function halve(body: Buffer): { asked: Buffer; rest: object } {
  const tables = Object.entries(batch.parse(JSON.parse(body.toString())).RequestItems);
  const only = (some: (keys: unknown[], middle: number) => unknown[]) =>
    Object.fromEntries(
      tables
        .map(([table, { Keys, ...how }]) => ({ table, how, Keys: some(Keys, Math.ceil(Keys.length / 2)) }))
        .filter(({ Keys }) => Keys.length > 0)
        .map(({ table, how, Keys }) => [table, { ...how, Keys }]),
    );
  return {
    asked: merge(body, { RequestItems: only((keys, middle) => keys.slice(0, middle)) }),
    rest: { UnprocessedKeys: only((keys, middle) => keys.slice(middle)) },
  };
}

/**
 * Stands between Kite and DynamoDB Local: observes requests and injects faults.
 * @param target the database's endpoint, or a function that is called for every request when it can change
 */
export async function startDatabaseProxy(
  target: string | (() => string),
  options: ProxyOptions,
): Promise<DatabaseProxy> {
  const { fault = () => undefined, rewrite, onExchange = () => undefined, onLost } = options;

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const start = performance.now();
    const name = String(incoming.headers['x-amz-target']).replace(/^.*\./, '');
    const operation = { name, body: await buffer(incoming) };
    const wrong = fault(operation);
    if (wrong?.kind === 'reset') return void outgoing.destroy();
    if (wrong?.kind === 'hang') return;
    if (wrong?.kind === 'refuse') {
      const type = `com.amazonaws.dynamodb.v20120810#${wrong.type}`;
      outgoing
        .writeHead(wrong.status, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify({ __type: type, message: 'Injected', ...wrong.more }));
      return;
    }
    const half = wrong?.kind === 'halve' ? halve(operation.body) : undefined;
    const asked = half?.asked ?? rewrite?.(operation) ?? operation.body;
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) onLost?.(operation, start);
    });
    const passed = forward(typeof target === 'string' ? target : target(), {
      method: 'POST',
      headers: { ...incoming.headers, 'content-length': asked.length },
    });
    passed.end(asked);
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      passed.on('response', resolve).on('error', reject),
    );
    const answered = await buffer(response);
    const answer = half ? merge(answered, half.rest) : answered;
    if (wrong?.kind === 'lose') return wrong.by === 'reset' ? void outgoing.destroy() : undefined;
    if (wrong?.kind === 'delay') await sleep(wrong.milliseconds);
    const status = response.statusCode ?? 502;
    onExchange({ ...operation, start, end: performance.now(), status, answer });
    const { 'transfer-encoding': _, ...headers } = response.headers;
    outgoing.writeHead(status, { ...headers, 'content-length': answer.length }).end(answer);
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
