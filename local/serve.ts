import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FastifyInstance } from 'fastify';
import { type Assembly, type LocalRoute, synthesize } from './assembly.ts';
import { createTable, LOCAL_CREDENTIALS, localClient, startDynamoDb } from './dynamodb.ts';
import { gateway } from './gateway.ts';
import { LocalLambda } from './lambda.ts';

export interface ServeOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Another DynamoDB than one started here, with the caller's own AWS credentials where there are any. */
  readonly endpoint?: string | undefined;
  /** The folder in which DynamoDB Local keeps its data. @default - in memory */
  readonly data?: string | undefined;
  /** The deployment's options, as CDK context. */
  readonly context?: Readonly<Record<string, string>>;
  /** Told of every invocation that failed. */
  readonly onError: (error: unknown) => void;
}

export interface Served {
  readonly url: string;
  /** Where the database answers. */
  readonly endpoint: string;
  readonly table: string;
  readonly routes: readonly LocalRoute[];
  /** Synthesizes and bundles again, and serves that from the next request on. The data stay. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** Serves the stack on 127.0.0.1: its routes, its functions, its table. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { context = {}, onError } = options;
  const folder = await mkdtemp(join(tmpdir(), 'kite-local-'));
  const [database, first] = await Promise.all([
    options.endpoint === undefined
      ? startDynamoDb(options.data)
      : { endpoint: options.endpoint, close: async () => undefined },
    synthesize(join(folder, '0'), context),
  ]);
  const environment = {
    ...(options.endpoint === undefined ? LOCAL_CREDENTIALS : ownCredentials()),
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
  };
  const client =
    options.endpoint === undefined
      ? localClient(database.endpoint)
      : new DynamoDBClient({ endpoint: database.endpoint, region: environment.AWS_REGION });
  await createTable(first, client);
  client.destroy();

  let current = await load(first, environment, onError);
  const server = createServer((request, response) => current.app.routing(request, response));
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;

  let reloads = 0;
  return {
    url: `http://127.0.0.1:${port}`,
    endpoint: database.endpoint,
    table: first.table.TableName,
    get routes() {
      return current.routes;
    },
    async reload() {
      const next = await load(
        await synthesize(join(folder, String(++reloads)), context),
        environment,
        onError,
      );
      const previous = current;
      current = next;
      await previous.close();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await current.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An assembly in service: its functions, ready to be started, behind a gateway. */
export async function load(
  { routes }: Pick<Assembly, 'routes'>,
  environment: Readonly<Record<string, string>>,
  onError: (error: unknown) => void,
): Promise<{ app: FastifyInstance; routes: readonly LocalRoute[]; close(): Promise<void> }> {
  const lambdas = new Map(routes.map((route) => [route, new LocalLambda(route.function, environment)]));
  const app = await gateway(
    routes,
    async (route, event) => {
      const lambda = lambdas.get(route);
      if (lambda === undefined) throw new Error(`No function for ${route.routeKey}`);
      return lambda.invoke(event);
    },
    onError,
  );
  const close = async () => {
    await Promise.all([...lambdas.values()].map((lambda) => lambda.close()));
    await app.close();
  };
  return { app, routes, close };
}

/** The AWS variables of this process: who is to reach the other DynamoDB; DynamoDB Local takes anyone. */
function ownCredentials(): Record<string, string> & { AWS_REGION: string } {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('AWS_') && value !== undefined ? [[name, value]] : [],
  );
  return { ...LOCAL_CREDENTIALS, ...Object.fromEntries(own) };
}
