import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { readSettings } from '../shared/runtime/env.ts';
import { HttpError } from '../shared/runtime/errors.ts';

/** Every route of the API, one `METHOD /path/{parameter}` a line: the stack's own list. */
const { ROUTES } = readSettings(routes['system/fallback'], { ROUTES: z.string() });
const patterns = ROUTES.split('\n').map((route) => {
  const [method = '', path = ''] = route.split(' ');
  return { method, pattern: new URLPattern({ pathname: path.replace(/\{(\w+)\}/g, ':$1') }) };
});
const methodsOf = (pathname: string) =>
  patterns.filter(({ pattern }) => pattern.test({ pathname })).map(({ method }) => method);

/**
 * `$default`: requests that no route matched, of any caller with a credential. 405 where the path exists with
 * another method, 404 elsewhere. Where the gateway does not take a trailing slash, 308 leads to the path without it,
 * with method and body (RFC 9110, section 15.4.9): only to a path of our own, never to one that a browser takes for
 * a host.
 */
export const handler = endpoint({
  access: routes['system/fallback'].caller,
  request: z.object({}),
  run: (_input, { event }) => {
    const { rawPath, rawQueryString, requestContext } = event;
    const path = rawPath.replace(/\/+$/, '');
    const methods = methodsOf(path);
    if (methods.length === 0) throw new HttpError(404, 'Not found');
    if (!methods.includes(requestContext.http.method)) {
      throw new HttpError(405, `This path takes ${methods.join(', ')}`, {
        headers: { allow: methods.join(', ') },
      });
    }
    // HTTP APIs decode the path, not the query.
    const location = `${encodeURI(path)}${rawQueryString && `?${rawQueryString}`}`;
    return { status: 308, headers: { location } };
  },
});
