import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';

/** One thing wrong with a request: where, as a dotted path, and what, for a person. */
export interface Detail {
  readonly path: string;
  readonly message: string;
}

/** How many details an answer has: more than a person can make, fewer than a hostile body can. */
const MAX_DETAILS = 100;
/** How much a detail tells of where it is: names may be as long as a body. */
const MAX_PATH = 300;

/** The one error that carries an HTTP status; anything else that is thrown is answered as 500 or 503. */
export class HttpError extends Error {
  readonly status: number;
  readonly details: readonly Detail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    { details = [], headers = {} }: { details?: readonly Detail[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.details = details.slice(0, MAX_DETAILS);
    const left = details.length - this.details.length;
    if (left > 0) this.details = [...this.details, { path: 'body', message: `has ${left} more faults` }];
    this.headers = headers;
  }
}

/** 400 whose message sums up its details, for senders that show only the message. */
export function badRequest(faults: readonly Detail[]): HttpError {
  // Two parts of a schema may report the same fault.
  const told = faults.map(({ path, message }) => ({ path: path.slice(0, MAX_PATH).toWellFormed(), message }));
  const details = [...new Map(told.map((fault) => [`${fault.path} ${fault.message}`, fault])).values()];
  const first = details.slice(0, 5).map(({ path, message }) => `${path} ${message}`);
  const more = details.length > first.length ? `; and ${details.length - first.length} more` : '';
  return new HttpError(400, `Invalid request: ${first.join('; ')}${more}`, { details });
}

/** 404 for an issue that does not exist. */
export const issueNotFound = () => new HttpError(404, 'Issue not found');

/** 503: nothing is known to have been stored, and sending the same request again is safe. */
export const serviceUnavailable = (message = 'Kite cannot answer right now; send the request again') =>
  new HttpError(503, message, { headers: { 'retry-after': '1' } });

/** Any error may be one of the SDK's: all that those have beyond a plain Error is optional. */
const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/** Whether the database is unreachable, failing, throttled or missing, so that trying again may help. */
export function isUnavailable(error: unknown): boolean {
  if (!isSdkError(error)) return false;
  return (
    isTransientError(error) ||
    isThrottlingError(error) ||
    isServerError(error) ||
    ['ResourceNotFoundException', 'TransactionCanceledException', 'TransactionConflictException'].includes(
      error.name,
    )
  );
}
