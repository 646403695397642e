import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { listNamespaces, namespacesQuerySchema } from '../shared/store/namespaces.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /namespaces`: one page of those in which the caller may read issues. */
export const handler = endpoint({
  access: routes['namespaces/list'].caller,
  request: z.object({ query: namespacesQuerySchema }),
  namespaces: () => [],
  run: async ({ query }, { caller }) => ({
    status: 200,
    body: await listNamespaces(table, caller.patternsOf('read'), query),
  }),
});
