import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIVE_IN_SCOPE, BY_NAMESPACE, HEALTH_KEY } from '../functions/shared/store/items.ts';
import type { TableAccess } from './issue-table.ts';

/** Settings that a function can ask for; the stack knows their values. */
export type Setting = 'DEDUP' | 'LOGS_BASE_URL' | 'ISSUE_RETENTION_DAYS' | 'VERSION' | 'ROUTES';

/** One endpoint of the API: its code, its route, and as little else as it needs. */
export interface EndpointSpec {
  /** The file below functions/, without `.ts`. */
  readonly entry: string;
  /** `METHOD /path`, or `$default` for what no other route matches. */
  readonly route: string;
  /** Default: none. */
  readonly access?: TableAccess;
  readonly settings: readonly Setting[];
}

const reports: Pick<EndpointSpec, 'access' | 'settings'> = {
  access: { item: ['UpdateItem', 'PutItem', 'BatchGetItem'] },
  settings: ['DEDUP', 'LOGS_BASE_URL', 'ISSUE_RETENTION_DAYS'],
};
const resolves: typeof reports = {
  access: { item: ['UpdateItem'], index: { [ACTIVE_IN_SCOPE]: ['Query'] } },
  settings: ['ISSUE_RETENTION_DAYS'],
};
const changes: typeof reports = {
  access: { item: ['GetItem', 'UpdateItem', 'BatchGetItem'] },
  settings: ['ISSUE_RETENTION_DAYS'],
};

/** The webhooks are the files in functions/webhooks: `<name>-success` resolves, any other reports. */
const webhooks: readonly EndpointSpec[] = readdirSync(join(import.meta.dirname, '../functions/webhooks'))
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => file.slice(0, -'.ts'.length))
  .map((name) => ({
    entry: `webhooks/${name}`,
    route: `POST /api/v1/webhooks/${name}`,
    ...(name.endsWith('-success') ? resolves : reports),
  }));

/** Every endpoint there is. The routes of the API, deployed and local, come from here and nowhere else. */
export const endpoints: readonly EndpointSpec[] = [
  {
    entry: 'issues/list',
    route: 'GET /api/v1/issues',
    access: { item: ['BatchGetItem'], index: { [BY_NAMESPACE]: ['Query'] } },
    settings: [],
  },
  { entry: 'issues/create', route: 'POST /api/v1/issues', ...reports },
  {
    entry: 'issues/get',
    route: 'GET /api/v1/issues/{id}',
    access: { item: ['GetItem', 'BatchGetItem'] },
    settings: [],
  },
  { entry: 'issues/update', route: 'PUT /api/v1/issues/{id}', ...changes },
  {
    entry: 'issues/delete',
    route: 'DELETE /api/v1/issues/{id}',
    access: { item: ['GetItem', 'UpdateItem', 'DeleteItem'] },
    settings: [],
  },
  { entry: 'issues/resolve', route: 'POST /api/v1/issues/{id}/resolve', ...changes },
  {
    entry: 'issues/relate',
    route: 'POST /api/v1/issues/{id}/related',
    access: { item: ['GetItem', 'UpdateItem'] },
    settings: [],
  },
  {
    entry: 'issues/unrelate',
    route: 'DELETE /api/v1/issues/{id}/related/{relatedId}',
    access: { item: ['UpdateItem'] },
    settings: [],
  },
  ...webhooks,
  {
    entry: 'system/health',
    route: 'GET /api/v1/health',
    access: { item: ['GetItem'], onlyPartition: HEALTH_KEY },
    settings: ['VERSION'],
  },
  { entry: 'system/version', route: 'GET /api/v1/version', settings: ['VERSION'] },
  { entry: 'system/fallback', route: '$default', settings: ['ROUTES'] },
];
