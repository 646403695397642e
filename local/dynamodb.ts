import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CreateTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  ListTablesCommand,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { messageOf } from '../operate/command.ts';
import type { Assembly } from './assembly.ts';

/** Region and keys, as environment variables. */
export type Credentials = Readonly<Record<string, string>>;

/** DynamoDB Local accepts any region and any access key, and keeps a database for each. */
export const LOCAL_CREDENTIALS = {
  AWS_REGION: 'local',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
} as const;

export interface Database {
  /** Like `http://127.0.0.1:8000`. */
  readonly endpoint: string;
  close(): Promise<void>;
  /** Ends it abruptly, as a crash would. */
  kill(): Promise<void>;
}

const STARTUP_MS = 30_000;
/** It runs for seconds or minutes: to compile it well, and to collect its garbage with more threads, took half of its time. */
const FRUGAL = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/**
 * Starts DynamoDB Local on a free port. It listens on every interface, and any access key is let in, but each to a
 * database of its own.
 * @param data folder for the data; without it, they are kept in memory
 * @param signal stops it while it starts
 * @param credentials of the database that will be used
 * @throws Error with its output when it does not start
 */
export async function startDynamoDb(
  data?: string,
  signal?: AbortSignal,
  credentials: Credentials = LOCAL_CREDENTIALS,
): Promise<Database> {
  if (data !== undefined) mkdirSync(data, { recursive: true });
  const port = await freePort();
  const guard = spawn(
    process.execPath,
    [
      '--no-warnings',
      join(import.meta.dirname, 'dynamodb-guard.ts'),
      String(port),
      ...(data === undefined ? [] : [resolve(data)]),
    ],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
      // Ctrl-C must not end it while the last requests are still being answered.
      detached: true,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        // Sends no telemetry to AWS (developer guide, DynamoDBLocalTelemetry).
        DDB_LOCAL_TELEMETRY: 'false',
        JDK_JAVA_OPTIONS: `${FRUGAL} ${process.env.JDK_JAVA_OPTIONS ?? ''}`.trim(),
      },
    },
  );
  let output = '';
  guard.stderr.on('data', (chunk) => {
    output = `${output}${chunk}`.slice(-4_000);
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const hasEnded = () => guard.exitCode !== null || guard.signalCode !== null;
  const end = async (input: string) => {
    if (hasEnded()) return;
    const ended = once(guard, 'exit');
    guard.stdin.end(input);
    await ended;
  };
  const close = () => end('');
  const client = clientOf(endpoint, credentials);
  const deadline = Date.now() + STARTUP_MS;
  while (!(await client.send(new ListTablesCommand({})).then(Boolean, () => false))) {
    const failure = hasEnded() ? '' : Date.now() > deadline ? ' within 30 seconds' : undefined;
    if (failure !== undefined || signal?.aborted) {
      await close();
      throw new Error(`DynamoDB Local did not start${failure ?? ''}.\n${output.trim()}`);
    }
    await sleep(100);
  }
  client.destroy();
  return { endpoint, close, kill: () => end('kill') };
}

/** Creates the template's table, with its indexes and time to live, unless it exists. */
export async function createTable({ table, ttlAttribute }: Assembly, client: DynamoDBClient): Promise<void> {
  const { TableName } = table;
  try {
    await client.send(new CreateTableCommand(table));
  } catch (error) {
    if (error instanceof ResourceInUseException) return;
    throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 }, { TableName });
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
    }),
  );
}

/**
 * A client for the DynamoDB at `endpoint`.
 * @param environment region and credentials; without keys in it, the SDK's default credentials are used
 */
export function clientOf(endpoint: string, environment: Credentials = LOCAL_CREDENTIALS): DynamoDBClient {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  const keys =
    AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
      ? {
          credentials: {
            accessKeyId: AWS_ACCESS_KEY_ID,
            secretAccessKey: AWS_SECRET_ACCESS_KEY,
            ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
          },
        }
      : {};
  return new DynamoDBClient({ endpoint, region: AWS_REGION ?? LOCAL_CREDENTIALS.AWS_REGION, ...keys });
}

/** @throws Error when no DynamoDB answers at the endpoint; an answer that refuses the client is good enough */
export async function requireDynamoDb(endpoint: string, client: DynamoDBClient): Promise<void> {
  await client.send(new ListTablesCommand({ Limit: 1 })).catch((error: unknown) => {
    if (error instanceof DynamoDBServiceException) return;
    const reason = messageOf(error).split('\n')[0];
    throw new Error(`No DynamoDB answers at ${endpoint}: ${reason}`);
  });
}

const MIN_JAVA = 17;

/** @throws Error with instructions when no Java here can run DynamoDB Local */
export async function requireJava(): Promise<void> {
  const help = [
    `DynamoDB Local needs Java ${MIN_JAVA} or later on the PATH.`,
    'Install it (https://adoptium.net, or: apt install openjdk-17-jre-headless, brew install openjdk@17),',
    'or use a DynamoDB that runs elsewhere: npm start -- --endpoint http://HOST:PORT',
  ].join('\n');
  const version = await promisify(execFile)('java', ['-version']).then(
    ({ stderr }) => /version "(?:1\.)?(\d+)/.exec(stderr)?.[1],
    () => undefined,
  );
  if (version === undefined) throw new Error(`Java was not found. ${help}`);
  if (Number(version) < MIN_JAVA) throw new Error(`Java ${version} is too old. ${help}`);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('Found no free port');
  return address.port;
}
