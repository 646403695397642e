import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { badRequest, HttpError } from '../runtime/errors.ts';

/** The largest request body, in bytes, of an endpoint that does not say otherwise. */
export const MAX_BODY_BYTES = 256 * 1024;

/** The body's bytes, as the client sent them. */
export const bodyBytes = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The body from JSON.
 * @throws HttpError 415 for another content type, 413 over `maxBytes`, 400 for a body that is empty or no JSON
 */
export function readJson(event: APIGatewayProxyEventV2, maxBytes: number): unknown {
  const contentType = event.headers['content-type'];
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    throw new HttpError(415, 'The body must be JSON, with content-type application/json');
  }
  const bytes = bodyBytes(event);
  if (bytes.length > maxBytes) {
    throw new HttpError(413, `The body must be at most ${maxBytes} bytes; it has ${bytes.length}`);
  }
  if (bytes.length === 0) throw badRequest([{ path: 'body', message: 'is required' }]);
  try {
    return JSON.parse(UTF_8.decode(bytes));
  } catch (error) {
    const message = error instanceof SyntaxError ? 'must be valid JSON' : 'must be valid UTF-8';
    throw badRequest([{ path: 'body', message }]);
  }
}
