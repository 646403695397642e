import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { updateExpression } from './change.ts';
import { keySchema, senderKey } from './items.ts';
import { batchGet, type Table, type TableClient } from './table.ts';

/**
 * What is noted of a sender's requests: that one was heard, with its secret; that one was refused although it had it;
 * or that one had none that fits. Each has a place of its own, so that strangers can overwrite nothing of the sender's.
 */
export type NoteKind = 'heard' | 'forbidden' | 'rejected' | 'off' | 'unsigned' | 'mismatched';

const noteSchema = z.object({
  /** RFC 3339, UTC, milliseconds; within the minute. */
  at: z.string(),
  /** What a request that had the secret was told. */
  reason: z.optional(z.string()),
});
export type Note = z.infer<typeof noteSchema>;

const optionalNote = z.optional(noteSchema);
/** The last of each kind. */
const notesSchema = z.object({
  heard: optionalNote,
  forbidden: optionalNote,
  rejected: optionalNote,
  off: optionalNote,
  unsigned: optionalNote,
  mismatched: optionalNote,
} satisfies Record<NoteKind, unknown>);
export type Notes = Readonly<z.infer<typeof notesSchema>>;

/** How long a note stands before it is written anew. */
export const NOTED_MS = 60_000;

/** Writes notes, unless each of them was written within the minute. One round trip. */
export async function noteSender(
  { db, name }: TableClient,
  sender: string,
  notes: Notes,
  abortSignal: AbortSignal,
): Promise<void> {
  const given = Object.entries(notes);
  const { ExpressionAttributeNames, ...update } = updateExpression({
    set: notes,
    values: { ':recently': new Date(Date.now() - NOTED_MS).toISOString() },
  });
  try {
    await db.send(
      new UpdateCommand({
        TableName: name,
        Key: senderKey(sender),
        ...update,
        ExpressionAttributeNames: { ...ExpressionAttributeNames, '#at': 'at' },
        ConditionExpression: given
          .map(([kind]) => `attribute_not_exists(#${kind}) OR #${kind}.#at < :recently`)
          .join(' OR '),
      }),
      { abortSignal },
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** What is noted of senders, by their names; nothing of one that was never heard. One round trip. */
export async function readNotes(
  table: Table,
  senders: readonly string[],
): Promise<ReadonlyMap<string, Notes>> {
  const items = await batchGet(table, senders.map(senderKey));
  const byKey = new Map(items.map((item) => [keySchema.parse(item).PK, notesSchema.parse(item)]));
  return new Map(senders.map((sender) => [sender, byKey.get(senderKey(sender).PK) ?? {}]));
}
