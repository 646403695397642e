import type { Permission } from './shared/access/grant.ts';
import {
  ACTIVE_IN_SCOPE,
  ALL_SENDERS,
  BY_NAMESPACE,
  HEALTH_KEY,
  NAMESPACES,
  TOKENS,
} from './shared/store/names.ts';

/*
 * Every route of the API and what its function may do, once: the stack deploys by it (lib/endpoints.ts), and each
 * handler is made from its own entry. Webhooks and senders have no entries of their own: the files in their
 * folders are their routes, and all of a kind may do the same.
 */

/** What a function may do with the table: DynamoDB's actions, without their prefix. */
export interface TableAccess {
  readonly item?: readonly (
    | 'GetItem'
    | 'BatchGetItem'
    | 'Query'
    | 'PutItem'
    | 'UpdateItem'
    | 'DeleteItem'
    | 'ConditionCheckItem'
  )[];
  readonly index?: Readonly<Record<string, readonly 'Query'[]>>;
  /** What it may change by `UpdateItem` beside what `item` has: these attributes of a partition's items. */
  readonly updates?: { readonly partition: string; readonly attributes: readonly string[] };
  /**
   * The only partition of the table and its local index, not of the global one, that it may reach; with a `*` at its
   * end, all that begin so.
   * @default - all of issues
   */
  readonly onlyPartition?: string;
}

/** The deployment's settings that a function can ask for, as environment variables. */
export type Setting =
  | 'CORS_ORIGINS'
  | 'EARLIER_RULES'
  | 'GITHUB_HOOKS'
  | 'LOGS_BASE_URL'
  | 'NAMESPACES'
  | 'OIDC'
  | 'SIGN_INS'
  | 'REQUESTS_PER_SECOND'
  | 'VERSION'
  | 'SENDERS'
  | 'TOKEN_DAYS';

/** What a function needs, and nothing else. */
export interface FunctionSpec {
  /** @default - it does not reach the table */
  readonly table?: TableAccess;
  /** @default - none */
  readonly settings?: readonly Setting[];
}

/**
 * Who may call an endpoint: callers with a permission, whom the gateway has authenticated; a sender that proves
 * itself to the function with its secret; any caller that the gateway has authenticated; or anyone.
 */
type CallerSpec = Permission | 'sender' | 'authenticated' | 'anyone';

export interface EndpointSpec extends FunctionSpec {
  readonly caller: CallerSpec;
}

export interface RouteSpec extends EndpointSpec {
  /** `METHOD /path`, or `$default` for what no other route matches. */
  readonly route: string;
  /** Another route that it answers. */
  readonly alsoRoute?: string;
  /**
   * How many requests a second each of its routes takes, and twice as many at once.
   * @default - 10 where anyone may call; else the stage's limits
   */
  readonly perSecond?: number;
}

const REPORT: TableAccess = { item: ['UpdateItem', 'PutItem', 'BatchGetItem', 'ConditionCheckItem'] };
const RESOLVE: TableAccess = {
  item: ['UpdateItem', 'BatchGetItem'],
  index: { [ACTIVE_IN_SCOPE]: ['Query'] },
};
const CHANGE: TableAccess = { item: ['GetItem', 'UpdateItem', 'BatchGetItem'] };
const DELETE: TableAccess = { item: ['GetItem', 'UpdateItem', 'DeleteItem'] };
const RELATE: TableAccess = { item: ['GetItem', 'UpdateItem'] };
const REVOKE: TableAccess = { item: ['BatchGetItem', 'Query', 'DeleteItem'], onlyPartition: TOKENS };

/** The routes, by the file that answers them: below functions/, without `.ts`. */
export const routes = {
  'issues/list': {
    route: 'GET /api/v1/issues',
    caller: 'read',
    table: { item: ['BatchGetItem', 'Query'], index: { [BY_NAMESPACE]: ['Query'] } },
  },
  'issues/create': {
    route: 'POST /api/v1/issues',
    caller: 'write',
    table: REPORT,
    settings: ['EARLIER_RULES'],
  },
  'issues/get': {
    route: 'GET /api/v1/issues/{id}',
    caller: 'read',
    table: { item: ['GetItem', 'BatchGetItem'] },
  },
  'issues/update': { route: 'PUT /api/v1/issues/{id}', caller: 'write', table: CHANGE },
  'issues/delete': { route: 'DELETE /api/v1/issues/{id}', caller: 'write', table: DELETE },
  'issues/resolve': { route: 'POST /api/v1/issues/{id}/resolve', caller: 'write', table: CHANGE },
  'issues/relate': { route: 'POST /api/v1/issues/{id}/related', caller: 'write', table: RELATE },
  'issues/unrelate': {
    route: 'DELETE /api/v1/issues/{id}/related/{relatedId}',
    caller: 'write',
    table: RELATE,
  },
  'issues/fingerprint': { route: 'POST /api/v1/fingerprint', caller: 'authenticated' },
  'scopes/list': {
    route: 'GET /api/v1/scopes',
    caller: 'read',
    table: { item: ['BatchGetItem'], index: { [BY_NAMESPACE]: ['Query'] } },
  },
  'namespaces/list': {
    route: 'GET /api/v1/namespaces',
    caller: 'read',
    table: { item: ['Query'], onlyPartition: NAMESPACES, index: { [BY_NAMESPACE]: ['Query'] } },
  },
  'tokens/list': {
    route: 'GET /api/v1/tokens',
    caller: 'administer',
    table: { item: ['Query'], index: { [ACTIVE_IN_SCOPE]: ['Query'] }, onlyPartition: TOKENS },
  },
  'tokens/create': {
    route: 'POST /api/v1/tokens',
    caller: 'administer',
    table: { item: ['BatchGetItem', 'Query', 'PutItem'], onlyPartition: TOKENS },
    settings: ['TOKEN_DAYS'],
  },
  'tokens/revoke': {
    route: 'DELETE /api/v1/tokens/{id}',
    caller: 'administer',
    table: REVOKE,
  },
  'tokens/revoke-made-by': {
    route: 'DELETE /api/v1/tokens',
    caller: 'administer',
    table: REVOKE,
  },
  'system/dashboard': {
    route: 'GET /',
    alsoRoute: 'GET /dashboard/{path+}',
    caller: 'anyone',
    // A page that is opened takes three.
    perSecond: 100,
    settings: ['SIGN_INS'],
  },
  'system/me': { route: 'GET /api/v1/me', caller: 'authenticated' },
  'system/health': {
    route: 'GET /api/v1/health',
    caller: 'anyone',
    table: { item: ['GetItem'], onlyPartition: HEALTH_KEY },
    settings: ['VERSION'],
  },
  'system/senders': {
    route: 'GET /api/v1/senders',
    caller: 'read',
    table: { item: ['BatchGetItem'], onlyPartition: ALL_SENDERS },
    settings: ['SENDERS'],
  },
  'system/version': { route: 'GET /api/v1/version', caller: 'anyone', settings: ['VERSION'] },
  'system/openapi': { route: 'GET /api/v1/openapi.json', caller: 'anyone' },
  'system/fallback': { route: '$default', caller: 'authenticated' },
} as const satisfies Readonly<Record<string, RouteSpec>>;

/** The webhooks that report failures: all files of webhooks/ but `<name>-success`. */
export const failureWebhookSpec = {
  caller: 'publish',
  table: REPORT,
  settings: ['LOGS_BASE_URL', 'EARLIER_RULES'],
} as const satisfies EndpointSpec;

/** The webhooks that resolve: the files `<name>-success` of webhooks/. */
export const successWebhookSpec = { caller: 'publish', table: RESOLVE } as const satisfies EndpointSpec;

/** CI systems that send their own events: the files of senders/. */
export const senderSpec = {
  caller: 'sender',
  table: { ...RESOLVE, ...REPORT },
  settings: ['LOGS_BASE_URL', 'NAMESPACES', 'EARLIER_RULES'],
} as const satisfies EndpointSpec;

/** Tells the gateway who sends a request: system/authorizer.ts. */
export const authorizerSpec = {
  table: {
    item: ['BatchGetItem'],
    onlyPartition: TOKENS,
    updates: { partition: TOKENS, attributes: ['lastUsedAt'] },
  },
  settings: ['OIDC'],
} as const satisfies FunctionSpec;

/** Cleans up after issues that have expired: system/expired.ts. */
export const expirySpec = { table: DELETE } as const satisfies FunctionSpec;

/** Has GitHub send again what it could not deliver: system/github-redelivery.ts. */
export const githubRedeliverySpec = { settings: ['GITHUB_HOOKS'] } as const satisfies FunctionSpec;
