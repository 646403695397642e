import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { issueRequest } from '../shared/issue/path.ts';
import { issueChangeSchema } from '../shared/issue/request.ts';
import { currentMoment } from '../shared/store/change.ts';
import { changeIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** What Lambda takes: an issue with its related ones, as it was answered, can be sent back. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** `PUT /issues/{id}`: changes the fields that the body names. */
export const handler = endpoint({
  access: routes['issues/update'].caller,
  maxBodyBytes: MAX_BODY_BYTES,
  request: z.object({ ...issueRequest, body: issueChangeSchema }),
  namespaces: ({ query }) => [query.namespace],
  run: async ({ path, query, body }, { caller }) => {
    const ref = { ...path, ...query, isPermitted: caller.permits('write') };
    return { status: 200, body: await changeIssue(table, ref, body, currentMoment(caller)) };
  },
});
