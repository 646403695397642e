import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { type Answer, send } from './kite.ts';

/** The longest that a function may take: its time-out, and what starting it takes on a busy machine. */
const SLOWEST_MS = 13_000;
/** How long it goes on, as real senders do: longer than a database needs to start again. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/**
 * Sends a request as a real sender does: again, until it is done. Every answer in between must be an honest
 * invitation to do so.
 * @returns the answer that was a success, and how many attempts it took
 */
export async function sendUntilDone(
  url: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ answer: Answer; attempts: number }> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let attempts = 1; performance.now() < deadline; attempts++) {
    const start = performance.now();
    const init = { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
    const answer = await send('POST', path, init, url);
    expect(performance.now() - start).toBeLessThan(SLOWEST_MS);
    if (answer.status < 300) return { answer, attempts };
    expect({ path, status: answer.status }).toEqual({ path, status: 503 });
    expect(answer.headers.get('retry-after')).toBe('1');
    await sleep(PAUSE_MS);
  }
  throw new Error(`${path} was not done within a minute`);
}
