import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { issueRequest } from '../shared/issue/path.ts';
import { deleteIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `DELETE /issues/{id}`: the issue, its links, and its relations on both sides. */
export const handler = endpoint({
  access: routes['issues/delete'].caller,
  request: z.object(issueRequest),
  namespaces: ({ query }) => [query.namespace],
  run: async ({ path, query }, { caller }) => {
    await deleteIssue(table, { ...path, ...query, isPermitted: caller.permits('write') });
    return { status: 204 };
  },
});
