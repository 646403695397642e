import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type LocalFunction, type LocalRoute, readAssembly, synthesize } from './assembly.ts';
import { keptCredentials, ownCredentials } from './credentials.ts';
import { claimDataFolder } from './data-folder.ts';
import {
  type Credentials,
  clientOf,
  createTable,
  requireDynamoDb,
  requireJava,
  startDynamoDb,
} from './dynamodb.ts';
import { type GatewayOptions, gateway, type Stack } from './gateway.ts';
import { type Invoke, LocalLambda } from './lambda.ts';
import { startParameters } from './parameters.ts';

interface ServeOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** An external DynamoDB, reached with this process's own AWS credentials, if any. @default - starts DynamoDB Local */
  readonly endpoint?: string | undefined;
  /** DynamoDB Local's data folder. @default - in memory */
  readonly data?: string | undefined;
  /** Of DynamoDB Local's database. @default - random ones, the same again with the same `data` */
  readonly credentials?: Credentials;
  /** Deployment options, as CDK context. */
  readonly context?: Readonly<Record<string, string>>;
  /** The folder of an existing synthesis to serve until the first reload. @default - synthesizes */
  readonly assembly?: string | undefined;
  /** A file with the senders' secrets (parameters.ts). @default - read from the environment */
  readonly secrets?: string | undefined;
  /** Environment variables for every function, in addition to the template's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Requires credentials, as the deployed stack does. @default false: everyone may do everything */
  readonly auth?: boolean;
  /** The address to listen on; must be a loopback address unless `auth` is set. @default 127.0.0.1 */
  readonly host?: string;
  /** Receives the functions' output. @default - this process's standard output */
  readonly logs?: NodeJS.WritableStream;
  /** Called for every failed invocation. */
  readonly onError: (error: unknown) => void;
  /** Stops a start or a reload early; it then throws. */
  readonly signal?: AbortSignal;
}

/** How long in-flight requests may take before their functions are stopped. */
const GRACE_MS = 3_000;

export interface RunningStack {
  readonly url: string;
  /** The database's URL. */
  readonly endpoint: string;
  /** The file with the credentials of the database that it has started. */
  readonly credentialsFile?: string;
  /** The URL of the stand-in for Parameter Store. */
  readonly parameters: string;
  readonly table: string;
  readonly routes: readonly LocalRoute[];
  /** The folder with the assembly that is served now. */
  readonly assembly: string;
  /** Synthesizes and bundles again and serves the result; the data stay. */
  reload(): Promise<void>;
  /** Answers in-flight requests, then stops everything. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Serves the stack on this machine: its routes, its functions, its table.
 * @throws Error when the stack, the database or the port fails; nothing is left running
 */
export async function serve(options: ServeOptions): Promise<RunningStack> {
  const resources = new AsyncDisposableStack();
  try {
    return await start(options, resources);
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

/** @param resources collects what must be stopped, in reverse order */
async function start(options: ServeOptions, resources: AsyncDisposableStack): Promise<RunningStack> {
  const { port, host = '127.0.0.1', auth = false, endpoint, context = {}, signal } = options;
  const loadOptions = { auth, onError: options.onError, ...(options.logs && { logs: options.logs }) };
  if (!auth && !isLoopback(host)) {
    throw new Error(`--host ${host} lets others reach it, which requires --auth`);
  }
  // Checked before the slow build, to fail at once.
  if (endpoint === undefined) await requireJava();
  else await requireDynamoDb(endpoint, clientOf(endpoint, await ownCredentials()));
  let current: Loaded | undefined;
  // Requests that come before it can answer wait.
  const started = Promise.withResolvers<void>();
  const inFlight = new Set<ServerResponse>();
  /** Waits for in-flight requests, up to GRACE_MS. */
  const drain = async () => {
    const all = [...inFlight].map((response) => new Promise((done) => response.once('close', done)));
    await Promise.race([Promise.all(all), sleep(GRACE_MS, undefined, { ref: false })]);
  };
  const server = createServer((request, response) => {
    inFlight.add(response.once('close', () => inFlight.delete(response)));
    if (!auth && !isLoopback(hostnameOf(request))) refuseHost(response);
    else void started.promise.then(() => current?.app.routing(request, response));
  });
  server.listen(port, host);
  await once(server, 'listening');
  resources.defer(() => {
    server.close();
    server.closeAllConnections();
  });

  const address = server.address();
  const url = `http://${isIPv6(host) ? `[${host}]` : host}:${address !== null && typeof address === 'object' ? address.port : port}`;
  if (endpoint === undefined && options.data !== undefined) {
    const who = `the Kite on ${url} (process ${process.pid})`;
    const folder = claimDataFolder(options.data, who);
    resources.defer(() => folder.close());
  }
  const parameters = resources.adopt(await startParameters(options.secrets), ({ close }) => close());
  const folder = resources.adopt(await mkdtemp(join(tmpdir(), 'kite-local-')), remove);
  // A folder of its own, since its files are named by the access key.
  const data = options.data && join(options.data, 'dynamodb');
  const credentialsFile = endpoint === undefined ? join(data ?? folder, 'credentials') : undefined;
  const credentials =
    options.credentials ??
    (credentialsFile === undefined ? await ownCredentials() : await keptCredentials(credentialsFile));
  const build = async (target: string) => {
    await synthesize(target, context, signal);
    return readAssembly(target);
  };
  let assembly = join(folder, '0');
  const first = async () => {
    if (options.assembly === undefined) return build(assembly);
    // A link: removing it leaves the folder, which others serve too.
    await symlink(options.assembly, assembly);
    return readAssembly(assembly);
  };
  // Both are awaited even if one fails, so that a started database is always stopped.
  const [database, built] = await Promise.allSettled([
    endpoint === undefined
      ? startDynamoDb(data, signal, credentials)
      : { endpoint, close: async () => undefined },
    first(),
  ]);
  if (database.status === 'rejected') throw database.reason;
  resources.defer(database.value.close);
  if (built.status === 'rejected') throw built.reason;

  const environment = {
    // Without credentials, all callers are one.
    ...(!auth && { REQUESTS_PER_SECOND: '0' }),
    ...options.environment,
    ...credentials,
    AWS_ENDPOINT_URL_DYNAMODB: database.value.endpoint,
    AWS_ENDPOINT_URL_SSM: parameters.endpoint,
  };
  const client = clientOf(database.value.endpoint, environment);
  await createTable(built.value, client);
  client.destroy();

  current = await load(built.value, environment, loadOptions);
  resources.defer(() => current?.close());
  started.resolve();
  resources.defer(() => {
    server.close();
    return drain();
  });
  signal?.throwIfAborted();

  let reloads = 0;
  let closed: Promise<void> | undefined;
  return {
    url,
    endpoint: database.value.endpoint,
    ...(credentialsFile !== undefined && { credentialsFile }),
    parameters: parameters.endpoint,
    table: built.value.table.TableName,
    get assembly() {
      return assembly;
    },
    get routes() {
      return current?.routes ?? [];
    },
    async reload() {
      const nextFolder = join(folder, String(++reloads));
      const next = await load(await build(nextFolder), environment, loadOptions);
      const [previous, previousFolder] = [current, assembly];
      [current, assembly] = [next, nextFolder];
      await drain();
      await previous?.close();
      await remove(previousFolder);
    },
    close() {
      closed ??= resources.disposeAsync();
      return closed;
    },
  };
}

/** Whether only this machine can reach an address. */
const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

/** What the client takes this machine for: the `Host` header, without port and brackets. */
function hostnameOf({ headers: { host = '' } }: IncomingMessage): string {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
}

/**
 * Refuses a request to another name than this machine's own: a page can have its own name point here (DNS rebinding),
 * and so read what everyone on this machine may.
 */
function refuseHost(response: ServerResponse): void {
  const error = 'Without --auth, this server answers to localhost only; the Host header names another';
  response
    .writeHead(403, { 'content-type': 'application/json' })
    .end(JSON.stringify({ error, details: [], requestId: randomUUID() }));
}

const remove = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 3 });

/** An assembly with its running functions, behind a gateway. */
interface Loaded {
  readonly app: FastifyInstance;
  readonly routes: readonly LocalRoute[];
  close(): Promise<void>;
}

/** Functions, each of which starts at its first invocation. */
export interface Functions {
  readonly invoke: Invoke;
  close(): Promise<void>;
}

export function functionsIn(
  environment: Readonly<Record<string, string>>,
  logs: NodeJS.WritableStream = process.stdout,
): Functions {
  const lambdas = new Map<LocalFunction, LocalLambda>();
  return {
    invoke(target, event) {
      const lambda = lambdas.get(target) ?? new LocalLambda(target, environment, logs);
      lambdas.set(target, lambda);
      return lambda.invoke(event);
    },
    async close() {
      await Promise.all([...lambdas.values()].map((lambda) => lambda.close()));
    },
  };
}

type LoadOptions = GatewayOptions & Pick<ServeOptions, 'logs'>;

/** Creates the gateway of an assembly and its functions. */
export async function load(
  assembly: Stack,
  environment: Readonly<Record<string, string>>,
  { logs, ...options }: LoadOptions,
): Promise<Loaded> {
  const functions = functionsIn(environment, logs);
  const app = await gateway(assembly, functions.invoke, options);
  const close = async () => {
    await functions.close();
    await app.close();
  };
  return { app, routes: assembly.routes, close };
}
