import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { noRoute } from '../shared/http/paths.ts';
import { readSettings } from '../shared/runtime/env.ts';

/** Every route of the API, one `METHOD /path/{parameter}` a line: the stack's own list. */
const { ROUTES } = readSettings(routes['system/fallback'], { ROUTES: z.string() });
const known = ROUTES.split('\n');

/**
 * `$default`: requests that no route matched, of any caller with a credential. 405 where the path exists with
 * another method, 404 elsewhere.
 */
export const handler = endpoint({
  access: routes['system/fallback'].caller,
  request: z.object({}),
  run: (_input, { event: { rawPath, requestContext } }) => {
    throw noRoute(known, requestContext.http.method, rawPath.replace(/\/+$/, ''));
  },
});
