import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint, TIMEOUT_MARGIN_MS } from '../shared/http/endpoint.ts';
import { noRoute } from '../shared/http/paths.ts';
import { routedWithoutSlash } from '../shared/http/without-slash.ts';

/** Every route of the API, as `METHOD /path/{parameter}`: the stack's own list, from the bundle (lib/bundles.ts). */
declare const ROUTES: readonly string[];

/**
 * `$default`: requests that no route matched, of any caller with a credential. Those with a slash too many are sent
 * to their route; 405 where the path exists with another method, 404 elsewhere.
 */
export const handler = endpoint({
  access: routes['system/fallback'].caller,
  request: z.object({}),
  beside: routedWithoutSlash(ROUTES, TIMEOUT_MARGIN_MS),
  run: (_input, { event: { rawPath, requestContext } }) => {
    throw noRoute(ROUTES, requestContext.http.method, rawPath.replace(/\/+$/, ''));
  },
});
