import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, DynamoDBBatchResponse } from 'aws-lambda';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { readEnv } from '../shared/runtime/env.ts';
import { logger } from '../shared/runtime/log.ts';
import { expiredIssueSchema } from '../shared/store/items.ts';
import { forget } from '../shared/store/modify.ts';
import { connect, ping } from '../shared/store/table.ts';

const table = connect();
const { LOST_QUEUE } = readEnv({ LOST_QUEUE: z.string() });
const queue = new SQSClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

/** How many deletions are followed at once: more would wait for one another's sockets, and time out. */
const AT_ONCE = 10;

/** Records of the table's stream; only issues need cleaning up after. */
const deletionsSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        SequenceNumber: z.string(),
        OldImage: z.catch(z.optional(expiredIssueSchema), undefined),
      }),
    }),
  ),
  /** Whether these failed before and come from the queue. */
  isSetAside: z.optional(z.boolean()),
});

/** An issue that DynamoDB deleted, and its record's place in the stream. */
interface Deletion {
  readonly SequenceNumber: string;
  readonly OldImage: z.output<typeof expiredIssueSchema>;
}

/**
 * Cleans up after issues that DynamoDB deletes when they expire (lib/expiry.ts): pointer, relations, count. The same
 * records may come again. What fails although the table answers is set aside in a queue, so that the records behind
 * it need not wait.
 * @returns what Lambda must send again: all that failed, while the table or the queue does not answer
 */
export async function handler(
  input: unknown,
  { invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>,
): Promise<DynamoDBBatchResponse> {
  const { Records, isSetAside = false } = deletionsSchema.parse(input);
  const deletions = Records.flatMap(({ dynamodb: { SequenceNumber, OldImage } }) =>
    OldImage ? [{ SequenceNumber, OldImage }] : [],
  );
  const failed = await failuresOf(deletions, ({ OldImage }) => forget(table, OldImage.id.S));
  // What was set aside stays there until it succeeds.
  const isPoison = failed.length > 0 && !isSetAside && (await isUp());
  const left = isPoison
    ? await failuresOf(failed, (deletion) => setAside(deletion, invokedFunctionArn))
    : failed;
  logger.info('expired', {
    issues: deletions.length,
    setAside: failed.length - left.length,
    left: left.length,
  });
  return { batchItemFailures: left.map(({ SequenceNumber }) => ({ itemIdentifier: SequenceNumber })) };
}

/** Those for which `work` fails. */
async function failuresOf(
  deletions: readonly Deletion[],
  work: (deletion: Deletion) => Promise<unknown>,
): Promise<readonly Deletion[]> {
  const limit = pLimit(AT_ONCE);
  const results = await Promise.allSettled(deletions.map((deletion) => limit(() => work(deletion))));
  return deletions.filter((deletion, index) => {
    const result = results[index];
    if (result?.status !== 'rejected') return false;
    logger.error('What expired was not cleaned up after', {
      id: deletion.OldImage.id.S,
      error: result.reason,
    });
    return true;
  });
}

const isUp = () =>
  ping(table).then(
    () => true,
    () => false,
  );

/** Sends what `npm run redrive` needs, in the form of Lambda's own invocation records, and no text of the issue. */
const setAside = (deletion: Deletion, functionArn: string) =>
  queue.send(
    new SendMessageCommand({
      QueueUrl: LOST_QUEUE,
      MessageBody: JSON.stringify({
        requestContext: { functionArn, condition: 'SetAside' },
        requestPayload: { Records: [{ dynamodb: deletion }], isSetAside: true },
      }),
    }),
  );
