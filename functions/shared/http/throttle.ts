import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ANONYMOUS, type Caller } from '../access/caller.ts';
import { HttpError } from '../runtime/errors.ts';
import type { Part } from './parts.ts';

/** How many seconds' worth of requests a caller may send at once. */
const BURST_SECONDS = 10;
/** Of how many callers an instance keeps count. Whoever it forgets has waited longest, and begins anew. */
const MAX_CALLERS = 10_000;

/** What a caller may still send, as of a time. */
interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * Counts each caller's requests as a token bucket: `perSecond` on average, and ten times as many at once. What is refused
 * takes nothing.
 * @param now epoch milliseconds
 */
export function tokenBuckets(perSecond: number, now: () => number = Date.now) {
  const burst = perSecond * BURST_SECONDS;
  /** The one that was used last is at the end. */
  const buckets = new Map<string, Bucket>();

  /** Takes tokens from a caller's bucket. @returns in how many seconds it has enough of them; 0 when it had */
  return (key: string, tokens: number): number => {
    const at = now();
    const last = buckets.get(key) ?? { tokens: burst, at };
    const filled = Math.min(burst, last.tokens + (Math.max(0, at - last.at) / 1000) * perSecond);
    const left = filled - tokens;
    buckets.delete(key);
    buckets.set(key, { tokens: left < 0 ? filled : left, at });
    const [oldest] = buckets.keys();
    if (buckets.size > MAX_CALLERS && oldest !== undefined) buckets.delete(oldest);
    return left < 0 ? Math.ceil(-left / perSecond) : 0;
  };
}

/**
 * Keeps one caller from using up an instance's time (docs/decisions/0010-fairness.md). A caller is a credential: senders
 * that share one entry of secrets share a limit; who has no credential is known by address.
 * @param perSecond how many requests of a caller this instance takes
 * @param weightOf how many requests one counts for
 * @throws HttpError 429 with Retry-After
 */
export function throttle(
  perSecond: number,
  callerOf: (event: APIGatewayProxyEventV2) => Caller,
  weightOf: (event: APIGatewayProxyEventV2) => number = () => 1,
): Part {
  const take = tokenBuckets(perSecond);
  return {
    before({ event }) {
      const wait = take(keyOf(callerOf(event), event), weightOf(event));
      if (wait === 0) return;
      throw new HttpError(429, `Too many requests of this caller; send the next one in ${wait} s`, {
        headers: { 'retry-after': String(wait) },
      });
    },
  };
}

/** Secrets of one sender have its id; what tells them apart is where they hold. */
const keyOf = ({ id, grants }: Caller, { requestContext }: APIGatewayProxyEventV2): string =>
  id === ANONYMOUS
    ? `${id} ${requestContext.http.sourceIp}`
    : [id, ...grants.flatMap(({ namespaces }) => namespaces)].join(' ');
