import autocannon from 'autocannon';
import type { ApiRequest } from './requests.ts';

/** A request and its answer; without a status, the answer was lost. */
export interface Answered {
  readonly request: ApiRequest;
  readonly status?: number;
  readonly body?: string;
}

/** How a server stood a load; times in milliseconds. */
export interface Figures {
  /** Requests a second that were answered with a success. */
  readonly rate: number;
  readonly p50: number;
  readonly p97_5: number;
  readonly p99: number;
  readonly max: number;
}

/** As long as API Gateway waits for a function. */
const TIMEOUT_SECONDS = 30;
/** How often it looks whether all is done: what the duration may be wrong by. */
const SAMPLE_MS = 10;

/**
 * Sends GET and POST requests over as many connections, each of which takes the next of them as soon as its last
 * one is answered. Nothing is sent twice.
 */
export async function fire(
  url: string,
  requests: readonly ApiRequest[],
  connections: number,
): Promise<{ figures: Figures; answers: readonly Answered[] }> {
  const answers: Answered[] = requests.map((request) => ({ request }));
  const queue = requests.entries();
  /** The place of the request that is under way, by its client's context. */
  const underWay = new WeakMap<object, number>();
  const { duration, latency, ...result } = await autocannon({
    url,
    connections,
    amount: requests.length,
    timeout: TIMEOUT_SECONDS,
    sampleInt: SAMPLE_MS,
    requests: [
      {
        setupRequest(blank, context) {
          const { value } = queue.next();
          if (value === undefined) throw new Error('More was sent than there is');
          const [place, { method, path, body, headers }] = value;
          underWay.set(context, place);
          return {
            ...blank,
            method: method === 'POST' ? method : 'GET',
            path: `/api/v1${path}`,
            headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
            body: body === undefined ? '' : JSON.stringify(body),
          };
        },
        onResponse(status, body, context) {
          const place = underWay.get(context) ?? Number.NaN;
          const request = requests[place];
          if (request !== undefined) answers[place] = { request, status, body };
        },
      },
    ],
  });
  return {
    figures: {
      rate: result['2xx'] / duration,
      p50: latency.p50,
      p97_5: latency.p97_5,
      p99: latency.p99,
      max: latency.max,
    },
    answers,
  };
}
