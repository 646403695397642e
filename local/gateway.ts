import { randomUUID } from 'node:crypto';
import { isIPv6, type Socket } from 'node:net';
import cors from '@fastify/cors';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ANONYMOUS, callerIn, toContext, unrestricted } from '../functions/shared/access/caller.ts';
import { isForeignWrite } from '../functions/shared/http/pages.ts';
import { type Admission, createAdmission } from './admission.ts';
import type { Assembly, LocalRoute } from './assembly.ts';
import { matches } from './events.ts';
import type { Invoke } from './lambda.ts';

/** The quotas of HTTP APIs and of synchronous invocations. */
const GATEWAY_BODY_BYTES = 10 * 1024 * 1024;
const LAMBDA_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** A handler's response in payload format 2.0. Strict, so that unsupported fields fail instead of being ignored. */
const handlerResultSchema = z.strictObject({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

/** The parts of an assembly that the gateway serves. */
export type Stack = Pick<Assembly, 'routes' | 'rules' | 'cors'>;

export interface GatewayOptions {
  /** Whether the template's authorizers run; otherwise, everyone may do everything. */
  readonly auth: boolean;
  /** Called for every failed invocation. */
  readonly onError: (error: unknown) => void;
  /**
   * What becomes of the slash at the end of a path; reports of HTTP APIs differ (docs/decisions/0003-trailing-slash.md):
   * `ignored`; an empty `{proxy+}`; the same, unless another parameter can be empty; or ignored, with the authorizer's
   * verdict lost. @default 'ignored'
   */
  readonly trailingSlash?: 'ignored' | 'proxy' | 'parameter' | 'unauthorized';
}

/** Stands in for EventBridge's default bus: events are posted here. */
export const EVENTS_PATH = '/_aws/events';

/**
 * Emulates an HTTP API: turns each request into an event of payload format 2.0, invokes the route's function and
 * returns its response; when that fails, it answers as API Gateway does.
 * An event posted to EVENTS_PATH goes to the functions of all rules that match it. Unlike EventBridge, it answers
 * with their results. With `auth`, it takes a credential that may publish everywhere, since the event says where.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export async function gateway(
  { routes, rules, cors: corsOptions }: Stack,
  invoke: Invoke,
  { auth, onError, trailingSlash = 'ignored' }: GatewayOptions,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: GATEWAY_BODY_BYTES,
    exposeHeadRoutes: false,
    routerOptions: {
      ignoreTrailingSlash: trailingSlash === 'ignored' || trailingSlash === 'unauthorized',
      maxParamLength: 8_192,
    },
  });
  app.removeAllContentTypeParsers();
  // Fastify would refuse a malformed content type; API Gateway passes it on, and so does toEvent (`headersDistinct`).
  app.addHook('onRequest', async ({ raw }) => {
    delete raw.headers['content-type'];
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status >= 500) onError(error);
    return reply.code(status).send({ message: MESSAGES[status] ?? 'Bad Request' });
  });

  if (corsOptions) {
    await app.register(cors, {
      origin: corsOptions.AllowOrigins,
      methods: corsOptions.AllowMethods,
      allowedHeaders: corsOptions.AllowHeaders,
      maxAge: corsOptions.MaxAge,
    });
  }
  const authorize = createAdmission(invoke);
  const admit = (
    { authorizer }: LocalRoute,
    event: APIGatewayProxyEventV2,
  ): Admission | Promise<Admission> =>
    authorizer && auth
      ? authorize(authorizer, event)
      : { context: authorizer ? toContext(unrestricted(ANONYMOUS)) : {} };

  const serve = (route: LocalRoute) => async (request: FastifyRequest) => {
    const event = toEvent(route.routeKey, request);
    if (Buffer.byteLength(JSON.stringify(event)) > LAMBDA_PAYLOAD_BYTES) return gatewayError(413);
    try {
      const isLost = trailingSlash === 'unauthorized' && event.rawPath.endsWith('/');
      const admission = isLost ? { context: {} } : await admit(route, event);
      if ('refused' in admission) return gatewayError(admission.refused);
      const requestContext = { ...event.requestContext, authorizer: { lambda: admission.context } };
      const result = await invoke(route.function, { ...event, requestContext });
      if (Buffer.byteLength(result ?? '') > LAMBDA_PAYLOAD_BYTES)
        throw new Error('The response is over 6 MB');
      return toResponse(handlerResultSchema.parse(JSON.parse(result ?? 'null')));
    } catch (error) {
      onError(error);
      return gatewayError(500);
    }
  };
  for (const route of routes) {
    const handler = serve(route);
    const [method = '', path] = route.routeKey.split(' ');
    // The plugin above has that route, and answers as API Gateway does: before any function.
    if (corsOptions && method === 'OPTIONS') continue;
    if (path === undefined)
      app.setNotFoundHandler(async (request, reply) => reply.send(await handler(request)));
    else app.route({ method, url: toPattern(path, trailingSlash === 'parameter'), handler });
  }
  if (rules.length > 0) {
    const authorizer = routes.find((route) => route.authorizer)?.authorizer;
    const admitEvent = async (event: APIGatewayProxyEventV2): Promise<number | undefined> => {
      if (isForeignWrite(event, [])) return 403;
      if (!auth) return undefined;
      const admission = authorizer ? await authorize(authorizer, event) : { refused: 401 };
      if ('refused' in admission) return admission.refused;
      const requestContext = { ...event.requestContext, authorizer: { lambda: admission.context } };
      return callerIn({ requestContext })?.may('publish', '*') ? undefined : 403;
    };
    app.post(EVENTS_PATH, async (request) => {
      const refused = await admitEvent(toEvent(`POST ${EVENTS_PATH}`, request));
      if (refused !== undefined) return gatewayError(refused);
      const event: unknown = JSON.parse(String(request.body));
      const matching = rules.filter(({ pattern }) => matches(pattern, event));
      const results = await Promise.all(matching.map((rule) => invoke(rule.function, event)));
      return results.map((result): unknown => JSON.parse(result ?? 'null'));
    });
  }
  await app.ready();
  return app;
}

/** A path in Fastify's form. A parameter is not empty, nor is a path with two slashes at its end one with one. */
const toPattern = (path: string, canBeEmpty: boolean) =>
  path.replace(/\{\w+\+\}/g, '*').replace(/\{(\w+)\}/g, canBeEmpty ? ':$1([^]*)' : ':$1([^]+)');

/** Of `{proxy+}`, Fastify says `*`. */
const pathParametersOf = (routeKey: string, params: unknown) => {
  const { '*': rest, ...named } = z.record(z.string(), z.string()).parse(params);
  const [, greedy] = /\{(\w+)\+\}/.exec(routeKey) ?? [];
  return { ...named, ...(greedy !== undefined && rest !== undefined && { [greedy]: rest }) };
};

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
};

const gatewayError = (status: number) =>
  new Response(JSON.stringify({ message: MESSAGES[status] }), {
    status,
    headers: { 'content-type': 'application/json' },
  });

function toResponse({
  statusCode,
  headers,
  body,
  isBase64Encoded,
}: z.output<typeof handlerResultSchema>): Response {
  const bytes = isBase64Encoded && body !== undefined ? Buffer.from(body, 'base64') : body;
  // `Response` throws at any body with 204 and 304, even an empty one.
  return new Response(bytes || null, {
    status: statusCode,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
  });
}

/** API Gateway passes these content types on as text, all others as Base64. */
const TEXT_TYPE = /^(?:text\/|application\/(?:json|javascript|xml)\b)/i;

function toEvent(routeKey: string, request: FastifyRequest): APIGatewayProxyEventV2 {
  const [path, rawQueryString] = splitOnce(request.raw.url ?? '', '?');
  // Despite its name, HTTP APIs decode it (https://github.com/middleapi/standard-server/pull/93).
  const rawPath = decodeURIComponent(path);
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = name in query ? `${query[name]},${value}` : value;
  }
  const { cookie: cookies, ...distinct } = request.raw.headersDistinct;
  const headers: Record<string, string> = {
    ...Object.fromEntries(Object.entries(distinct).map(([name, values]) => [name, String(values)])),
    'x-forwarded-proto': request.protocol,
  };
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
    ...(routeKey.includes('{') && { pathParameters: pathParametersOf(routeKey, request.params) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: ownHost(request.socket),
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

/** Where this gateway is, whatever the client calls it: functions may send requests there. */
const ownHost = ({ localAddress = '', localPort }: Socket) =>
  `${isIPv6(localAddress) ? `[${localAddress}]` : localAddress}:${localPort}`;

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
