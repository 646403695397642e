import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type DeployedStack, idsOf } from './stack.ts';

/** Longer than any of the functions has, so that no message comes twice meanwhile. */
const INVISIBLE_SECONDS = 120;

/**
 * An event that a function failed to take: a message of its queue (`requestPayload`), or a batch of a stream in the
 * bucket (`payload`; developer guide, services-dynamodb-errors).
 */
const lostSchema = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  requestPayload: z.unknown().optional(),
  payload: z.unknown().optional(),
});
const answerSchema = z.object({ batchItemFailures: z.array(z.unknown()) });

/** What became of one lost event. */
export interface Redriven {
  /** Where it waits: a queue's URL, or an object. */
  readonly from: string;
  /** Why it stays where it is. @default - it succeeded, and is gone */
  readonly failure?: string;
}

interface Clients {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
}

/**
 * Gives every lost event of a stack to its function once more, and deletes it when it succeeds. What functions do with
 * an event is the same however often it comes, so this may be stopped and repeated.
 */
export async function* redrive(
  stack: DeployedStack,
  clients: Clients = { sqs: new SQSClient({}), s3: new S3Client({}), lambda: new LambdaClient({}) },
): AsyncGenerator<Redriven> {
  const functions = idsOf(stack, 'AWS::Lambda::Function');
  const again = async (text: string): Promise<string | undefined> => {
    const { success, data } = lostSchema.safeParse(json(text));
    if (!success) return 'it is no invocation record';
    const { functionArn } = data.requestContext;
    const [, name = ''] = /:function:([^:]+)/.exec(functionArn) ?? [];
    if (!functions.includes(name)) return `${functionArn} is no function of ${stack.name}`;
    return invoke(clients.lambda, name, data.requestPayload ?? data.payload);
  };
  // First: its batches are divided, and what fails in them goes to the queue.
  for (const bucket of idsOf(stack, 'AWS::S3::Bucket')) yield* redriveBucket(clients.s3, bucket, again);
  for (const queue of idsOf(stack, 'AWS::SQS::Queue')) yield* redriveQueue(clients.sqs, queue, again);
}

/** @returns why it fails, if it does */
type Again = (text: string) => Promise<string | undefined>;

async function* redriveBucket(client: S3Client, Bucket: string, again: Again): AsyncGenerator<Redriven> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const failure = await again((await Body?.transformToString()) ?? '');
      if (failure === undefined) await client.send(new DeleteObjectCommand({ Bucket, Key }));
      yield { from: `s3://${Bucket}/${Key}`, ...(failure !== undefined && { failure }) };
    }
  }
}

async function* redriveQueue(client: SQSClient, QueueUrl: string, again: Again): AsyncGenerator<Redriven> {
  const seen = new Set<string>();
  while (true) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 2,
        VisibilityTimeout: INVISIBLE_SECONDS,
      }),
    );
    // What failed comes back after a while.
    const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
    if (fresh.length === 0) return;
    for (const { MessageId = '', ReceiptHandle, Body = '' } of fresh) {
      seen.add(MessageId);
      const failure = await again(Body);
      if (failure === undefined) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      yield { from: QueueUrl, ...(failure !== undefined && { failure }) };
    }
  }
}

async function invoke(client: LambdaClient, name: string, event: unknown): Promise<string | undefined> {
  // Lambda's batches in a bucket are texts.
  const Payload = typeof event === 'string' ? event : JSON.stringify(event);
  const { FunctionError, Payload: bytes } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload }),
  );
  const answer = Buffer.from(bytes ?? []).toString();
  if (FunctionError !== undefined) return answer;
  const { data } = answerSchema.safeParse(json(answer));
  return data && data.batchItemFailures.length > 0
    ? `${data.batchItemFailures.length} of its records failed again; the log of ${name} says why`
    : undefined;
}

/** From JSON; undefined when it is none. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
