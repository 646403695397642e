import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Caller } from '../access/caller.ts';
import type { Permission } from '../access/grant.ts';
import { readEnv } from '../runtime/env.ts';
import { serviceUnavailable } from '../runtime/errors.ts';
import type { Kind } from '../runtime/metrics.ts';
import { type Reply, toResponse } from './answer.ts';
import { answerErrors } from './answer-errors.ts';
import { type Access, authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import type { Reading } from './body.ts';
import { refuseImpersonation } from './impersonation.ts';
import { refusePages } from './pages.ts';
import type { Part } from './parts.ts';
import { exactPath } from './paths.ts';
import { requestLog } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';
import { throttle } from './throttle.ts';
import { warnOfUnknown } from './unknown-parameters.ts';
import { validate } from './validate.ts';
import { withoutSlash } from './without-slash.ts';

/** How long before the function's time-out a request is given up with an answer. */
export const TIMEOUT_MARGIN_MS = 500;

/** What reports: it is refused much later than what reads, since not every sender sends again. */
const WRITES: readonly Access[] = ['publish', 'write'];
const WRITES_FOR_A_READ = 10;

/** A request's event and caller, for what its schema does not cover. */
interface Context {
  readonly event: APIGatewayProxyEventV2;
  /** Who calls; in an endpoint that is open to anyone, a caller that may do nothing. */
  readonly caller: Caller;
  /** Ends work that goes on when the request is given up: Lambda would resume it beside its next request. */
  readonly signal: AbortSignal;
  /** The time that the function has left. */
  readonly remainingMs: () => number;
}

/** An endpoint as data. */
export type Endpoint<S extends z.core.$ZodShape> = Behaviour<S> & (Guarded<S> | Unguarded);

interface Behaviour<S extends z.core.$ZodShape> extends Reading {
  /** The request's schema: an object with any of `path`, `query` and `body` (validate.ts). */
  readonly request: z.ZodMiniObject<S>;
  readonly run: (input: z.output<z.ZodMiniObject<S>>, context: Context) => Promise<Reply> | Reply;
  /** A part of its own, between authentication and the rest. */
  readonly beside?: Part;
  /** The kind of sender whose reports it takes; they are counted. @default - none */
  readonly reports?: Kind;
  /** How many requests one counts for, where the number of a caller's is limited. @default - 1 */
  readonly weightOf?: (event: APIGatewayProxyEventV2) => number;
}

interface Guarded<S extends z.core.$ZodShape> {
  readonly access: Permission;
  /** The namespaces that a request names: its caller needs the permission in each. */
  readonly namespaces: (input: z.output<z.ZodMiniObject<S>>) => readonly (string | undefined)[];
}

interface Unguarded {
  readonly access: Exclude<Access, Permission>;
  readonly namespaces?: never;
}

/**
 * Makes a Lambda handler of an endpoint. Every request of every endpoint passes the same chain: log, headers,
 * answer errors, refuse what no caller may, ask again without a slash, authenticate, throttle, validate, authorize, run.
 */
export function endpoint<S extends z.core.$ZodShape>({
  access,
  request,
  namespaces,
  run,
  beside,
  reports,
  weightOf,
  ...reading
}: Endpoint<S>) {
  const { callerOf, callerIdOf, ...authentication } = authenticate(access);
  const { inputOf, ...validation } = validate(request, reading);
  const { count, ...log } = requestLog(callerIdOf, reports);
  const { CORS_ORIGINS, REQUESTS_PER_SECOND = 0 } = readEnv({
    // The stack gives it to functions that change something, where a deployment has such origins.
    CORS_ORIGINS: z.optional(z.string()),
    REQUESTS_PER_SECOND: z.optional(z.coerce.number()),
  });
  const perSecond =
    REQUESTS_PER_SECOND * (WRITES.includes(access) || typeof access === 'function' ? WRITES_FOR_A_READ : 1);
  const chain = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
    timeoutEarlyInMillis: TIMEOUT_MARGIN_MS,
    timeoutEarlyResponse: () => {
      throw serviceUnavailable('Kite took too long to answer; send the request again');
    },
  })
    .use(log)
    .use(securityHeaders())
    .use(answerErrors())
    .use(exactPath())
    .use(refusePages(CORS_ORIGINS?.split(',') ?? []));
  if (access !== 'anyone') chain.use(refuseImpersonation());
  if (namespaces || access === 'authenticated') chain.use(withoutSlash(TIMEOUT_MARGIN_MS));
  chain.use(authentication);
  if (beside) chain.use(beside);
  if (perSecond > 0) chain.use(throttle(perSecond, callerOf, weightOf));
  chain.use(validation);
  if (namespaces) chain.use(authorize(access, callerOf, (event) => namespaces(inputOf(event))));
  return chain.handler(async (event, context, { signal }) => {
    const caller = callerOf(event);
    const remainingMs = () => context.getRemainingTimeInMillis();
    const reply = await run(inputOf(event), { event, caller, signal, remainingMs });
    if (reply.counts) count(event, reply.counts);
    return toResponse(namespaces ? warnOfUnknown(reply, event, request.shape.query) : reply, caller);
  });
}
