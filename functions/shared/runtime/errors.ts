import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import type * as z from 'zod';

/** One thing wrong with a request: where, as a dotted path, and what, for a person. */
export interface Detail {
  readonly path: string;
  readonly message: string;
}

/** The one error that carries an HTTP status; whatever else is thrown becomes a 500 or a 503 (http.ts). */
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
    this.details = details;
    this.headers = headers;
  }
}

/** 404 for an issue that does not exist. */
export const issueNotFound = () => new HttpError(404, 'Issue not found');

/** 503: nothing is known to have been stored, and the same request sent again is safe. */
export const serviceUnavailable = (message = 'Kite cannot answer right now; send the request again') =>
  new HttpError(503, message, { headers: { 'retry-after': '1' } });

/** Any error may be one of the SDK's: all that those have beyond a plain Error is optional. */
const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/** Whether the database could not be reached, failed, throttled or is not there: trying again may help. */
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

/** Faults in words that complete a sentence begun with the field's name. */
export const errorMessages: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be one of ${issue.values.join(', ')}`;
    default:
      return undefined;
  }
};
