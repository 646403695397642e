import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createToken } from '../functions/shared/store/tokens.ts';
import { type LocalFunction, readAssembly } from '../local/assembly.ts';
import { LOCAL_CREDENTIALS } from '../local/dynamodb.ts';
import { gateway } from '../local/gateway.ts';
import { type Invoke, LocalLambda } from '../local/lambda.ts';
import { startParameters } from '../local/parameters.ts';
import { type Exchange, startDatabaseProxy } from '../test/support/database-proxy.ts';
import type { Metered } from './metered.ts';
import { morePaths } from './more-paths.ts';
import { type Path, paths } from './paths.ts';
import type { ApiRequest } from './requests.ts';

/** One invocation of a function, with what it asked of the database and was answered. */
export interface Recording {
  /** `METHOD /path` below `/api/v1`; `$default`, or `authorizer`. */
  readonly endpoint: string;
  readonly name: string;
  readonly function: LocalFunction;
  /** As API Gateway has it. */
  readonly event: unknown;
  /** Parameter Store's too. */
  readonly exchanges: readonly Exchange[];
  /** What the function returned, as JSON. */
  readonly answer: string;
}

type Invocation = Omit<Recording, 'endpoint' | 'name'>;

const recorded = new WeakMap<Metered, Promise<readonly Recording[]>>();

/** One invocation of every function that has to do with requests, by each of its paths; recorded once. */
export function recordingsOf(kite: Metered): Promise<readonly Recording[]> {
  const known = recorded.get(kite) ?? record(kite);
  recorded.set(kite, known);
  return known;
}

async function record(kite: Metered): Promise<Recording[]> {
  await using started = new AsyncDisposableStack();
  const { open, closed, invocationsOf } = await startRecorder(kite, started);
  const { token } = await createToken(kite.table, { name: 'bench', role: 'admin', namespaces: ['*'] });
  const asAdmin = { method: 'GET', path: '/tokens', headers: { authorization: `Bearer ${token}` } };
  const recordings: Recording[] = [];
  for (const name of ['a token, the first time in an hour', 'a token']) {
    const [first] = await invocationsOf(() => send(closed, asAdmin));
    if (first) recordings.push({ endpoint: 'authorizer', name, ...first });
  }
  for (const { endpoint, name, prepare } of [...paths.filter(isWorthIt), ...morePaths(kite)]) {
    const request = await prepare(open);
    const [only] = await invocationsOf(() => send(open, request));
    if (only) recordings.push({ endpoint, name, ...only });
  }
  return recordings;
}

/** Not what differs from other paths only in how much is asked of the database. */
const isWorthIt = ({ endpoint, name }: Path) => endpoint !== 'GET /issues' && name !== '100 to resolve';

/**
 * The functions, behind a gateway that is open to all and one that asks who calls.
 * @param started takes what is to be ended
 */
async function startRecorder({ assembly, database }: Metered, started: AsyncDisposableStack) {
  let asked: Exchange[] = [];
  const watched = async (target: string) => {
    const proxy = await startDatabaseProxy(target, { onExchange: (exchange) => asked.push(exchange) });
    started.defer(proxy.close);
    return proxy.url;
  };
  const secrets = fileURLToPath(new URL('../test/support/senders.env', import.meta.url));
  const parameters = started.adopt(await startParameters(secrets), ({ close }) => close());
  const environment = {
    ...LOCAL_CREDENTIALS,
    AWS_ENDPOINT_URL_DYNAMODB: await watched(database),
    AWS_ENDPOINT_URL_SSM: await watched(parameters.endpoint),
  };
  const logs = createWriteStream(devNull);
  await once(logs, 'open');
  const lambdas = new Map<LocalFunction, LocalLambda>();
  started.defer(async () => {
    await Promise.all([...lambdas.values()].map((lambda) => lambda.close()));
  });

  let invocations: Invocation[] = [];
  const invoke: Invoke = async (target, event) => {
    const lambda = lambdas.get(target) ?? new LocalLambda(target, environment, logs);
    lambdas.set(target, lambda);
    asked = [];
    const answer = await lambda.invoke(event);
    invocations.push({ function: target, event, exchanges: asked, answer: answer ?? 'null' });
    return answer;
  };
  const { routes, ...stack } = await readAssembly(assembly);
  // The authorizer is asked anew for every request.
  const uncached = routes.map(({ authorizer, ...route }) => ({
    ...route,
    authorizer: authorizer && { ...authorizer, cacheSeconds: 0 },
  }));
  const listen = async (auth: boolean) => {
    const onError = (error: unknown) => console.error(error);
    const app = await gateway({ ...stack, routes: uncached }, invoke, { auth, onError });
    started.defer(() => app.close());
    return app.listen({ host: '127.0.0.1', port: 0 });
  };

  async function invocationsOf(request: () => Promise<unknown>): Promise<readonly Invocation[]> {
    invocations = [];
    await request();
    return invocations;
  }
  return { open: await listen(false), closed: await listen(true), invocationsOf };
}

/** Unlike the one of requests.ts, takes it that there is no such path. */
async function send(url: string, { method, path, body, headers }: ApiRequest): Promise<void> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isExpected = response.ok || response.status === 404;
  if (!isExpected) throw new Error(`${method} ${path}: ${response.status} ${text}`);
}
