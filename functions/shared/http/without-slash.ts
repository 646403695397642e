import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { callerIn } from '../access/caller.ts';
import { serviceUnavailable } from '../runtime/errors.ts';
import { logger } from '../runtime/log.ts';
import { bodyBytes } from './body.ts';
import type { Part } from './parts.ts';
import { methodsOf } from './paths.ts';

/** Headers that belong to a connection (RFC 9110, 7.6.1) or to its gateway, not to a request or its answer. */
const OF_THE_CONNECTION =
  /^(?:accept-encoding|access-control-.*|apigw-.*|connection|content-length|date|expect|forwarded|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|vary|x-forwarded-.*)$/i;

/**
 * Sends a request with a slash at the end of its path, of which the gateway has lost what this function needs, to the
 * gateway once more without the slash, and answers what that answers (docs/decisions/0003-trailing-slash.md). So the
 * gateway authenticates it as any other, and the function that it is for checks it as any other.
 * @param marginMs how long before the function's time-out it gives up
 * @throws HttpError 503 when there is no answer
 */
export const withoutSlash = (marginMs: number): Part => ({
  before({ event, context }) {
    if (!event.rawPath.endsWith('/') || !event.headers.authorization) return;
    if (callerIn(event) !== undefined && !lacksParameter(event)) return;
    return sendAgain(event, Math.max(0, context.getRemainingTimeInMillis() - marginMs));
  },
});

/**
 * The same for a request that came to `$default` because no route takes its slash.
 * @param known the routes, as `METHOD /path/{parameter}`
 */
export const routedWithoutSlash = (known: readonly string[], marginMs: number): Part => ({
  before({ event, context }) {
    const { rawPath, requestContext } = event;
    if (!rawPath.endsWith('/')) return;
    if (!methodsOf(known, rawPath.slice(0, -1)).includes(requestContext.http.method)) return;
    return sendAgain(event, Math.max(0, context.getRemainingTimeInMillis() - marginMs));
  },
});

/** Whether a parameter of the path is empty, other than the `{proxy+}` of a second route: then it is another path. */
const lacksParameter = ({ routeKey, pathParameters }: APIGatewayProxyEventV2) =>
  [...routeKey.matchAll(/\{(\w+)\}/g)].some(([, name = '']) => !pathParameters?.[name]);

async function sendAgain(
  event: APIGatewayProxyEventV2,
  limitMs: number,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { headers, routeKey, requestContext } = event;
  const { method } = requestContext.http;
  try {
    const answer = await fetch(urlWithoutSlash(event), {
      method,
      // Lambda stands still between requests: a connection that is kept would be closed when the next one needs it.
      headers: { ...passedOn(headers), 'accept-encoding': 'identity', connection: 'close' },
      body: method === 'GET' ? null : new Uint8Array(bodyBytes(event)),
      // This API redirects nobody, and nobody else gets the credential.
      redirect: 'error',
      signal: AbortSignal.timeout(limitMs),
    });
    const body = await answer.text();
    const { status } = answer;
    logger.info('request without slash', { requestId: requestContext.requestId, route: routeKey, status });
    return { statusCode: status, headers: passedOn(Object.fromEntries(answer.headers)), body };
  } catch {
    throw serviceUnavailable(
      'Kite cannot answer right now; send the request again, without the slash at its end',
    );
  }
}

/** In this API: its name comes from the gateway. The path is made a URL's first, so that no slash remains. */
function urlWithoutSlash({ headers, rawPath, rawQueryString, requestContext }: APIGatewayProxyEventV2): URL {
  // API Gateway says which; it has only https.
  const scheme = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  const url = new URL(`${scheme}://${requestContext.domainName}`);
  url.pathname = encodeURI(rawPath);
  url.pathname = url.pathname.replace(/\/+$/, '');
  url.search = rawQueryString;
  return url;
}

const passedOn = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OF_THE_CONNECTION.test(name) ? [] : [[name, value]],
    ),
  );
