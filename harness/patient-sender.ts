import { setTimeout as sleep } from 'node:timers/promises';

/** The longest that an answer may take: the function's time-out, and its start on a busy machine. */
const SLOWEST_MS = 13_000;
/** How long a sender keeps trying, as real ones do: longer than a database takes to restart. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** A request to the API; the path begins after `/api/v1`. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  /** The parsed body; undefined when there is none. */
  readonly body: unknown;
}

/** The result of sending a request once; times in milliseconds of `performance.now()`. */
export interface Attempt {
  readonly start: number;
  readonly end: number;
  /** Undefined when it is unknown whether the request was carried out: Kite said so, or the wait ended. */
  readonly answer?: Answered;
}

/**
 * Sends a request once.
 * @param patienceMs how long to wait for the answer
 * @throws Error when the answer is late, or a server error other than a 503 with `Retry-After`
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
 * Sends a request as a real sender does: again and again until it is answered.
 * @param onAttempt called with each attempt
 * @throws Error, as `attempt` does, and when there is no answer for a minute
 */
export async function sendUntilAnswered(
  url: string,
  request: Sent,
  onAttempt: (went: Attempt) => void = () => undefined,
): Promise<Answered> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const went = await attempt(url, request);
    onAttempt(went);
    if (went.answer) return went.answer;
    await sleep(PAUSE_MS);
  }
  throw new Error(`${request.method} ${request.path} was not answered within a minute`);
}
