import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { issueRequest } from '../shared/issue/path.ts';
import { currentMoment } from '../shared/store/change.ts';
import { changeIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `POST /issues/{id}/resolve`: resolving twice keeps the first `resolvedAt`. */
export const handler = endpoint({
  access: routes['issues/resolve'].caller,
  request: z.object(issueRequest),
  namespaces: ({ query }) => [query.namespace],
  run: async ({ path, query }, { caller }) => {
    const ref = { ...path, ...query, isPermitted: caller.permits('write') };
    return { status: 200, body: await changeIssue(table, ref, { state: 'RESOLVED' }, currentMoment(caller)) };
  },
});
