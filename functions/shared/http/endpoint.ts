import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { Caller, callerOf } from '../access/caller.ts';
import type { Permission } from '../access/grant.ts';
import {
  type Detail,
  errorMessages,
  HttpError,
  isUnavailable,
  serviceUnavailable,
} from '../runtime/errors.ts';
import { logger } from '../runtime/log.ts';
import { inSources } from '../runtime/source-map.ts';

/** The largest request body, in bytes, of an endpoint that does not say otherwise. */
export const MAX_BODY_BYTES = 256 * 1024;
/** How long before the function's time-out a request is given up with an answer. */
const TIMEOUT_MARGIN_MS = 500;

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

/**
 * Who may call an endpoint: whoever the gateway has let in and has a permission; whoever proves to the endpoint
 * itself who they are (401 otherwise), asked before anything is parsed; or anybody.
 */
export type Access = Permission | ((request: RawRequest) => Promise<Caller>) | 'public';

/** What an endpoint knows of a request beside what its schema names. */
export interface Context {
  readonly event: APIGatewayProxyEventV2;
  /** Whose request it is; in an endpoint that is public, whoever may do nothing. */
  readonly caller: Caller;
}

export interface EndpointOptions {
  /** @default MAX_BODY_BYTES */
  readonly maxBodyBytes?: number;
}

/**
 * Makes a Lambda handler of an endpoint. Every request of every endpoint passes here: its caller is known and
 * has the permission, it fits the schema, and the caller has the permission in every namespace that it names;
 * then it is run, and what comes back or is thrown becomes the response. What a request does not name, but
 * leads to (an issue by id), is for whoever finds it to check: see `locate`.
 * @param schema what the endpoint takes: an object with any of `path`, `query` (without empty parameters)
 * and `body` (from JSON). Without `body` in it, a body is ignored.
 * @throws HttpError, as a response: 401, 403, 400 naming every fault at once, 404 for a path that names
 * nothing, 413, 415; 503 when the table or the time-out is at fault; 500 for anything else
 */
export const endpoint = <S extends z.ZodRawShape>(
  access: Access,
  schema: z.ZodObject<S>,
  run: (input: z.output<z.ZodObject<S>>, context: Context) => Promise<Reply> | Reply,
  { maxBodyBytes = MAX_BODY_BYTES }: EndpointOptions = {},
) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
    timeoutEarlyInMillis: TIMEOUT_MARGIN_MS,
    timeoutEarlyResponse: () => {
      throw serviceUnavailable('Kite took too long to answer; send the request again');
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
      const caller = await admit(access, event, body);
      const input = read(schema, event, body, maxBodyBytes);
      if (typeof access === 'string' && access !== 'public') {
        for (const namespace of namespacesIn(input)) caller.require(access, namespace);
      }
      return answer(await run(input, { event, caller }));
    });

/** @throws HttpError 401, 403 for whoever has no business at this endpoint, whatever the request says */
async function admit(access: Access, event: APIGatewayProxyEventV2, body: Buffer): Promise<Caller> {
  if (access === 'public') return new Caller('anybody', []);
  if (typeof access === 'function') return access({ headers: event.headers, body });
  const caller = callerOf(event);
  caller.require(access);
  return caller;
}

/** Where a request can name a namespace: its own, and that of the scope which it speaks of. */
const naming = z.object({
  query: z.object({ namespace: z.string() }).partial().optional(),
  body: z
    .object({ namespace: z.string(), scope: z.object({ resourceNamespace: z.string() }).partial() })
    .partial()
    .optional(),
});
function namespacesIn(input: unknown): string[] {
  const { query, body } = naming.parse(input, PARSING);
  return [query?.namespace, body?.namespace, body?.scope?.resourceNamespace].filter(
    (namespace) => namespace !== undefined,
  );
}

/** Without a parser that Zod compiles: that takes more of an instance's first request than all later ones gain. */
const PARSING = { error: errorMessages, jitless: true };

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
  const result = schema.safeParse(request, PARSING);
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
  const result = schema.safeParse(body, PARSING);
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

/** What a browser that is led here is to know (OWASP REST Security Cheat Sheet, Security Headers). */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

const answer = ({ status, body, headers }: Reply): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    ...SECURITY_HEADERS,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  return isUnavailable(error) ? serviceUnavailable() : new HttpError(500, 'Internal error');
}

/** One line a request: what was asked and how it ended, never what it held. */
function log(event: APIGatewayProxyEventV2, status: number | undefined, error?: unknown): void {
  const entry = { requestId: event.requestContext.requestId, route: event.routeKey, status };
  if (error === undefined) logger.info('request', entry);
  else {
    const thrown = error instanceof Error ? error : new Error(String(error));
    logger.error('request', { ...entry, error: inSources(thrown) });
  }
}
