import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { listGroups } from '../shared/store/groups.ts';
import { groupsQuerySchema } from '../shared/store/groups-query.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /scopes`: one page of a namespace's ACTIVE issues, by scope. */
export const handler = endpoint({
  access: routes['scopes/list'].caller,
  request: z.object({ query: groupsQuerySchema }),
  namespaces: ({ query }) => [query.namespace],
  run: async ({ query }) => ({ status: 200, body: await listGroups(table, query) }),
});
