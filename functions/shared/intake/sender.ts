import pLimit from 'p-limit';
import * as z from 'zod';
import type { Caller } from '../access/caller.ts';
import { requireSecret, type Verify } from '../access/sender-secrets.ts';
import { endpoint, type Reply } from '../http/endpoint.ts';
import { eventIntake, type SenderEvent, type SenderSettings } from './event.ts';

/** A request of a sender that has proved who it is. */
export interface SenderRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** From JSON, and not checked yet: see readBody. */
  readonly body: unknown;
}

/** A sender whose own events Kite understands: `POST /webhooks/<file name>`. */
export interface Sender {
  /** Whether a request bears the sender's secret. */
  readonly verify: Verify;
  /**
   * What a request says.
   * @returns one event, or the list of those that a request of this sender may hold
   * @throws HttpError 400
   */
  readonly read: (request: SenderRequest, settings: SenderSettings) => SenderEvent | readonly SenderEvent[];
}

/** What senders send may hold whole pipelines; Lambda takes 6 MB, escaped and with the headers. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** How many events of one request are recorded at the same time. */
const AT_ONCE = 20;

/**
 * The Lambda handler of a sender. Answers for one event as `eventIntake` does; for a list of them, 200 with
 * what each would have been answered, as `results`.
 */
export function defineSender({ verify, read }: Sender) {
  const { settings, record } = eventIntake();
  const recordAll = async (events: readonly SenderEvent[], caller: Caller): Promise<Reply> => {
    const limit = pLimit(AT_ONCE);
    const outcomes = await Promise.allSettled(events.map((event) => limit(() => record(event, caller))));
    const results = outcomes.map((outcome) => {
      // Not before all have ended; sent again, those that were recorded are known by their delivery.
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value.body;
    });
    return { status: 200, body: { status: 'success', results } };
  };
  return endpoint(
    requireSecret(verify),
    z.object({ body: z.unknown() }),
    async ({ body }, { event: { headers }, caller }) => {
      const said = read({ headers, body }, settings);
      return 'kind' in said ? record(said, caller) : recordAll(said, caller);
    },
    { maxBodyBytes: MAX_BODY_BYTES },
  );
}
