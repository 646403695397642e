import { setTimeout as sleep } from 'node:timers/promises';

/** The longest that a function may take: its time-out, and what starting it takes on a busy machine. */
const SLOWEST_MS = 13_000;
/** How long it goes on, as real senders do: longer than a database needs to start again. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** A request to the API; the path begins after `/api/v1`. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  /** Becomes JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  /** The body from JSON; undefined when there is none. */
  readonly body: unknown;
}

/** How a request went that was sent once; times in milliseconds of `performance.now()`. */
export interface Attempt {
  readonly start: number;
  readonly end: number;
  /** Undefined when nobody knows whether it was done: Kite said so, or its answer was not waited for. */
  readonly answer?: Answered;
}

/**
 * Sends a request once.
 * @param patienceMs how long the answer is waited for
 * @throws Error when an answer comes late, or is an error of Kite's that does not invite to send it again
 */
export async function attempt(
  url: string,
  { method, path, body, headers }: Sent,
  patienceMs = PATIENCE_MS,
): Promise<Attempt> {
  const start = performance.now();
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
    const text = await response.text();
    const end = performance.now();
    const { status } = response;
    const went = `${method} ${path}: ${status} after ${Math.round(end - start)} ms: ${text}`;
    if (end - start > SLOWEST_MS) throw new Error(`Too late: ${went}`);
    if (status === 503 && response.headers.get('retry-after') === '1') return { start, end };
    if (status >= 500) throw new Error(`No invitation to send it again: ${went}`);
    return { start, end, answer: { status, body: text ? JSON.parse(text) : undefined } };
  } catch (error) {
    if (signal.aborted) return { start, end: performance.now() };
    throw error;
  }
}

/**
 * Sends a request as a real sender does: again, until it is answered.
 * @param told is told of each attempt
 * @throws Error, as `attempt` does, and when there is no answer for a minute
 */
export async function sendUntilAnswered(
  url: string,
  request: Sent,
  told: (went: Attempt) => void = () => undefined,
): Promise<Answered> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const went = await attempt(url, request);
    told(went);
    if (went.answer) return went.answer;
    await sleep(PAUSE_MS);
  }
  throw new Error(`${request.method} ${request.path} was not answered within a minute`);
}
