import * as z from 'zod';

/** A record of a table's stream, as far as it matters here. */
const recordSchema = z.looseObject({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    Keys: z.record(z.string(), z.record(z.string(), z.string())),
  }),
});
export type StreamRecord = z.output<typeof recordSchema>;

/** An event source mapping in a template, `AWS::Lambda::EventSourceMapping`. */
export const mappingSchema = z.object({
  BatchSize: z.number(),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.number(),
  FunctionResponseTypes: z.array(z.string()).default([]),
});
type Mapping = z.output<typeof mappingSchema>;

interface Delivery {
  readonly mapping: Mapping;
  readonly invoke: (event: { readonly Records: readonly StreamRecord[] }) => Promise<unknown>;
  /** Where batches go that were given up. */
  readonly onFailure: (batch: readonly StreamRecord[]) => void;
  /** Called instead of a wait, with its milliseconds: a second, and twice as long each time, a minute at most. */
  readonly onWait: (milliseconds: number) => void;
}

const failuresSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * Delivers the records of a shard as Lambda does (developer guide, services-dynamodb-errors and
 * services-ddb-batchfailurereporting): in batches, one after the other. A batch that fails comes again, from the first
 * record that the function names on, or in halves, which is no attempt; what is given up goes elsewhere.
 */
export async function deliver(records: readonly StreamRecord[], delivery: Delivery): Promise<void> {
  const { BatchSize } = delivery.mapping;
  for (let start = 0; start < records.length; start += BatchSize) {
    await deliverBatch(records.slice(start, start + BatchSize), delivery);
  }
}

async function deliverBatch(batch: readonly StreamRecord[], delivery: Delivery): Promise<void> {
  const { mapping, invoke, onFailure, onWait } = delivery;
  let left = batch;
  for (let attempt = 1; ; attempt++) {
    if (attempt > 1) onWait(Math.min(60_000, 1_000 * 2 ** (attempt - 2)));
    const failedAt = await invoke({ Records: left }).then(
      (answer) =>
        mapping.FunctionResponseTypes.includes('ReportBatchItemFailures') ? firstFailed(left, answer) : -1,
      () => 0,
    );
    if (failedAt === -1) return;
    left = left.slice(failedAt);
    if (mapping.BisectBatchOnFunctionError && left.length > 1) {
      const middle = Math.ceil(left.length / 2);
      await deliverBatch(left.slice(0, middle), delivery);
      return deliverBatch(left.slice(middle), delivery);
    }
    if (attempt > mapping.MaximumRetryAttempts) return onFailure(left);
  }
}

/** @returns -1 when none failed; the whole batch failed when the answer names a record that is not in it */
function firstFailed(batch: readonly StreamRecord[], answer: unknown): number {
  const { batchItemFailures } = failuresSchema.parse(answer);
  const places = batchItemFailures.map(({ itemIdentifier }) =>
    batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
  );
  return places.length === 0 ? -1 : Math.max(0, Math.min(...places));
}

const shardsSchema = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const streamsSchema = z.object({ Streams: z.array(z.object({ StreamArn: z.string() })) });
const iteratorSchema = z.object({ ShardIterator: z.string() });
const pageSchema = z.object({ Records: z.array(recordSchema), NextShardIterator: z.string().optional() });

/** Reads the stream of a table in DynamoDB Local, from its beginning. */
export function openStream(endpoint: string, TableName: string) {
  const call = async <T>(action: string, input: object, schema: z.ZodType<T>): Promise<T> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${action}`,
        // DynamoDB Local wants a signature, and checks none.
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  };
  const seen = new Set<string>();

  async function* readShard(stream: object, ShardId: string): AsyncGenerator<StreamRecord> {
    // Anew each time: an iterator is good for a while only.
    const asked = { ...stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let iterator: string | undefined = (await call('GetShardIterator', asked, iteratorSchema)).ShardIterator;
    while (iterator !== undefined) {
      const page: z.output<typeof pageSchema> = await call(
        'GetRecords',
        { ShardIterator: iterator },
        pageSchema,
      );
      if (page.Records.length === 0) return;
      yield* page.Records;
      iterator = page.NextShardIterator;
    }
  }

  return {
    /** The records that have come since the last call, in the order of their shard. */
    async read(): Promise<StreamRecord[]> {
      const {
        Streams: [stream],
      } = await call('ListStreams', { TableName }, streamsSchema);
      const { StreamDescription } = await call('DescribeStream', { ...stream }, shardsSchema);
      const found: StreamRecord[] = [];
      for (const { ShardId } of StreamDescription.Shards) {
        for await (const record of readShard({ ...stream }, ShardId)) {
          const { SequenceNumber } = record.dynamodb;
          if (!seen.has(SequenceNumber)) found.push(record);
          seen.add(SequenceNumber);
        }
      }
      return found;
    },
  };
}
