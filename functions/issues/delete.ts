import * as z from 'zod';
import { endpoint } from '../shared/http/endpoint.ts';
import { ofIssue } from '../shared/issue/path.ts';
import { deleteIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `DELETE /issues/{id}`: the issue, its links, and its relations on both sides. */
export const handler = endpoint('write', z.object(ofIssue), async ({ path, query }, { caller }) => {
  await deleteIssue(table, { ...path, ...query, isPermitted: caller.permits('write') });
  return { status: 204 };
});
