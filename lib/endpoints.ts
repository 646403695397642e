import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIVE_IN_SCOPE, BY_NAMESPACE, HEALTH_KEY, TOKENS } from '../functions/shared/store/items.ts';
import type { TableAccess } from './issue-table.ts';

/** Settings that a function can ask for; the stack knows their values. */
export type Setting = 'LOGS_BASE_URL' | 'NAMESPACES' | 'OIDC' | 'VERSION' | 'ROUTES';

/** A function: its code, and as little else as it needs. */
export interface FunctionSpec {
  /** The file below functions/, without `.ts`. */
  readonly entry: string;
  /** Default: none. */
  readonly access?: TableAccess;
  readonly settings: readonly Setting[];
}

/** One endpoint of the API. */
export interface EndpointSpec extends FunctionSpec {
  /** `METHOD /path`, or `$default` for what no other route matches. */
  readonly route: string;
  /**
   * What its requests must bear: a token that the authorizer knows, the secret of the `sender`, which it checks
   * itself, or nothing.
   */
  readonly credential: 'token' | 'secret' | 'none';
  readonly sender?: string;
}

const reports: Pick<FunctionSpec, 'access' | 'settings'> = {
  access: { item: ['UpdateItem', 'PutItem', 'BatchGetItem'] },
  settings: ['LOGS_BASE_URL'],
};
const resolves: typeof reports = {
  access: { item: ['UpdateItem'], index: { [ACTIVE_IN_SCOPE]: ['Query'] } },
  settings: [],
};
const reportsAndResolves: typeof reports = {
  access: { ...resolves.access, ...reports.access },
  settings: [...reports.settings, 'NAMESPACES'],
};
const changes: typeof reports = {
  access: { item: ['GetItem', 'UpdateItem', 'BatchGetItem'] },
  settings: [],
};
const deletes: typeof reports = {
  access: { item: ['GetItem', 'UpdateItem', 'DeleteItem'] },
  settings: [],
};

/** The names of the files in a folder of functions/. */
const namesIn = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, '../functions', folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => file.slice(0, -'.ts'.length));

/** The webhooks are the files in functions/webhooks: `<name>-success` resolves, any other reports. */
const webhooks: readonly EndpointSpec[] = namesIn('webhooks').map((name) => ({
  entry: `webhooks/${name}`,
  route: `POST /api/v1/webhooks/${name}`,
  credential: 'token',
  ...(name.endsWith('-success') ? resolves : reports),
}));

/** Its events come over EventBridge, not over HTTP. */
const AWS = 'aws';

/** CI systems that send their own events: the other files in functions/senders. */
const senders: readonly EndpointSpec[] = namesIn('senders')
  .filter((name) => name !== AWS)
  .map((sender) => ({
    entry: `senders/${sender}`,
    route: `POST /api/v1/webhooks/${sender}`,
    credential: 'secret',
    sender,
    ...reportsAndResolves,
  }));

/** What AWS's own events go to, where a deployment wants them. */
export const awsEvents: FunctionSpec = { entry: `senders/${AWS}`, ...reportsAndResolves };

/** What follows the issues that DynamoDB deletes when their time is over. */
export const expiry: FunctionSpec = { entry: 'system/expired', ...deletes };

/** What tells the gateway who sends a request. */
export const authorizer: FunctionSpec = {
  entry: 'system/authorizer',
  access: { item: ['GetItem', 'UpdateItem'], onlyPartition: TOKENS },
  settings: ['OIDC'],
};

/** Every endpoint there is. The routes of the API, deployed and local, come from here and nowhere else. */
export const endpoints: readonly EndpointSpec[] = [
  {
    entry: 'issues/list',
    route: 'GET /api/v1/issues',
    credential: 'token',
    access: { item: ['BatchGetItem', 'Query'], index: { [BY_NAMESPACE]: ['Query'] } },
    settings: [],
  },
  { entry: 'issues/create', route: 'POST /api/v1/issues', credential: 'token', ...reports },
  {
    entry: 'issues/get',
    route: 'GET /api/v1/issues/{id}',
    credential: 'token',
    access: { item: ['GetItem', 'BatchGetItem'] },
    settings: [],
  },
  { entry: 'issues/update', route: 'PUT /api/v1/issues/{id}', credential: 'token', ...changes },
  {
    entry: 'issues/delete',
    route: 'DELETE /api/v1/issues/{id}',
    credential: 'token',
    ...deletes,
  },
  { entry: 'issues/resolve', route: 'POST /api/v1/issues/{id}/resolve', credential: 'token', ...changes },
  {
    entry: 'issues/relate',
    route: 'POST /api/v1/issues/{id}/related',
    credential: 'token',
    access: { item: ['GetItem', 'UpdateItem'] },
    settings: [],
  },
  {
    entry: 'issues/unrelate',
    route: 'DELETE /api/v1/issues/{id}/related/{relatedId}',
    credential: 'token',
    access: { item: ['GetItem', 'UpdateItem'] },
    settings: [],
  },
  {
    entry: 'tokens/list',
    route: 'GET /api/v1/tokens',
    credential: 'token',
    access: { item: ['Query'], onlyPartition: TOKENS },
    settings: [],
  },
  {
    entry: 'tokens/create',
    route: 'POST /api/v1/tokens',
    credential: 'token',
    access: { item: ['PutItem'], onlyPartition: TOKENS },
    settings: [],
  },
  {
    entry: 'tokens/revoke',
    route: 'DELETE /api/v1/tokens/{id}',
    credential: 'token',
    access: { item: ['GetItem', 'DeleteItem'], onlyPartition: TOKENS },
    settings: [],
  },
  ...webhooks,
  ...senders,
  {
    entry: 'system/health',
    route: 'GET /api/v1/health',
    credential: 'none',
    access: { item: ['GetItem'], onlyPartition: HEALTH_KEY },
    settings: ['VERSION'],
  },
  { entry: 'system/version', route: 'GET /api/v1/version', credential: 'none', settings: ['VERSION'] },
  { entry: 'system/fallback', route: '$default', credential: 'token', settings: ['ROUTES'] },
];
