import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { listIssues } from '../shared/store/list.ts';
import { listQuerySchema } from '../shared/store/list-query.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /issues`: one page of the issues of some namespaces. */
export const handler = endpoint({
  access: routes['issues/list'].caller,
  request: z.object({ query: listQuerySchema }),
  // A search reads as many issues as one request may.
  weightOf: ({ queryStringParameters }) => (queryStringParameters?.search ? 10 : 1),
  namespaces: ({ query }) => query.namespace,
  run: async ({ query }) => ({ status: 200, body: await listIssues(table, query) }),
});
