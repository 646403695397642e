import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { badRequest, HttpError } from '../runtime/errors.ts';

/** The largest request body, in bytes, of an endpoint that does not say otherwise. */
export const MAX_BODY_BYTES = 256 * 1024;

/** The same of an endpoint that takes a failure's reason, which may hold a whole log. */
export const MAX_REPORT_BYTES = 1024 * 1024;

/** The body's bytes, as the client sent them. */
export const bodyBytes = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

/** By the object or list that holds them: numbers that JavaScript would write in another way, as they stood. */
const sources = new WeakMap<object, Map<string, string>>();

/** How a number stood in the JSON, where that is not how JavaScript writes it: `1.0`, an id of 19 digits. */
export const sourceOf = (holder: object, key: string): string | undefined => sources.get(holder)?.get(key);

/** A number that may lose digits: more than 15 of them, zeros at the end of a fraction, or an exponent. */
const MAY_LOSE = /\d[\d.]{15}|\.\d*0\b|\d[eE]/;

/** From JSON; where numbers may lose something, their sources are kept (ECMA-262, JSON.parse: the reviver's context). */
function parse(text: string): unknown {
  try {
    return MAY_LOSE.test(text) ? parseWithSources(text) : JSON.parse(text);
  } catch (error) {
    // JSON.parse itself goes as deep as it is sent; with a reviver, it does not.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

function parseWithSources(text: string): unknown {
  return JSON.parse(text, function keep(this: object, key: string, value: unknown, ...[context]: unknown[]) {
    if (typeof value === 'number' && hasSource(context) && context.source !== String(value)) {
      const known = sources.get(this) ?? new Map<string, string>();
      sources.set(this, known.set(key, context.source));
    }
    return value;
  });
}
const hasSource = (context: unknown): context is { readonly source: string } =>
  typeof context === 'object' &&
  context !== null &&
  'source' in context &&
  typeof context.source === 'string';

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
    return parse(UTF_8.decode(bytes));
  } catch (error) {
    const message = error instanceof SyntaxError ? 'must be valid JSON' : 'must be valid UTF-8';
    throw badRequest([{ path: 'body', message }]);
  }
}
