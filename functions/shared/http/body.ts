import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { badRequest, type Detail, HttpError } from '../runtime/errors.ts';
import { escapeUnescaped, faultIn, parseJson } from './json.ts';

/** The largest request body, in bytes, of an endpoint that does not say otherwise. */
const MAX_BODY_BYTES = 256 * 1024;

/** The same of an endpoint that takes a failure's reason, which may hold a whole log. */
export const MAX_REPORT_BYTES = 1024 * 1024;

/**
 * How many values a body may hold, each element and field counted: a log of 1 MiB and a pipeline of 4 MiB have fewer, and each may be a
 * fault.
 */
const MAX_VALUES = 250_000;

/** The body's bytes, as the client sent them. */
export const bodyBytes = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

const UTF_8 = new TextDecoder();

/**
 * Stands for bytes that are no UTF-8 in a body that is mended: half a surrogate pair, which no valid text has, so that
 * a name with it is refused, and any other text is mended.
 */
const NO_UTF_8 = '\udfff';

/** What was mended in bodies, by the object that they are. */
const mended = new WeakMap<object, readonly Detail[]>();

/** What `readJson` mended in a body; which of its texts are no UTF-8 is not among it. */
export const warningsOf = (body: unknown): readonly Detail[] =>
  (typeof body === 'object' && body !== null && mended.get(body)) || [];

const UNESCAPED: Detail = {
  path: 'body',
  message: 'has texts with control characters or backslashes that are not escaped; they were kept',
};

/** How gzip begins (RFC 1952), also where no header tells of it. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** How a body is read. */
export interface Reading {
  /** @default MAX_BODY_BYTES */
  readonly maxBodyBytes?: number;
  /** Whether bytes that are no UTF-8, and texts with characters that JSON wants escaped, are mended. @default false */
  readonly mendsBody?: boolean;
}

/**
 * The body from JSON, whatever type the client gives it: `curl -d` calls it a form.
 * @throws HttpError 415 for a compressed body, 413 for one that is too large, 400 for one that is empty, no JSON, or of too
 * many values
 */
export function readJson(
  event: APIGatewayProxyEventV2,
  { maxBodyBytes = MAX_BODY_BYTES, mendsBody = false }: Reading,
): unknown {
  const bytes = bodyBytes(event);
  const { 'content-encoding': encoding = '' } = event.headers;
  if (!/^(?:identity)?$/i.test(encoding.trim()) || bytes.subarray(0, GZIP.length).equals(GZIP)) {
    throw new HttpError(415, 'The body must not be compressed');
  }
  if (bytes.length > maxBodyBytes) {
    throw new HttpError(413, `The body must be at most ${maxBodyBytes} bytes; it has ${bytes.length}`);
  }
  if (bytes.length === 0) throw badRequest([{ path: 'body', message: 'is required' }]);
  const isValid = isUtf8(bytes);
  if (!isValid && !mendsBody) throw badRequest([{ path: 'body', message: 'must be valid UTF-8' }]);
  const decoded = UTF_8.decode(bytes);
  const text = isValid ? decoded : decoded.replaceAll('\ufffd', NO_UTF_8);
  const read = parse(text) ?? (mendsBody ? parse(escapeUnescaped(text), [UNESCAPED]) : undefined);
  if (read !== undefined) {
    if (!hasMoreValues(read.body, MAX_VALUES)) return read.body;
    throw badRequest([{ path: 'body', message: `must hold at most ${MAX_VALUES} values` }]);
  }
  throw badRequest([{ path: 'body', message: `must be valid JSON; ${faultIn(text, mendsBody)}` }]);
}

/** Goes through elements and fields without recursion: a body may be deeper than the stack. */
function hasMoreValues(root: unknown, max: number): boolean {
  const open = [root];
  let seen = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const values: unknown[] = Object.values(value);
    seen += values.length;
    if (seen > max) return true;
    for (const one of values) open.push(one);
  }
  return false;
}

/** A body from JSON; undefined when it is none. */
function parse(text: string, warnings?: readonly Detail[]): { readonly body: unknown } | undefined {
  try {
    const body = parseJson(text);
    if (warnings && typeof body === 'object' && body !== null) mended.set(body, warnings);
    return { body };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
