import { routes } from '../../routes.ts';
import { HttpError } from '../runtime/errors.ts';
import type { Part } from './parts.ts';

/**
 * The methods that a path takes.
 * @param known the routes, as `METHOD /path/{parameter}`
 */
export const methodsOf = (known: readonly string[], pathname: string): string[] =>
  known.flatMap((route) => {
    const [method = '', path = ''] = route.split(' ');
    return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname) ? [method] : [];
  });

/**
 * What to answer of a path that no route takes with this method: 405 if it exists with others, else 404.
 * @param known the routes, as `METHOD /path/{parameter}`
 */
export function noRoute(known: readonly string[], method: string, pathname: string): HttpError {
  const methods = methodsOf(known, pathname);
  // With its own method: a path that is not routed for its slash.
  if (methods.length === 0 || methods.includes(method)) return new HttpError(404, 'Not found');
  const allow = methods.join(', ');
  return new HttpError(405, `This path takes ${allow}`, { headers: { allow } });
}

/**
 * Refuses what lies below a route's path. Its second route, `/{proxy+}`, is for a trailing slash alone
 * (docs/decisions/0003-trailing-slash.md).
 * @throws HttpError 404; 405 where another method has a route
 */
export const exactPath = (): Part => ({
  before({ event: { pathParameters, rawPath, requestContext } }) {
    if (!pathParameters?.proxy && !rawPath.endsWith('//')) return;
    const known = Object.values(routes).map(({ route }) => route);
    throw noRoute(known, requestContext.http.method, rawPath.replace(/\/+$/, ''));
  },
});
