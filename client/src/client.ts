import createClient, {
  type FetchResponse,
  type InitParam,
  type MaybeOptionalInit,
  type Middleware,
} from 'openapi-fetch';
import type { HttpMethod, MediaType, PathsWithMethod } from 'openapi-typescript-helpers';
import type { paths } from './api.ts';
import { errorOf } from './errors.ts';
import { retrying } from './retry.ts';

export interface KiteOptions {
  /** The deployment's URL: its `ApiUrl`. @default - the page's own origin */
  readonly url?: string;
  /** A Kite token or an OpenID Connect JWT; a function is asked before each request. @default - none */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>);
  /** How often a request is sent at most while it fails for a reason that may pass. @default 4 */
  readonly attempts?: number;
  /** @default globalThis.fetch */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * One of the API's calls: `get('/api/v1/issues', {params: {query: {namespace: ['team-alpha']}}})`.
 * @returns what the API answers
 * @throws KiteError where that is an error
 */
type Call<Method extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Method>,
  Init extends MaybeOptionalInit<paths[Path], Method>,
>(
  path: Path,
  ...init: InitParam<Init>
) => Promise<NonNullable<FetchResponse<Operation<Path, Method>, Init, MediaType>['data']>>;
type Operation<Path extends keyof paths, Method extends HttpMethod> = Method extends keyof paths[Path]
  ? paths[Path][Method] extends Record<string | number, unknown>
    ? paths[Path][Method]
    : never
  : never;

/** The API's calls, typed by its OpenAPI document. */
export interface Kite {
  readonly get: Call<'get'>;
  readonly post: Call<'post'>;
  readonly put: Call<'put'>;
  readonly delete: Call<'delete'>;
}

/**
 * A client of a Kite deployment. What fails for a reason that may pass is sent again; each report has an
 * `Idempotency-Key`, so that one which arrived although its answer was lost counts once.
 */
export function createKite(options: KiteOptions = {}): Kite {
  const { url = '', token, attempts = 4, fetch = (request) => globalThis.fetch(request) } = options;
  const api = createClient<paths>({ baseUrl: url.replace(/\/+$/, ''), fetch: retrying(fetch, attempts) });
  const conventions: Middleware = {
    async onRequest({ request }) {
      const bearer = typeof token === 'function' ? await token() : token;
      if (bearer !== undefined) request.headers.set('authorization', `Bearer ${bearer}`);
      if (isReport(request) && !request.headers.has('idempotency-key')) {
        request.headers.set('idempotency-key', crypto.randomUUID());
      }
    },
    async onResponse({ response }) {
      if (!response.ok) throw await errorOf(response);
    },
  };
  api.use(conventions);
  return {
    get: async (...request) => dataOf(await api.GET(...request)),
    post: async (...request) => dataOf(await api.POST(...request)),
    put: async (...request) => dataOf(await api.PUT(...request)),
    delete: async (...request) => dataOf(await api.DELETE(...request)),
  };
}

const isReport = ({ method, url }: Request) =>
  method === 'POST' && new URL(url).pathname.startsWith('/api/v1/webhooks/');
