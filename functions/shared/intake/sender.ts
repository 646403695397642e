import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { requireSecret, type Verify } from '../access/sender-secrets.ts';
import { bodyBytes, warningsOf } from '../http/body.ts';
import { endpoint } from '../http/endpoint.ts';
import { entryPointOf } from './answers.ts';
import { type Batch, takeAll } from './batch.ts';
import { eventIntake, type SenderEvent, type SenderSettings } from './event.ts';
import { hearing } from './hearing.ts';
import { Mending } from './mend.ts';

/** A request of an authenticated sender. */
export interface SenderRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** From JSON, not checked yet: see `readEvent`. */
  readonly body: unknown;
  /**
   * Of the body's bytes. It names the delivery of an event that has no identity of its own: what is sent again has the
   * same, whatever its headers say, which no signature covers.
   */
  readonly digest: string;
  /** What was mended in it so far. */
  readonly mending: Mending;
}

/** A CI system whose own events Kite understands: `POST /webhooks/<file name>`. */
export interface Sender {
  /** Whether a request proves that the sender has a secret. */
  readonly verify: Verify;
  /**
   * Reads a request.
   * @throws HttpError 400
   */
  readonly read: (request: SenderRequest, settings: SenderSettings) => SenderEvent | Batch;
}

/** Requests may hold whole pipelines; Lambda takes 6 MB, escaped and with the headers. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The Lambda handler of a sender. Answers one event as `take` in event.ts does, a batch as `takeAll`. */
export function defineSender({ verify, read }: Sender) {
  const { table, settings, take } = eventIntake();
  const { part, refused } = hearing(table);
  return endpoint({
    access: requireSecret(verify),
    beside: part,
    reports: 'sender',
    request: z.object({ body: z.unknown() }),
    maxBodyBytes: MAX_BODY_BYTES,
    mendsBody: true,
    run: async ({ body }, { event, caller, signal, remainingMs }) => {
      const mending = new Mending(warningsOf(body));
      const origin = { caller, sender: entryPointOf(event), remainingMs };
      const digest = hash('sha256', bodyBytes(event), 'base64url');
      const given = read({ headers: event.headers, body, digest, mending }, settings);
      if (given.kind !== 'batch') return take(given, { ...origin, mending });
      const takeOne = async (readOne: (mending: Mending) => SenderEvent) => {
        const own = new Mending();
        try {
          return await take(readOne(own), { ...origin, mending: own });
        } catch (error) {
          refused(event, error);
          throw error;
        }
      };
      return takeAll(given, mending, takeOne, signal);
    },
  });
}
