import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import type { SenderList } from '../shared/answers/system.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { readSettings } from '../shared/runtime/env.ts';
import { type Note, type NoteKind, type Notes, readNotes } from '../shared/store/senders.ts';
import { connect } from '../shared/store/table.ts';

const spec = routes['system/senders'];
/** The stack's senders, with commas in between. */
const { SENDERS } = readSettings(spec, { SENDERS: z.string() });
const table = connect();

/** Why a request was refused, in words that lead to the mend. */
const REASONS: readonly (readonly [kind: NoteKind, (note: Note) => string])[] = [
  ['off', () => 'No secret of at least 16 characters is configured: store one in Parameter Store'],
  ['unsigned', () => 'A request had no signature or secret: is one configured at the sender?'],
  ['mismatched', () => 'The signature or secret does not match: is the secret the same on both sides?'],
  ['forbidden', ({ reason }) => `${reason}: which namespaces does its secret cover?`],
  ['rejected', ({ reason }) => `A request could not be taken: ${reason}`],
];

/** Its events come over EventBridge: IAM decides about them, not a secret. */
const AWS = 'aws';

type Status = SenderList['data'][number];

/** Whether a sender has a secret, as its function saw it last: nobody else may read secrets. */
function secretOf(sender: string, { off, ...others }: Notes): Status['secret'] {
  if (sender === AWS) return 'not needed';
  const seen = Object.values(others).flatMap((note) => note?.at ?? []);
  if (off === undefined && seen.length === 0) return 'unknown';
  return seen.some((at) => at > (off?.at ?? '')) ? 'configured' : 'missing';
}

function toStatus(sender: string, notes: Notes): Status {
  const refusals = REASONS.flatMap(([kind, reason]) => {
    const note = notes[kind];
    return note ? [{ at: note.at, reason: reason(note) }] : [];
  });
  return {
    sender,
    secret: secretOf(sender, notes),
    lastHeardAt: notes.heard?.at ?? null,
    refusals: refusals.sort((a, b) => (a.at < b.at ? 1 : -1)),
  };
}

/** `GET /senders`: when each was last heard and last refused, and why. For callers that may read everywhere. */
export const handler = endpoint({
  access: spec.caller,
  request: z.object({}),
  namespaces: () => ['*'],
  run: async () => {
    const notes = await readNotes(table, SENDERS.split(','));
    return { status: 200, body: { data: [...notes].map(([sender, noted]) => toStatus(sender, noted)) } };
  },
});
