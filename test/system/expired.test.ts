import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { pointerKey } from '../../functions/shared/store/items.ts';
import { documents, type Table } from '../../functions/shared/store/table.ts';

import { type Fault, type Operation, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { deliver, mappingSchema, openStream, type StreamRecord } from '../../harness/event-source-mapping.ts';
import { refuse } from '../../harness/faults.ts';
import { readAssembly } from '../../local/assembly.ts';
import { clientOf, createTable, LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { type FakeAws, startFakeAws, tellOfStack } from '../support/fake-aws.ts';
import { served } from '../support/kite.ts';
import { template } from '../support/synthesized.ts';
import { aFailure, moment } from '../support/table.ts';

/*
 * The function on a table of its own, whose stream it is given as the template says that Lambda does. DynamoDB Local's
 * time to live passes over resolved issues, so items are deleted here, and their records told from others by that.
 */

const NAME = `kite-${randomUUID()}`;
const FUNCTION = 'Kite-dev-Expiry';
const ARN = `arn:aws:lambda:eu-central-1:123456789012:function:${FUNCTION}`;
const BUCKET = 'lost-batches';
const client = clientOf(served.endpoint);
const table: Table = { db: documents(client), name: NAME, dedup: 'fingerprint' };
const [mapping] = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')).map(
  ({ Properties }) => mappingSchema.parse(Properties),
);
const [stackTable] = Object.values(template.findResources('AWS::DynamoDB::Table')).map(({ Properties }) =>
  z
    .object({ StreamSpecification: z.object({ StreamViewType: z.literal('NEW_AND_OLD_IMAGES') }) })
    .parse(Properties),
);
if (mapping === undefined || stackTable === undefined) throw new Error('No function is given the stream');

let fault: (operation: Operation) => Fault | undefined = () => undefined;
let aws: FakeAws;
let queue: string;
let proxy: Awaited<ReturnType<typeof startDatabaseProxy>>;
let stream: ReturnType<typeof openStream>;
let handler: (event: unknown) => Promise<unknown>;
let invocations = 0;
/** What Lambda would have waited between attempts. */
let waited = 0;

beforeAll(async () => {
  const assembly = await readAssembly(served.assembly);
  const streamed = { StreamSpecification: { StreamEnabled: true, ...stackTable.StreamSpecification } };
  await createTable({ ...assembly, table: { ...assembly.table, ...streamed, TableName: NAME } }, client);
  stream = openStream(served.endpoint, NAME);
  aws = await startFakeAws();
  queue = `${aws.endpoint}/123456789012/lost`;
  proxy = await startDatabaseProxy(served.endpoint, { fault: (operation) => fault(operation) });
  Object.assign(process.env, LOCAL_CREDENTIALS, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
    TABLE_NAME: NAME,
    DEDUP: 'fingerprint',
    LOST_QUEUE: queue,
  });
  const module = await import('../../functions/system/expired.ts');
  handler = (event) => {
    invocations++;
    return module.handler(event, { invokedFunctionArn: ARN });
  };
  aws.functions.set(FUNCTION, (event) => handler(event));
  tellOfStack(aws, [
    ['AWS::Lambda::Function', 'Expiry', FUNCTION],
    ['AWS::SQS::Queue', 'ExpiryLost', queue],
    ['AWS::S3::Bucket', 'ExpiryLostBatches', BUCKET],
  ]);
}, 120_000);
afterAll(async () => {
  await proxy.close();
  await aws.close();
});
beforeEach(() => {
  fault = () => undefined;
  invocations = 0;
  waited = 0;
  aws.failing.clear();
  aws.queues.set(queue, []);
  aws.buckets.set(BUCKET, new Map());
});

/** Makes issues and deletes them as their time to live would. @returns their ids and the stream's records of that */
async function expired(count: number): Promise<{ ids: string[]; records: StreamRecord[] }> {
  const reports = Array.from({ length: count }, (_, index) => aFailure({ dedupKey: `of ${index}` }));
  const issues = await Promise.all(reports.map((report) => reportFailure(table, report, moment())));
  const ids = issues.map(({ issue }) => issue.id);
  await stream.read();
  const items = await Promise.all(ids.map((id) => readPointer(id)));
  for (const item of items)
    await table.db.send(new DeleteCommand({ TableName: NAME, Key: Object(item).issue }));
  const records = (await stream.read()).filter(({ eventName }) => eventName === 'REMOVE');
  expect(records).toHaveLength(count);
  return { ids, records };
}

async function readPointer(id: string): Promise<unknown> {
  return (await table.db.send(new GetCommand({ TableName: NAME, Key: pointerKey(id) }))).Item;
}
const leftOf = async (ids: readonly string[]) => {
  const pointers = await Promise.all(ids.map(readPointer));
  return ids.filter((_, index) => pointers[index] !== undefined);
};

const waiting = () => (aws.queues.get(queue) ?? []).map(({ Body }) => Body);
const givenUp = () => aws.buckets.get(BUCKET) ?? new Map<string, string>();

/** Gives the records to the function as Lambda does; what is given up lands in the bucket, as a text within a JSON. */
const give = (records: readonly StreamRecord[]) =>
  deliver(records, {
    mapping,
    invoke: handler,
    onFailure: (Records) => {
      const record = {
        requestContext: { functionArn: ARN },
        version: '1.0',
        payload: JSON.stringify({ Records }),
      };
      givenUp().set(`aws/lambda/mapping/${randomUUID()}`, JSON.stringify(record));
    },
    onWait: (milliseconds) => {
      waited += milliseconds;
    },
  });

/** Runs `npm run redrive`. */
async function redrive(): Promise<{ code: number; output: string }> {
  const project = fileURLToPath(new URL('../../', import.meta.url));
  const env = { ...process.env, NODE_OPTIONS: '' };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--no-warnings', 'bin/redrive.ts'],
      {
        cwd: project,
        env,
      },
    );
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    return { code: Object(error).code, output: Object(error).stdout + Object(error).stderr };
  }
}

test('one record that fails whatever is done delays the others by less than 10 seconds, and is not lost', async () => {
  const { ids, records } = await expired(40);
  const poison = ids[17] ?? '';
  fault = ({ body, name }) =>
    name === 'TransactWriteItems' && body.includes(poison) ? refuse('ValidationException') : undefined;
  await give(records);
  // A machine that is busy takes longer, but no wait comes on top.
  expect(waited).toBeLessThan(10_000);
  expect(await leftOf(ids)).toEqual([poison]);
  expect(invocations).toBe(1);
  // All that it takes to try again, and no text of the issue.
  expect(waiting()).toEqual([expect.stringContaining(poison)]);
  expect(waiting().join()).not.toContain('Pipeline run failed');

  // It waits on while it fails, and goes when it does not; then there is nothing to do.
  const again = await redrive();
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining('0 done, 1 left') });
  expect(again.output).toContain('1 of its records failed again');
  for (const [message] of aws.queues.values()) if (message) message.isTaken = false;
  expect(waiting()).toHaveLength(1);
  fault = () => undefined;
  expect(await redrive()).toMatchObject({ code: 0, output: '1 done, 0 left\n' });
  expect(await leftOf(ids)).toEqual([]);
  expect(await redrive()).toMatchObject({ code: 0, output: '0 done, 0 left\n' });
}, 120_000);

test('while the table does not answer, nothing is set aside; what is given up is kept whole and can be redriven', async () => {
  const { ids, records } = await expired(3);
  fault = () => refuse('InternalServerError', 500);
  await give(records);
  expect(waiting()).toEqual([]);
  // In halves, each as often as the mapping says.
  expect(invocations).toBeGreaterThan(mapping.MaximumRetryAttempts);
  expect(givenUp().size).toBe(3);
  expect(await leftOf(ids)).toEqual(ids);

  // More than once does no harm.
  const [[key, batch] = ['', '']] = givenUp();
  givenUp().set(`${key}-again`, batch);
  fault = () => undefined;
  expect(await redrive()).toMatchObject({ code: 0, output: '4 done, 0 left\n' });
  expect(await leftOf(ids)).toEqual([]);
  expect(givenUp().size).toBe(0);
}, 120_000);

test('a queue that does not take it: Lambda sends that record again, and no other', async () => {
  const { ids, records } = await expired(4);
  const poison = ids[2] ?? '';
  fault = ({ body, name }) =>
    name === 'TransactWriteItems' && body.includes(poison) ? refuse('ValidationException') : undefined;
  aws.failing.add('SendMessage');
  const answer = await handler({ Records: records });
  const sequenceNumber = records.find((record) => JSON.stringify(record).includes(poison))?.dynamodb
    .SequenceNumber;
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber }] });
  expect(await leftOf(ids)).toEqual([poison]);
});

test('only functions of the stack are called', async () => {
  const foreign = ARN.replace(FUNCTION, 'another');
  aws.queues.set(queue, [
    { MessageId: '1', Body: JSON.stringify({ requestContext: { functionArn: foreign } }), isTaken: false },
    { MessageId: '2', Body: 'no JSON', isTaken: false },
  ]);
  const { code, output } = await redrive();
  expect(code).toBe(1);
  expect(output).toContain(`${foreign} is no function of Kite-dev`);
  expect(output).toContain('it is no invocation record');
  expect(waiting()).toHaveLength(2);
});

test("events that Lambda gave up go to their function as they were: AWS's own", async () => {
  const given: unknown[] = [];
  aws.functions.set('Kite-dev-AwsEvents', async (event) => void given.push(event));
  tellOfStack(aws, [
    ['AWS::Lambda::Function', 'AwsEvents', 'Kite-dev-AwsEvents'],
    ['AWS::SQS::Queue', 'AwsEventsLost', queue],
  ]);
  const functionArn = `${ARN.replace(FUNCTION, 'Kite-dev-AwsEvents')}:$LATEST`;
  const requestPayload = { id: '1', detail: { state: 'FAILED' } };
  const record = { version: '1.0', requestContext: { functionArn }, requestPayload, responsePayload: {} };
  aws.queues.set(queue, [{ MessageId: '1', Body: JSON.stringify(record), isTaken: false }]);
  expect(await redrive()).toMatchObject({ code: 0, output: '1 done, 0 left\n' });
  expect(given).toEqual([requestPayload]);
  expect(waiting()).toEqual([]);
});
