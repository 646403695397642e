import createClient, { type FetchResponse, type MaybeOptionalInit, type Middleware } from 'openapi-fetch';
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

type Method = Extract<HttpMethod, 'get' | 'post' | 'put' | 'delete'>;

/** What an operation takes: `{params: {path, query, header}, body, headers, signal}`; nothing where it needs nothing. */
type Init<Path extends keyof paths, M extends Method> = MaybeOptionalInit<paths[Path], M>;
type InitOf<Path extends keyof paths, M extends Method> =
  undefined extends Init<Path, M> ? [init?: Init<Path, M>] : [init: Init<Path, M>];

/** What an operation answers when all is well; undefined where it has no body. */
type Answer<Path extends keyof paths, M extends Method> = FetchResponse<
  paths[Path][M] & Record<string, unknown>,
  object,
  MediaType
>['data'];

/**
 * One of the API's calls: `get('/api/v1/issues', {params: {query: {namespace: ['team-alpha']}}})`.
 * @throws KiteError where Kite answers with an error
 */
type Call<M extends Method> = <Path extends PathsWithMethod<paths, M>>(
  path: Path,
  ...init: InitOf<Path, M>
) => Promise<NonNullable<Answer<Path, M>>>;

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
  // `onResponse` has thrown where there is an error; the types cannot know.
  const call = <M extends Method>(method: M) =>
    (async (path: never, init: never) => (await api.request(method, path, init)).data) as Call<M>;
  return { get: call('get'), post: call('post'), put: call('put'), delete: call('delete') };
}

const isReport = ({ method, url }: Request) =>
  method === 'POST' && new URL(url).pathname.startsWith('/api/v1/webhooks/');
