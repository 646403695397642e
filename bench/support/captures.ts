import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { createToken } from '../../functions/shared/store/tokens.ts';
import { type Exchange, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { type LocalFunction, readAssembly } from '../../local/assembly.ts';
import { clientOf, LOCAL_CREDENTIALS, startDynamoDb } from '../../local/dynamodb.ts';
import { gateway } from '../../local/gateway.ts';
import type { Invoke } from '../../local/lambda.ts';
import { LocalLambda } from '../../local/lambda.ts';
import { startParameters } from '../../local/parameters.ts';
import { serve } from '../../local/serve.ts';
import { pathsToReplay } from './paths.ts';
import { type ApiRequest, send } from './requests.ts';

/** What some requests took of the database. */
export interface Cost {
  /** The length of the longest chain of requests that had to wait for one another. */
  readonly roundTrips: number;
  readonly requests: number;
  /** As the database reports them. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** The served stack, with a proxy before its database that captures what passes. */
export interface Kite {
  readonly url: string;
  /** The folder of the synthesis that is served. */
  readonly assembly: string;
  /** The database's own endpoint, without the proxy; and the table in it. */
  readonly database: string;
  readonly table: Table;
  /** Runs requests and returns what they took of the database. */
  costOf(requests: () => Promise<unknown>): Promise<Cost>;
  /** Waits until the database has been idle for some seconds: a function that timed out may still be at work. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const IDLE_MS = 3_000;

const discardedLogs = async () => {
  const logs = createWriteStream(devNull);
  await once(logs, 'open');
  return logs;
};
const onError = (error: unknown) => console.error(error);

export async function serveKite(): Promise<Kite> {
  const started = new AsyncDisposableStack();
  const database = started.adopt(await startDynamoDb(), ({ close }) => close());
  let captured: Exchange[] = [];
  let last = 0;
  const proxy = await startDatabaseProxy(database.endpoint, {
    rewrite: ({ body }) =>
      Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'INDEXES' })),
    onExchange: (exchange) => {
      captured.push(exchange);
      last = exchange.end;
    },
  });
  started.defer(proxy.close);
  const kite = await serve({ port: 0, endpoint: proxy.url, logs: await discardedLogs(), onError });
  started.defer(kite.close);
  return {
    url: kite.url,
    assembly: kite.assembly,
    database: database.endpoint,
    table: { db: documents(clientOf(database.endpoint)), name: kite.table, dedup: 'fingerprint' },
    async costOf(requests) {
      captured = [];
      await requests();
      return sum(captured);
    },
    async settled() {
      while (performance.now() - last < IDLE_MS) await sleep(100);
    },
    close: () => started.disposeAsync(),
  };
}

const capacity = z.object({ CapacityUnits: z.number().default(0) });
const reported = z.object({
  ConsumedCapacity: z.union([z.array(capacity), capacity.transform((one) => [one])]).optional(),
});
const WRITES = /^(Put|Update|Delete|TransactWrite|BatchWrite)/;

function sum(exchanges: readonly Exchange[]): Cost {
  let [readUnits, writeUnits] = [0, 0];
  for (const { name, answer } of exchanges) {
    for (const { CapacityUnits } of reported.parse(JSON.parse(answer.toString())).ConsumedCapacity ?? []) {
      if (WRITES.test(name)) writeUnits += CapacityUnits;
      else readUnits += CapacityUnits;
    }
  }
  return { roundTrips: longestChain(exchanges), requests: exchanges.length, readUnits, writeUnits };
}

/** How many of the exchanges each began after the one before had ended. */
function longestChain(exchanges: readonly Exchange[]): number {
  let [length, end] = [0, Number.NEGATIVE_INFINITY];
  for (const exchange of exchanges.toSorted((a, b) => a.end - b.end)) {
    if (exchange.start < end) continue;
    length++;
    end = exchange.end;
  }
  return length;
}

/** One invocation of a function, with its requests to the database and their answers. */
export interface Captured {
  /** `METHOD /path` below `/api/v1`; `$default`, or `authorizer`. */
  readonly endpoint: string;
  readonly name: string;
  readonly function: LocalFunction;
  /** As API Gateway sends it. */
  readonly event: unknown;
  /** With the database and with Parameter Store. */
  readonly exchanges: readonly Exchange[];
  /** What the function returned, as JSON. */
  readonly answer: string;
}

type Invocation = Omit<Captured, 'endpoint' | 'name'>;

const captures = new WeakMap<Kite, Promise<readonly Captured[]>>();

/** One invocation for every path through every function that answers requests, captured once a run. */
export function capturesOf(kite: Kite): Promise<readonly Captured[]> {
  const known = captures.get(kite) ?? captureAll(kite);
  captures.set(kite, known);
  return known;
}

async function captureAll(kite: Kite): Promise<Captured[]> {
  await using started = new AsyncDisposableStack();
  const { open, closed, capture } = await startCapturing(kite, started);
  const { token } = await createToken(kite.table, { name: 'bench', role: 'admin', namespaces: ['*'] });
  const asAdmin = { method: 'GET', path: '/tokens', headers: { authorization: `Bearer ${token}` } };
  const all: Captured[] = [];
  for (const name of ['a token, the first time in an hour', 'a token']) {
    const [first] = await capture(closed, asAdmin);
    if (first) all.push({ endpoint: 'authorizer', name, ...first });
  }
  for (const { endpoint, name, prepare } of pathsToReplay(kite.table)) {
    const [only] = await capture(open, await prepare(open));
    if (only) all.push({ endpoint, name, ...only });
  }
  return all;
}

/**
 * Serves the functions behind two gateways: one open to all, one that authenticates.
 * @param started takes what must be closed
 */
async function startCapturing({ assembly, database }: Kite, started: AsyncDisposableStack) {
  let exchanges: Exchange[] = [];
  const watched = async (target: string) => {
    const proxy = await startDatabaseProxy(target, { onExchange: (exchange) => exchanges.push(exchange) });
    started.defer(proxy.close);
    return proxy.url;
  };
  const secrets = fileURLToPath(new URL('../../harness/senders.env', import.meta.url));
  const parameters = started.adopt(await startParameters(secrets), ({ close }) => close());
  const environment = {
    ...LOCAL_CREDENTIALS,
    REQUESTS_PER_SECOND: '0',
    AWS_ENDPOINT_URL_DYNAMODB: await watched(database),
    AWS_ENDPOINT_URL_SSM: await watched(parameters.endpoint),
  };
  const logs = await discardedLogs();
  const lambdas = new Map<LocalFunction, LocalLambda>();
  started.defer(async () => {
    await Promise.all([...lambdas.values()].map((lambda) => lambda.close()));
  });

  let invocations: Invocation[] = [];
  const invoke: Invoke = async (target, event) => {
    const lambda = lambdas.get(target) ?? new LocalLambda(target, environment, logs);
    lambdas.set(target, lambda);
    exchanges = [];
    const answer = await lambda.invoke(event);
    invocations.push({ function: target, event, exchanges, answer: answer ?? 'null' });
    return answer;
  };
  const { routes, ...stack } = await readAssembly(assembly);
  // Every request invokes the authorizer.
  const uncached = routes.map(({ authorizer, ...route }) => ({
    ...route,
    authorizer: authorizer && { ...authorizer, cacheSeconds: 0 },
  }));
  const listen = async (auth: boolean) => {
    const app = await gateway({ ...stack, routes: uncached }, invoke, { auth, onError });
    started.defer(() => app.close());
    return app.listen({ host: '127.0.0.1', port: 0 });
  };

  /** Sends a request and returns the invocations that it led to. */
  async function capture(url: string, request: ApiRequest): Promise<readonly Invocation[]> {
    invocations = [];
    // One of the paths leads nowhere.
    await send(url, request, [404]);
    return invocations;
  }
  return { open: await listen(false), closed: await listen(true), capture };
}
