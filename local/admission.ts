import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { LocalAuthorizer } from './assembly.ts';
import type { Invoke } from './gateway.ts';

/** How a Lambda authorizer answers with simple responses (payload format 2.0). */
const verdict = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).default({}),
});
type Verdict = z.infer<typeof verdict>;

/** What a request is let through with, or the status with which the gateway turns it away. */
export type Admission =
  | { readonly context: Readonly<Record<string, unknown>> }
  | { readonly refused: 401 | 403 };

/** How many verdicts are kept: many more credentials than one machine's trials have. */
const MAX_KEPT = 10_000;

/**
 * Asks authorizers as an HTTP API does: not at all without an `Authorization` header, and once per credential
 * for as long as the template says that a verdict is kept.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function authorizing(
  invoke: Invoke,
): (authorizer: LocalAuthorizer, event: APIGatewayProxyEventV2) => Promise<Admission> {
  const kept = new Map<string, { readonly verdict: Verdict; readonly until: number }>();

  async function ask({ function: target, cacheSeconds }: LocalAuthorizer, event: APIGatewayProxyEventV2) {
    const { authorization = '' } = event.headers;
    const known = kept.get(authorization);
    if (known && known.until > Date.now()) return known.verdict;
    const { body: _, isBase64Encoded: __, ...request } = event;
    const answer = await invoke(target, {
      ...request,
      type: 'REQUEST',
      routeArn: `arn:aws:execute-api:local:000000000000:local/$default/${event.routeKey}`,
      identitySource: [authorization],
    });
    const given = verdict.parse(JSON.parse(answer ?? 'null'));
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(authorization, { verdict: given, until: Date.now() + cacheSeconds * 1000 });
    return given;
  }

  return async (authorizer, event) => {
    if (!event.headers.authorization) return { refused: 401 };
    const { isAuthorized, context } = await ask(authorizer, event);
    return isAuthorized ? { context } : { refused: 403 };
  };
}
