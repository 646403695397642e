import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FastifyInstance } from 'fastify';
import { type LocalFunction, type LocalRoute, readAssembly, synthesize } from './assembly.ts';
import {
  clientOf,
  createTable,
  LOCAL_CREDENTIALS,
  requireDynamoDb,
  requireJava,
  startDynamoDb,
} from './dynamodb.ts';
import { type GatewayOptions, gateway, type Invoke, type Stack } from './gateway.ts';
import { LocalLambda } from './lambda.ts';
import { startParameters } from './parameters.ts';

export interface ServeOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Another DynamoDB than one started here, with the caller's own AWS credentials where there are any. */
  readonly endpoint?: string | undefined;
  /** The folder in which DynamoDB Local keeps its data. @default - in memory */
  readonly data?: string | undefined;
  /** The deployment's options, as CDK context. */
  readonly context?: Readonly<Record<string, string>>;
  /** A synthesis that is there already, to serve until the first reload. @default - makes one */
  readonly assembly?: string | undefined;
  /** A file with the senders' secrets (parameters.ts). @default - the environment has them */
  readonly secrets?: string | undefined;
  /** Variables for every function, beside those of the template. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Asks for credentials, as the deployed stack does. @default false: everyone may do everything */
  readonly auth?: boolean;
  /** The address to listen on; another than a loopback one only with `auth`. @default 127.0.0.1 */
  readonly host?: string;
  /** Takes what the functions print. @default - this process's standard output */
  readonly logs?: NodeJS.WritableStream;
  /** Told of every invocation that failed. */
  readonly onError: (error: unknown) => void;
  /** Ends a start or a reload early: it then throws. */
  readonly signal?: AbortSignal;
}

/** How long requests that are being answered have left when their functions are to end. */
const GRACE_MS = 3_000;

export interface Served {
  readonly url: string;
  /** Where the database answers. */
  readonly endpoint: string;
  /** Where what stands in for Parameter Store answers. */
  readonly parameters: string;
  readonly table: string;
  readonly routes: readonly LocalRoute[];
  /** The folder of the synthesis that is served (assembly.ts). */
  readonly assembly: string;
  /** Synthesizes and bundles again, and serves that from the next request on. The data stay. */
  reload(): Promise<void>;
  /** Answers what has arrived and ends everything; called again, waits for that. */
  close(): Promise<void>;
}

/**
 * Serves the stack on this machine: its routes, its functions, its table.
 * @throws Error, with nothing left running, when the stack, the database or the port does not do
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const started = new AsyncDisposableStack();
  try {
    return await start(options, started);
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

/** @param started takes what is to be ended, last first */
async function start(options: ServeOptions, started: AsyncDisposableStack): Promise<Served> {
  const { port, host = '127.0.0.1', auth = false, endpoint, context = {}, signal } = options;
  const loading = { auth, onError: options.onError, ...(options.logs && { logs: options.logs }) };
  if (!auth && !isLoopback(host)) {
    throw new Error(`On ${host} others could reach it: that takes --auth`);
  }
  const credentials = endpoint === undefined ? LOCAL_CREDENTIALS : await ownCredentials();
  // What needs no build is tried first, so that it fails at once.
  if (endpoint === undefined) await requireJava();
  else await requireDynamoDb(endpoint, clientOf(endpoint, credentials));
  let current: Loaded | undefined;
  const answering = new Set<ServerResponse>();
  /** Waits for the requests that are being answered now, but not for long. */
  const answered = async () => {
    const all = [...answering].map((response) => new Promise((done) => response.once('close', done)));
    await Promise.race([Promise.all(all), sleep(GRACE_MS, undefined, { ref: false })]);
  };
  const server = createServer((request, response) => {
    answering.add(response.once('close', () => answering.delete(response)));
    if (current) current.app.routing(request, response);
    else response.writeHead(503, { 'retry-after': '1' }).end();
  });
  server.listen(port, host);
  await once(server, 'listening');
  started.defer(() => {
    server.close();
    server.closeAllConnections();
  });

  const parameters = started.adopt(await startParameters(options.secrets), ({ close }) => close());
  const folder = started.adopt(await mkdtemp(join(tmpdir(), 'kite-local-')), (made) => remove(made));
  const build = async (made: string) => {
    await synthesize(made, context, signal);
    return readAssembly(made);
  };
  let assembly = join(folder, '0');
  const first = async () => {
    if (options.assembly === undefined) return build(assembly);
    // What becomes of the link does not concern what others serve too.
    await symlink(options.assembly, assembly);
    return readAssembly(assembly);
  };
  // Both are awaited whatever becomes of the other, so that the database is known and ended.
  const [database, built] = await Promise.allSettled([
    endpoint === undefined ? startDynamoDb(options.data, signal) : { endpoint, close: async () => undefined },
    first(),
  ]);
  if (database.status === 'rejected') throw database.reason;
  started.defer(database.value.close);
  if (built.status === 'rejected') throw built.reason;

  const environment = {
    ...options.environment,
    ...credentials,
    AWS_ENDPOINT_URL_DYNAMODB: database.value.endpoint,
    AWS_ENDPOINT_URL_SSM: parameters.endpoint,
  };
  const client = clientOf(database.value.endpoint, environment);
  await createTable(built.value, client);
  client.destroy();

  current = await load(built.value, environment, loading);
  started.defer(() => current?.close());
  started.defer(() => {
    server.close();
    return answered();
  });
  signal?.throwIfAborted();

  const address = server.address();
  let reloads = 0;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${address !== null && typeof address === 'object' ? address.port : port}`,
    endpoint: database.value.endpoint,
    parameters: parameters.endpoint,
    table: built.value.table.TableName,
    get assembly() {
      return assembly;
    },
    get routes() {
      return current?.routes ?? [];
    },
    async reload() {
      const made = join(folder, String(++reloads));
      const next = await load(await build(made), environment, loading);
      const [previous, old] = [current, assembly];
      [current, assembly] = [next, made];
      await answered();
      await previous?.close();
      await remove(old);
    },
    close() {
      closed ??= started.disposeAsync();
      return closed;
    },
  };
}

/** Whether nobody but this machine can reach an address. */
const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

const remove = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 3 });

/** An assembly in service. */
interface Loaded {
  readonly app: FastifyInstance;
  readonly routes: readonly LocalRoute[];
  close(): Promise<void>;
}

export type LoadOptions = GatewayOptions & Pick<ServeOptions, 'logs'>;

/** Puts an assembly in service: its functions, ready to be started, behind a gateway. */
export async function load(
  assembly: Stack,
  environment: Readonly<Record<string, string>>,
  { logs = process.stdout, ...options }: LoadOptions,
): Promise<Loaded> {
  const lambdas = new Map<LocalFunction, LocalLambda>();
  const invoke: Invoke = (target, event) => {
    const lambda = lambdas.get(target) ?? new LocalLambda(target, environment, logs);
    lambdas.set(target, lambda);
    return lambda.invoke(event);
  };
  const app = await gateway(assembly, invoke, options);
  const close = async () => {
    await Promise.all([...lambdas.values()].map((lambda) => lambda.close()));
    await app.close();
  };
  return { app, routes: assembly.routes, close };
}

/**
 * Who is to reach the other DynamoDB: whoever this process is for AWS; else as DynamoDB Local takes anyone. Functions
 * look for keys in their environment alone, where Lambda puts them, so a profile's go there too; where they end after
 * some hours, so does their use.
 */
async function ownCredentials(): Promise<Readonly<Record<string, string>>> {
  const isSomeone = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined;
  if (!isSomeone) return LOCAL_CREDENTIALS;
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('AWS_') && name !== 'AWS_PROFILE' && value !== undefined ? [[name, value]] : [],
  );
  const { config } = new DynamoDBClient({});
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
  return {
    ...Object.fromEntries(own),
    AWS_REGION: await config.region().catch(() => LOCAL_CREDENTIALS.AWS_REGION),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
  };
}
