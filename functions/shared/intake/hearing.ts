import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Unproven } from '../access/sender-secrets.ts';
import type { Part } from '../http/parts.ts';
import { shorten } from '../issue/text.ts';
import { HttpError } from '../runtime/errors.ts';
import { logger } from '../runtime/log.ts';
import { NOTED_MS, type Note, type NoteKind, noteSender } from '../store/senders.ts';
import type { TableClient } from '../store/table.ts';
import { entryPointOf } from './answers.ts';

/** Longest time that a request waits for a note; once a minute, and only as long as it works itself if all is well. */
const NOTE_TIMEOUT_MS = 1_000;
const MAX_REASON = 300;

/**
 * Notes when this function's sender is heard or refused, for `GET /senders`. A kind of note is written at once if it
 * was not within the last minute, and takes the others along that came since: at most one write a minute as long as
 * requests keep coming, whoever sends them. A note that fails costs nothing but itself.
 */
export function senderNotes(table: TableClient) {
  /** Not written yet. */
  const pending = new Map<NoteKind, Note>();
  /** When each was written last, by this instance's clock. */
  const written = new Map<NoteKind, number>();

  async function note(sender: string, kind: NoteKind, reason?: string): Promise<void> {
    const now = Date.now();
    pending.set(kind, { at: new Date(now).toISOString(), ...(reason !== undefined && { reason }) });
    if (now - (written.get(kind) ?? 0) < NOTED_MS) return;
    // Of an older one, no more is lost than a minute.
    const recent = [...pending].filter(([, { at }]) => now - Date.parse(at) < NOTED_MS);
    pending.clear();
    for (const [written_] of recent) written.set(written_, now);
    try {
      await noteSender(table, sender, Object.fromEntries(recent), AbortSignal.timeout(NOTE_TIMEOUT_MS));
    } catch (error) {
      logger.warn('It was not noted when the sender was heard', { error });
    }
  }

  /** Notes why a request of the sender's own was refused, if it was. */
  async function noteRefusal(sender: string, error: unknown): Promise<void> {
    if (!(error instanceof HttpError) || error.status >= 500) return;
    const kind = error.status === 403 ? 'forbidden' : 'rejected';
    await note(sender, kind, shorten(error.message, MAX_REASON));
  }
  return { note, noteRefusal };
}

/** The same as a part of an endpoint's chain, right after authentication. Its writes go beside the endpoint's own. */
export function hearing(table: TableClient) {
  const { note, noteRefusal } = senderNotes(table);
  /** The notes that are being written for a request whose sender has proved itself. */
  const writing = new WeakMap<APIGatewayProxyEventV2, Promise<void>[]>();
  const nameOf = (event: APIGatewayProxyEventV2) => entryPointOf(event) ?? '';

  const refused = (event: APIGatewayProxyEventV2, error: unknown) =>
    void writing.get(event)?.push(noteRefusal(nameOf(event), error));
  const written = async (event: APIGatewayProxyEventV2) => {
    await Promise.all(writing.get(event) ?? []);
  };
  const part: Part = {
    before({ event }) {
      writing.set(event, [note(nameOf(event), 'heard')]);
    },
    after: ({ event }) => written(event),
    async onError({ event, error }) {
      if (error instanceof Unproven) return note(nameOf(event), error.kind);
      refused(event, error);
      await written(event);
    },
  };
  return { part, refused };
}
