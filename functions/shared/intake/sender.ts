import { hash } from 'node:crypto';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { requireSecret, type Verify } from '../access/sender-secrets.ts';
import type { Reply } from '../http/answer.ts';
import { bodyBytes, warningsOf } from '../http/body.ts';
import { endpoint } from '../http/endpoint.ts';
import { entryPointOf, warned } from './answers.ts';
import { eventIntake, type SenderEvent, type SenderSettings } from './event.ts';
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
   * @returns its event; a list, where a request of this sender can hold several
   * @throws HttpError 400
   */
  readonly read: (request: SenderRequest, settings: SenderSettings) => SenderEvent | readonly SenderEvent[];
}

/** Requests may hold whole pipelines; Lambda takes 6 MB, escaped and with the headers. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** How many events of one request are stored at the same time. */
const AT_ONCE = 20;

/** Takes events, some at a time; answers 200 with each one's answer in `results`. */
async function takeAll(
  events: readonly SenderEvent[],
  { warnings }: Mending,
  take: (event: SenderEvent) => Promise<Reply>,
): Promise<Reply> {
  const limit = pLimit(AT_ONCE);
  const outcomes = await Promise.allSettled(events.map((event) => limit(() => take(event))));
  const results = outcomes.map((outcome) => {
    // Not before all have ended; sent again, the stored ones are recognized by their delivery ids.
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value.body;
  });
  return { status: 200, body: { status: 'success', ...warned(warnings), results } };
}

/** The Lambda handler of a sender. Answers one event as `take` in event.ts does, a list of them as `takeAll`. */
export function defineSender({ verify, read }: Sender) {
  const { settings, take } = eventIntake();
  return endpoint({
    access: requireSecret(verify),
    request: z.object({ body: z.unknown() }),
    maxBodyBytes: MAX_BODY_BYTES,
    mendsBody: true,
    run: async ({ body }, { event, caller }) => {
      const mending = new Mending(warningsOf(body));
      const origin = { caller, sender: entryPointOf(event) };
      const digest = hash('sha256', bodyBytes(event), 'base64url');
      const events = read({ headers: event.headers, body, digest, mending }, settings);
      return 'kind' in events
        ? take(events, { ...origin, mending })
        : takeAll(events, mending, (one) => take(one, { ...origin, mending: new Mending() }));
    },
  });
}
