import autocannon from 'autocannon';
import * as z from 'zod';

/** One request to Kite's API; the path begins after `/api/v1`. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request and its answer; without a status when no answer arrived. */
export interface Answered {
  readonly request: ApiRequest;
  readonly status?: number;
  readonly body?: string;
}

const headersOf = ({ body, headers }: ApiRequest) => ({
  ...(body !== undefined && { 'content-type': 'application/json' }),
  ...headers,
});

/**
 * Sends one request.
 * @param expected statuses beside successes that are no error
 * @returns the answer's body from JSON
 * @throws Error when the answer is another
 */
export async function send(
  url: string,
  request: ApiRequest,
  expected: readonly number[] = [],
): Promise<unknown> {
  const { method, path, body } = request;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: headersOf(request),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isExpected = response.ok || expected.includes(response.status);
  if (!isExpected) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** The body of a pipeline webhook. */
export const event = (
  pipelineName: string,
  namespace: string,
  failureReason = 'Dependency conflict with React version',
) => ({
  ...{ namespace, pipelineName, failureReason },
  ...{ runId: 'run-123', logsUrl: 'https://your-ci.com/logs/run-123' },
});

export const webhook = (name: string, body: unknown, headers?: Record<string, string>): ApiRequest => ({
  method: 'POST',
  path: `/webhooks/${name}`,
  body,
  ...(headers && { headers }),
});

/** The request for a page of a namespace's issues. */
export const listRequest = (namespace: string, query = ''): ApiRequest => ({
  method: 'GET',
  path: `/issues?namespace=${namespace}${query}`,
});

const identified = z.object({ id: z.string() });
const oneIssue = z.union([z.object({ issue: identified }).transform(({ issue }) => issue), identified]);
/** The id of the issue in an answer. */
export const idIn = (answer: unknown): string => oneIssue.parse(answer).id;

/** How a server did under a load; times in milliseconds. */
export interface Figures {
  /** Successful answers a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p97_5: number;
  readonly p99: number;
  readonly max: number;
}

/** As long as API Gateway waits for a function. */
const TIMEOUT_SECONDS = 30;
/** How often autocannon checks whether it is done, and so how far off the duration may be. */
const SAMPLE_MS = 10;

/**
 * Sends GET and POST requests over this many connections at once. Each connection takes the next request when
 * its last one is answered. No request is sent twice.
 */
export async function sendAll(
  url: string,
  requests: readonly ApiRequest[],
  connections: number,
): Promise<{ figures: Figures; answers: readonly Answered[] }> {
  const answers: Answered[] = requests.map((request) => ({ request }));
  const queue = requests.entries();
  /** The index of the request that a connection is waiting for, by autocannon's context of the connection. */
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
          if (value === undefined) throw new Error('autocannon asks for more requests than there are');
          const [index, request] = value;
          underWay.set(context, index);
          return {
            ...blank,
            method: request.method === 'POST' ? 'POST' : 'GET',
            path: `/api/v1${request.path}`,
            headers: headersOf(request),
            body: request.body === undefined ? '' : JSON.stringify(request.body),
          };
        },
        onResponse(status, body, context) {
          const index = underWay.get(context) ?? Number.NaN;
          const request = requests[index];
          if (request !== undefined) answers[index] = { request, status, body };
        },
      },
    ],
  });
  const { p50, p97_5, p99, max } = latency;
  return { figures: { rate: result['2xx'] / duration, p50, p97_5, p99, max }, answers };
}
