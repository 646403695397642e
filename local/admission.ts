import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { LocalAuthorizer } from './assembly.ts';
import type { Invoke } from './lambda.ts';

/** A Lambda authorizer's simple response (payload format 2.0). */
const verdictSchema = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).default({}),
});
type Verdict = z.infer<typeof verdictSchema>;

/** The authorizer's context for an admitted request, or the status that refuses it. */
export type Admission =
  | { readonly context: Readonly<Record<string, unknown>> }
  | { readonly refused: 401 | 403 };

/** Far more credentials than anyone tries on one machine; the cache is emptied at this size. */
const MAX_CACHED = 10_000;

/**
 * Runs authorizers as an HTTP API does: never without an `Authorization` header, and once per credential for as
 * long as the template caches the verdict.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function createAdmission(
  invoke: Invoke,
): (authorizer: LocalAuthorizer, event: APIGatewayProxyEventV2) => Promise<Admission> {
  const cache = new Map<string, { readonly verdict: Verdict; readonly expiresAt: number }>();

  async function authorize(
    { function: target, cacheSeconds }: LocalAuthorizer,
    event: APIGatewayProxyEventV2,
  ): Promise<Verdict> {
    const { authorization = '' } = event.headers;
    const cached = cache.get(authorization);
    if (cached && cached.expiresAt > Date.now()) return cached.verdict;
    const { body: _, isBase64Encoded: __, ...request } = event;
    const result = await invoke(target, {
      ...request,
      type: 'REQUEST',
      routeArn: `arn:aws:execute-api:local:000000000000:local/$default/${event.routeKey}`,
      identitySource: [authorization],
    });
    const verdict = verdictSchema.parse(JSON.parse(result ?? 'null'));
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(authorization, { verdict, expiresAt: Date.now() + cacheSeconds * 1000 });
    return verdict;
  }

  return async (authorizer, event) => {
    if (!event.headers.authorization) return { refused: 401 };
    const { isAuthorized, context } = await authorize(authorizer, event);
    return isAuthorized ? { context } : { refused: 403 };
  };
}
