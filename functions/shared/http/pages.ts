import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { HttpError } from '../runtime/errors.ts';
import type { Part } from './parts.ts';

const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
/** What `Sec-Fetch-Site` says of requests that a page of another origin makes. */
const FOREIGN_SITES: readonly (string | undefined)[] = ['cross-site', 'same-site'];

/**
 * Whether a page of another origin has a browser send this write. Only browsers send these headers, and no page can
 * change them; without them a page could send JSON as text, which browsers ask nobody about.
 * @param allowed origins whose pages may
 */
export function isForeignWrite(
  { headers, requestContext: { http } }: APIGatewayProxyEventV2,
  allowed: readonly string[],
): boolean {
  const { origin, host = '', 'sec-fetch-site': site } = headers;
  if (READS.includes(http.method) || (origin !== undefined && allowed.includes(origin))) return false;
  const own = host.toLowerCase();
  const isForeign = origin !== undefined && origin !== `https://${own}` && origin !== `http://${own}`;
  return isForeign || FOREIGN_SITES.includes(site);
}

/**
 * Refuses writes by pages of other origins.
 * @throws HttpError 403
 */
export const refusePages = (allowed: readonly string[]): Part => ({
  before({ event }) {
    if (!isForeignWrite(event, allowed)) return;
    throw new HttpError(
      403,
      'Pages of this origin may not change anything here (kite:corsOrigins lists those that may)',
    );
  },
});
