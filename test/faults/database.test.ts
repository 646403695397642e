import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readAssembly } from '../../local/assembly.ts';
import { clientOf, createTable, type Database, startDynamoDb } from '../../local/dynamodb.ts';
import { type Fault, type Operation, startDatabaseProxy } from '../support/database-proxy.ts';
import { list, newNamespace, post, send, served } from '../support/kite.ts';
import { sendUntilDone } from '../support/patient-sender.ts';
import { servedOn } from '../support/served-on.ts';

const refuse = (type: string, status = 400): Fault => ({ kind: 'refuse', type, status });

/** A transaction is refused in another way than one update. */
const conflict = ({ name }: Operation): Fault =>
  name === 'TransactWriteItems'
    ? {
        ...{ kind: 'refuse', type: 'TransactionCanceledException', status: 400 },
        more: { CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }] },
      }
    : refuse(/Update|Put|Delete/.test(name) ? 'TransactionConflictException' : 'ThrottlingException');

/** What goes wrong, and with which share of what is asked of the database. */
const FAULTS: readonly (readonly [string, number, (operation: Operation) => Fault])[] = [
  ['latency', 0.5, () => ({ kind: 'delay', milliseconds: 200 })],
  ['connections that are reset', 0.4, () => ({ kind: 'reset' })],
  ['internal errors', 0.5, () => refuse('InternalServerError', 500)],
  ['provisioned throughput that is exceeded', 0.5, () => refuse('ProvisionedThroughputExceededException')],
  ['throttling', 0.5, () => refuse('ThrottlingException')],
  ['transactions in conflict', 0.5, conflict],
  ['answers that are lost after it was done', 0.4, () => ({ kind: 'lose', by: 'reset' })],
  ['answers that never come after it was done', 0.1, () => ({ kind: 'lose', by: 'hang' })],
  ['requests that never arrive', 0.1, () => ({ kind: 'hang' })],
];

/** A number from 0 to 1 that seems random and is the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pipeline = (index: number, namespace: string) => ({ pipelineName: `pipeline-${index}`, namespace });
const failure = (index: number, namespace: string, failureReason: string) =>
  ({ ...pipeline(index, namespace), failureReason }) as const;

/** A pipeline's life: each reason fails as often as it stands here; a success in between resolves both. */
const LIFE = ['reason A', 'reason A', 'reason B', 'success', 'reason A', 'success', 'reason B'] as const;

async function live(url: string, index: number, namespace: string): Promise<number> {
  let attempts = 0;
  for (const [step, what] of LIFE.entries()) {
    const done =
      what === 'success'
        ? await sendUntilDone(url, '/webhooks/pipeline-success', pipeline(index, namespace))
        : await sendUntilDone(url, '/webhooks/pipeline-failure', failure(index, namespace, what), {
            'idempotency-key': `${index}-${step}`,
          });
    attempts += done.attempts;
  }
  return attempts;
}

const PIPELINES = 6;
/** One issue a pipeline and reason, every report in it once, in the state that the last event left it in. */
const expected = Array.from({ length: PIPELINES }, (_, index) => [
  [`pipeline-${index}`, 'reason A', 3, 'RESOLVED'],
  [`pipeline-${index}`, 'reason B', 2, 'ACTIVE'],
]).flat();

async function lived(namespace: string) {
  const { data } = await list(`namespace=${namespace}&limit=500`);
  return data
    .map(({ scope, description, occurrences, state }) => [
      scope.resourceName,
      /reason [AB]$/.exec(description)?.[0],
      occurrences,
      state,
    ])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

test.each(FAULTS)(
  '%s: every answer is true, and a retry makes it right',
  async (_what, share, fault) => {
    const random = randomFrom(4);
    let faults = 0;
    const proxy = await startDatabaseProxy(served.endpoint, {
      fault: (operation) => {
        if (random() >= share) return undefined;
        faults++;
        return fault(operation);
      },
    });
    const namespace = newNamespace();
    await servedOn({ AWS_ENDPOINT_URL_DYNAMODB: proxy.url }, (url) =>
      Promise.all(Array.from({ length: PIPELINES }, (_, index) => live(url, index, namespace))),
    );
    await proxy.close();
    expect(faults).toBeGreaterThan(3);
    expect(await lived(namespace)).toEqual(expected);
  },
  120_000,
);

test('a bulk resolution that is cut in its middle says so, and sent again resolves the rest', async () => {
  const namespace = newNamespace();
  for (let i = 0; i < 60; i++) {
    await post('/webhooks/pipeline-failure', failure(1, namespace, `reason ${'x'.repeat(i)}`));
  }
  const active = async () => (await list(`namespace=${namespace}&state=ACTIVE`)).total;
  expect(await active()).toBe(60);
  let updates = 0;
  let isCut = true;
  const proxy = await startDatabaseProxy(served.endpoint, {
    fault: ({ name }) =>
      isCut && name === 'UpdateItem' && ++updates > 25 ? refuse('InternalServerError', 500) : undefined,
  });
  await servedOn({ AWS_ENDPOINT_URL_DYNAMODB: proxy.url }, async (url) => {
    const success = () => post('/webhooks/pipeline-success', pipeline(1, namespace), url);
    expect((await success()).status).toBe(503);
    expect(await active()).toBe(35);
    isCut = false;
    expect((await success()).body).toMatchObject({
      message: 'Resolved 35 issue(s) for pipeline pipeline-1',
    });
  });
  await proxy.close();
  expect(await active()).toBe(0);
}, 60_000);

test('a database that is killed and comes back with its data: nothing acknowledged is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kite-faults-'));
  const assembly = await readAssembly(served.assembly);
  let database: Database = await startDynamoDb(folder);
  const proxy = await startDatabaseProxy(() => database.endpoint, {});
  const client = clientOf(database.endpoint);
  await createTable(assembly, client);
  client.destroy();
  const namespace = newNamespace();
  await servedOn({ AWS_ENDPOINT_URL_DYNAMODB: proxy.url }, async (url) => {
    const lives = Array.from({ length: PIPELINES }, (_, index) => live(url, index, namespace));
    await sendUntilDone(url, '/webhooks/pipeline-failure', failure(99, namespace, 'before'));
    await database.close();
    database = await startDynamoDb(folder);
    await Promise.all(lives);
    await sendUntilDone(url, '/webhooks/pipeline-success', pipeline(99, namespace));
    const { body } = await send('GET', `/issues?namespace=${namespace}&limit=500`, {}, url);
    expect(body).toMatchObject({ total: PIPELINES * 2 + 1 });
  });
  await proxy.close();
  await database.close();
  await rm(folder, { recursive: true });
}, 120_000);
