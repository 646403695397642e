import * as z from 'zod';
import { endpoint } from '../shared/http.ts';
import { ofIssue } from '../shared/issue-path.ts';
import { deleteIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `DELETE /issues/{id}`: the issue, its links, and its relations on both sides. */
export const handler = endpoint(z.object(ofIssue), async ({ path, query }) => {
  await deleteIssue(table, { ...path, ...query });
  return { status: 204 };
});
