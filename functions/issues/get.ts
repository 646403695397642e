import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { issueRequest } from '../shared/issue/path.ts';
import { getIssue } from '../shared/store/read.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /issues/{id}`: the issue with its links and related issues. */
export const handler = endpoint({
  access: routes['issues/get'].caller,
  request: z.object(issueRequest),
  namespaces: ({ query }) => [query.namespace],
  run: async ({ path, query }, { caller }) => ({
    status: 200,
    body: await getIssue(table, { ...path, ...query, isPermitted: caller.permits('read') }),
  }),
});
