import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import * as z from 'zod';
import { toContext, unrestricted } from '../functions/shared/access/caller.ts';
import { type Admission, authorizing } from './admission.ts';
import type { Assembly, LocalFunction, LocalRoute } from './assembly.ts';
import { matches } from './events.ts';

/** What API Gateway and Lambda let through, in bytes: the quotas of HTTP APIs and of synchronous invocations. */
const GATEWAY_BODY_BYTES = 10 * 1024 * 1024;
const LAMBDA_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** How a handler answers with payload format 2.0, as far as it is supported here; more is an error, not ignored. */
const handlerResult = z.strictObject({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

/** What there is to serve. */
export type Stack = Pick<Assembly, 'routes' | 'rules' | 'cors'>;

export interface GatewayOptions {
  /** Whether the template's authorizers are asked who calls; else everyone may do everything. */
  readonly auth: boolean;
  /** Told of every invocation that failed. */
  readonly onError: (error: unknown) => void;
}

/** Runs a function for an event and gives its result as JSON. */
export type Invoke = (target: LocalFunction, event: unknown) => Promise<string | undefined>;

/** Where events are taken that the default bus of EventBridge has elsewhere. */
export const EVENTS_PATH = '/_aws/events';

/**
 * An HTTP API's front, for HTTP requests on this machine: makes payload format 2.0 events of them, has the
 * route's function answer, and answers for itself where that fails, in API Gateway's words.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * Of events that are posted to EVENTS_PATH it tells the functions of those rules that take them; unlike
 * EventBridge, it answers with what they returned.
 */
export async function gateway(
  { routes, rules, cors: allowed }: Stack,
  invoke: Invoke,
  { auth, onError }: GatewayOptions,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: GATEWAY_BODY_BYTES,
    exposeHeadRoutes: false,
    // HTTP APIs route a trailing slash as if it were not there (docs/decisions/0003-trailing-slash.md).
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 8_192 },
  });
  app.removeAllContentTypeParsers();
  // Fastify would refuse a malformed content type, which API Gateway passes on; the event has it nevertheless.
  app.addHook('onRequest', async ({ raw }) => {
    delete raw.headers['content-type'];
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status >= 500) onError(error);
    return reply.code(status).send({ message: MESSAGES[status] ?? 'Bad Request' });
  });

  if (allowed) {
    await app.register(cors, {
      origin: allowed.AllowOrigins,
      methods: allowed.AllowMethods,
      allowedHeaders: allowed.AllowHeaders,
      maxAge: allowed.MaxAge,
    });
  }
  const ask = authorizing(invoke);
  const admit = (
    { authorizer }: LocalRoute,
    event: APIGatewayProxyEventV2,
  ): Admission | Promise<Admission> =>
    authorizer && auth
      ? ask(authorizer, event)
      : { context: authorizer ? toContext(unrestricted('local')) : {} };

  const serve = (route: LocalRoute) => async (request: FastifyRequest) => {
    const event = toEvent(route.routeKey, request);
    if (Buffer.byteLength(JSON.stringify(event)) > LAMBDA_PAYLOAD_BYTES) return gatewayAnswer(413);
    try {
      const admission = await admit(route, event);
      if ('refused' in admission) return gatewayAnswer(admission.refused);
      const requestContext = { ...event.requestContext, authorizer: { lambda: admission.context } };
      const result = await invoke(route.function, { ...event, requestContext });
      if (Buffer.byteLength(result ?? '') > LAMBDA_PAYLOAD_BYTES)
        throw new Error('The response is over 6 MB');
      return toResponse(handlerResult.parse(JSON.parse(result ?? 'null')));
    } catch (error) {
      onError(error);
      return gatewayAnswer(500);
    }
  };
  for (const route of routes) {
    const handler = serve(route);
    const [method = '', path] = route.routeKey.split(' ');
    if (path === undefined)
      app.setNotFoundHandler(async (request, reply) => reply.send(await handler(request)));
    else app.route({ method, url: path.replace(/\{(\w+)\}/g, ':$1').replace('{proxy+}', '*'), handler });
  }
  if (rules.length > 0) {
    app.post(EVENTS_PATH, async ({ body }) => {
      const event: unknown = JSON.parse(String(body));
      const told = rules.filter(({ pattern }) => matches(pattern, event));
      const results = await Promise.all(told.map((rule) => invoke(rule.function, event)));
      return results.map((result): unknown => JSON.parse(result ?? 'null'));
    });
  }
  await app.ready();
  return app;
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
};

const gatewayAnswer = (status: number) =>
  new Response(JSON.stringify({ message: MESSAGES[status] }), {
    status,
    headers: { 'content-type': 'application/json' },
  });

function toResponse({
  statusCode,
  headers,
  body,
  isBase64Encoded,
}: z.output<typeof handlerResult>): Response {
  const bytes = isBase64Encoded && body !== undefined ? Buffer.from(body, 'base64') : body;
  // Not even an empty body goes with 204 and 304.
  return new Response(bytes || null, {
    status: statusCode,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
  });
}

/** Content types whose bodies API Gateway passes on as text; any other it encodes. */
const TEXT_TYPE = /^(?:text\/|application\/(?:json|javascript|xml)\b)/i;

function toEvent(routeKey: string, request: FastifyRequest): APIGatewayProxyEventV2 {
  const [path, rawQueryString] = splitOnce(request.raw.url ?? '', '?');
  // Unlike its name, it is decoded in HTTP APIs (https://github.com/middleapi/standard-server/pull/93).
  const rawPath = decodeURIComponent(path);
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = name in query ? `${query[name]},${value}` : value;
  }
  const { cookie: cookies, ...distinct } = request.raw.headersDistinct;
  const headers = Object.fromEntries(
    Object.entries(distinct).map(([name, values]) => [name, String(values)]),
  );
  const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : undefined;
  const isText = TEXT_TYPE.test(headers['content-type'] ?? 'text/plain') && body?.toString().isWellFormed();
  const isBase64Encoded = body !== undefined && !(isText && Buffer.from(body.toString()).equals(body));
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies && { cookies: cookies.flatMap((cookie) => cookie.split('; ')) }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(routeKey.includes('{') && { pathParameters: z.record(z.string(), z.string()).parse(request.params) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.host,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.raw.httpVersion}`,
        sourceIp: request.ip,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
