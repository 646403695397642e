import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { type Detail, HttpError, isUnavailable, tryAgain } from './errors.ts';

/** The largest request body, in bytes, of an endpoint that does not say otherwise. */
export const MAX_BODY_BYTES = 256 * 1024;
/** How long before the function's time-out a request is given up with an answer. */
const TIMEOUT_MARGIN_MS = 500;

/** Writes JSON lines; never a payload, a query or a header. */
export const logger = new Logger();

/** What an endpoint answers; `body` becomes JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request before anyone looks into its body: what signatures are made of. */
export interface RawRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface EndpointOptions {
  /** @default MAX_BODY_BYTES */
  readonly maxBodyBytes?: number;
  /** Throws 401 for a request that does not come from whom it should; called before anything is parsed. */
  readonly authenticate?: (request: RawRequest) => Promise<void>;
}

/**
 * Makes a Lambda handler of an endpoint. Every request of every endpoint passes here: it is checked against
 * the schema, run, and what comes back or is thrown becomes the response. A check that all must pass (who
 * may call) belongs between `read` and `run`.
 * @param schema what the endpoint takes: an object with any of `path`, `query` (without empty parameters)
 * and `body` (from JSON). Without `body` in it, a body is ignored.
 * @throws HttpError, as a response: 400 naming every fault at once, 404 for a path that names nothing, 413,
 * 415; 503 when the table or the time-out is at fault; 500 for anything else
 */
export const endpoint = <S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  run: (input: z.output<z.ZodObject<S>>, event: APIGatewayProxyEventV2) => Promise<Reply> | Reply,
  { maxBodyBytes = MAX_BODY_BYTES, authenticate }: EndpointOptions = {},
) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
    timeoutEarlyInMillis: TIMEOUT_MARGIN_MS,
    timeoutEarlyResponse: () => {
      throw tryAgain('Kite took too long to answer; send the request again');
    },
  })
    .use({
      after: ({ event, response }) => log(event, response?.statusCode),
      onError: (request) => {
        const error = toHttpError(request.error);
        log(request.event, error.status, error.status >= 500 ? request.error : undefined);
        request.response = answer({
          status: error.status,
          headers: error.headers,
          body: {
            error: error.message,
            details: error.details,
            requestId: request.event.requestContext.requestId,
          },
        });
      },
    })
    .handler(async (event) => {
      const body = bodyOf(event);
      await authenticate?.({ headers: event.headers, body });
      return answer(await run(read(schema, event, body, maxBodyBytes), event));
    });

const bodyOf = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2) =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

function read<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  event: APIGatewayProxyEventV2,
  body: Buffer,
  maxBodyBytes: number,
): z.output<z.ZodObject<S>> {
  const query = Object.entries(event.queryStringParameters ?? {}).filter(([, value]) => value !== '');
  const request = {
    path: event.pathParameters ?? {},
    query: Object.fromEntries(query),
    ...('body' in schema.shape && { body: readJson(event, body, maxBodyBytes) }),
  };
  const result = schema.safeParse(request, { error: describe });
  if (result.success) return result.data;
  const { issues } = result.error;
  if (issues.some(({ path }) => path[0] === 'path')) throw new HttpError(404, 'Not found');
  throw badRequest(issues.flatMap(toDetails));
}

/**
 * A body that is read only once it is known what it should be.
 * @throws HttpError 400 naming every fault
 */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body, { error: describe });
  if (result.success) return result.data;
  throw badRequest(
    result.error.issues.flatMap((issue) => toDetails({ ...issue, path: ['body', ...issue.path] })),
  );
}

/** How many faults an answer names: more than a person can make, fewer than a hostile body can. */
const MAX_DETAILS = 100;

/** 400 whose message sums up what its details say, for senders that show only the message. */
export function badRequest(faulty: readonly Detail[]): HttpError {
  // Two parts of a schema may have the same to say.
  const details = [...new Map(faulty.map((one) => [`${one.path} ${one.message}`, one])).values()];
  const faults = details.slice(0, 5).map(({ path, message }) => `${path} ${message}`);
  const more = details.length > faults.length ? `; and ${details.length - faults.length} more` : '';
  const message = `Invalid request: ${faults.join('; ')}${more}`;
  return new HttpError(400, message, { details: details.slice(0, MAX_DETAILS) });
}

/** Faults in words that complete a sentence begun with the field's name. */
const describe: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be one of ${issue.values.join(', ')}`;
    default:
      return undefined;
  }
};

function toDetails(issue: z.core.$ZodIssue): Detail[] {
  const [part = 'body', ...path] = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: path.join('.') || part, message: issue.message }];
  }
  return issue.keys.map((key) => ({
    path: [...path, key.slice(0, 100)].join('.'),
    message: 'is not a field of this request',
  }));
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function readJson({ headers }: APIGatewayProxyEventV2, bytes: Buffer, maxBytes: number): unknown {
  const contentType = headers['content-type'];
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    throw new HttpError(415, 'The body must be JSON, with content-type application/json');
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

const answer = ({ status, body, headers }: Reply): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  return isUnavailable(error) ? tryAgain() : new HttpError(500, 'Internal error');
}

/** One line a request: what was asked and how it ended, never what it held. */
function log(event: APIGatewayProxyEventV2, status: number | undefined, error?: unknown): void {
  const entry = { requestId: event.requestContext.requestId, route: event.routeKey, status };
  if (error === undefined) logger.info('request', entry);
  else
    logger.error('request', { ...entry, error: error instanceof Error ? error : new Error(String(error)) });
}
