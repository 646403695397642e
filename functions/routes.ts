import type { Permission } from './shared/access/grant.ts';
import { ACTIVE_IN_SCOPE, BY_NAMESPACE, HEALTH_KEY, TOKENS } from './shared/store/names.ts';

/*
 * Every route of the API and what its function may do, once: the stack deploys by it (lib/endpoints.ts), and each
 * handler is made from its own entry. Webhooks and senders have no entries of their own: the files in their
 * folders are their routes, and all of a kind may do the same.
 */

/** What a function may do with the table: DynamoDB's actions, without their prefix. */
export interface TableAccess {
  readonly item?: readonly ('GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem')[];
  readonly index?: Readonly<Record<string, readonly 'Query'[]>>;
  /** The only partition it may reach. @default - all but that of the tokens */
  readonly onlyPartition?: string;
}

/** The deployment's settings that a function can ask for, as environment variables. */
export type Setting = 'LOGS_BASE_URL' | 'NAMESPACES' | 'OIDC' | 'VERSION' | 'ROUTES';

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
export type CallerSpec = Permission | 'sender' | 'authenticated' | 'anyone';

export interface EndpointSpec extends FunctionSpec {
  readonly caller: CallerSpec;
}

export interface RouteSpec extends EndpointSpec {
  /** `METHOD /path`, or `$default` for what no other route matches. */
  readonly route: string;
}

const REPORT: TableAccess = { item: ['UpdateItem', 'PutItem', 'BatchGetItem'] };
const RESOLVE: TableAccess = { item: ['UpdateItem'], index: { [ACTIVE_IN_SCOPE]: ['Query'] } };
const CHANGE: TableAccess = { item: ['GetItem', 'UpdateItem', 'BatchGetItem'] };
const DELETE: TableAccess = { item: ['GetItem', 'UpdateItem', 'DeleteItem'] };
const RELATE: TableAccess = { item: ['GetItem', 'UpdateItem'] };

export const listIssuesRoute = {
  route: 'GET /api/v1/issues',
  caller: 'read',
  table: { item: ['BatchGetItem', 'Query'], index: { [BY_NAMESPACE]: ['Query'] } },
} as const satisfies RouteSpec;

export const createIssueRoute = {
  route: 'POST /api/v1/issues',
  caller: 'write',
  table: REPORT,
} as const satisfies RouteSpec;

export const getIssueRoute = {
  route: 'GET /api/v1/issues/{id}',
  caller: 'read',
  table: { item: ['GetItem', 'BatchGetItem'] },
} as const satisfies RouteSpec;

export const updateIssueRoute = {
  route: 'PUT /api/v1/issues/{id}',
  caller: 'write',
  table: CHANGE,
} as const satisfies RouteSpec;

export const deleteIssueRoute = {
  route: 'DELETE /api/v1/issues/{id}',
  caller: 'write',
  table: DELETE,
} as const satisfies RouteSpec;

export const resolveIssueRoute = {
  route: 'POST /api/v1/issues/{id}/resolve',
  caller: 'write',
  table: CHANGE,
} as const satisfies RouteSpec;

export const relateIssuesRoute = {
  route: 'POST /api/v1/issues/{id}/related',
  caller: 'write',
  table: RELATE,
} as const satisfies RouteSpec;

export const unrelateIssuesRoute = {
  route: 'DELETE /api/v1/issues/{id}/related/{relatedId}',
  caller: 'write',
  table: RELATE,
} as const satisfies RouteSpec;

export const listTokensRoute = {
  route: 'GET /api/v1/tokens',
  caller: 'administer',
  table: { item: ['Query'], onlyPartition: TOKENS },
} as const satisfies RouteSpec;

export const createTokenRoute = {
  route: 'POST /api/v1/tokens',
  caller: 'administer',
  table: { item: ['PutItem'], onlyPartition: TOKENS },
} as const satisfies RouteSpec;

export const revokeTokenRoute = {
  route: 'DELETE /api/v1/tokens/{id}',
  caller: 'administer',
  table: { item: ['GetItem', 'DeleteItem'], onlyPartition: TOKENS },
} as const satisfies RouteSpec;

export const healthRoute = {
  route: 'GET /api/v1/health',
  caller: 'anyone',
  table: { item: ['GetItem'], onlyPartition: HEALTH_KEY },
  settings: ['VERSION'],
} as const satisfies RouteSpec;

export const versionRoute = {
  route: 'GET /api/v1/version',
  caller: 'anyone',
  settings: ['VERSION'],
} as const satisfies RouteSpec;

export const fallbackRoute = {
  route: '$default',
  caller: 'authenticated',
  settings: ['ROUTES'],
} as const satisfies RouteSpec;

/** The routes by the file, below functions/ and without `.ts`, that answers them. */
export const routes: Readonly<Record<string, RouteSpec>> = {
  'issues/list': listIssuesRoute,
  'issues/create': createIssueRoute,
  'issues/get': getIssueRoute,
  'issues/update': updateIssueRoute,
  'issues/delete': deleteIssueRoute,
  'issues/resolve': resolveIssueRoute,
  'issues/relate': relateIssuesRoute,
  'issues/unrelate': unrelateIssuesRoute,
  'tokens/list': listTokensRoute,
  'tokens/create': createTokenRoute,
  'tokens/revoke': revokeTokenRoute,
  'system/health': healthRoute,
  'system/version': versionRoute,
  'system/fallback': fallbackRoute,
};

/** The webhooks that report failures: all files of webhooks/ but `<name>-success`. */
export const failureWebhookSpec = {
  caller: 'publish',
  table: REPORT,
  settings: ['LOGS_BASE_URL'],
} as const satisfies EndpointSpec;

/** The webhooks that resolve: the files `<name>-success` of webhooks/. */
export const successWebhookSpec = { caller: 'publish', table: RESOLVE } as const satisfies EndpointSpec;

/** CI systems that send their own events: the files of senders/. */
export const senderSpec = {
  caller: 'sender',
  table: { ...RESOLVE, ...REPORT },
  settings: ['LOGS_BASE_URL', 'NAMESPACES'],
} as const satisfies EndpointSpec;

/** Tells the gateway who sends a request: system/authorizer.ts. */
export const authorizerSpec = {
  table: { item: ['GetItem', 'UpdateItem'], onlyPartition: TOKENS },
  settings: ['OIDC'],
} as const satisfies FunctionSpec;

/** Cleans up after issues that have expired: system/expired.ts. */
export const expirySpec = { table: DELETE } as const satisfies FunctionSpec;
