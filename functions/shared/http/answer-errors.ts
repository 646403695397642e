import { HttpError, isUnavailable, serviceUnavailable } from '../runtime/errors.ts';
import type { Part } from './parts.ts';

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  return isUnavailable(error) ? serviceUnavailable() : new HttpError(500, 'Internal error');
}

/**
 * Answers errors (docs/api.md, Errors): an HttpError as it says, an unavailable database as 503, anything else
 * as 500 without a word of what it was.
 */
export const answerErrors = (): Part => ({
  onError(exchange) {
    const { status, headers, message, details } = toHttpError(exchange.error);
    const { requestId } = exchange.event.requestContext;
    exchange.response = {
      statusCode: status,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ error: message, details, requestId }),
    };
  },
});
