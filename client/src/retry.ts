/** What an answer with this status may become when the request is sent again. */
const PASSING: readonly number[] = [429, 502, 503, 504];
/** Methods that change nothing more when they are sent twice (RFC 9110, 9.2.2). */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE'];

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 20_000;

type Fetch = (request: Request) => Promise<Response>;

/**
 * Sends a request again while it fails for a reason that may pass: no connection, 429, 502, 503, 504. It waits as long as
 * `Retry-After` says (RFC 9110, 10.2.3), or ever longer; not at all once the request's signal has aborted.
 * Of requests that are not idempotent and have no `Idempotency-Key`, only those that certainly did nothing: 429.
 * @param attempts how often a request is sent at most
 */
export const retrying =
  (send: Fetch, attempts: number): Fetch =>
  async (request) => {
    const isRepeatable = IDEMPOTENT.includes(request.method) || request.headers.has('idempotency-key');
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= attempts;
      const outcome = await outcomeOf(send, isLast ? request : request.clone());
      if (isLast || request.signal.aborted || !mayPass(outcome, isRepeatable)) return settled(outcome);
      const response = 'response' in outcome ? outcome.response : undefined;
      const wait = waitOf(response?.headers.get('retry-after') ?? null, attempt);
      if (wait > LONGEST_WAIT_MS) return settled(outcome);
      await response?.body?.cancel();
      await pause(wait, request.signal);
    }
  };

type Outcome = { readonly response: Response } | { readonly error: unknown };

const outcomeOf = (send: Fetch, request: Request): Promise<Outcome> =>
  send(request).then(
    (response) => ({ response }),
    (error: unknown) => ({ error }),
  );

function settled(outcome: Outcome): Response {
  if ('response' in outcome) return outcome.response;
  throw outcome.error;
}

function mayPass(outcome: Outcome, isRepeatable: boolean): boolean {
  if ('error' in outcome) return isRepeatable;
  const { status } = outcome.response;
  return status === 429 || (isRepeatable && PASSING.includes(status));
}

/** Seconds or a date; without either, twice as long each time, and not the same for all clients. */
function waitOf(retryAfter: string | null, attempt: number): number {
  if (retryAfter !== null && /^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const date = Date.parse(retryAfter ?? '');
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  return FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
