import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { badRequest, HttpError } from '../runtime/errors.ts';

/** The largest request body, in bytes, of an endpoint that does not say otherwise. */
export const MAX_BODY_BYTES = 256 * 1024;

/** The body's bytes, as the client sent them. */
export const bodyBytes = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** How gzip begins (RFC 1952), also where no header tells of it. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * The body from JSON, whatever type the client gives it: `curl -d` calls it a form.
 * @throws HttpError 415 for a compressed body, 413 over `maxBytes`, 400 for a body that is empty or no JSON
 */
export function readJson(event: APIGatewayProxyEventV2, maxBytes: number): unknown {
  const bytes = bodyBytes(event);
  const { 'content-encoding': encoding = '' } = event.headers;
  if (!/^(?:identity)?$/i.test(encoding.trim()) || bytes.subarray(0, GZIP.length).equals(GZIP)) {
    throw new HttpError(415, 'The body must not be compressed');
  }
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
