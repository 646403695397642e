import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { listIssues } from '../shared/store/list.ts';
import { listQuerySchema } from '../shared/store/list-query.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /issues`: one page of a namespace's issues. */
export const handler = endpoint({
  access: routes['issues/list'].caller,
  request: z.object({ query: listQuerySchema }),
  // A search reads every issue that the filters leave.
  weightOf: ({ queryStringParameters }) => (queryStringParameters?.search ? 10 : 1),
  namespaces: ({ query }) => [query.namespace],
  run: async ({ query }) => ({ status: 200, body: await listIssues(table, query) }),
});
