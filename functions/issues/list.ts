import * as z from 'zod';
import { endpoint } from '../shared/http/endpoint.ts';
import { listIssues } from '../shared/store/list.ts';
import { listQuery } from '../shared/store/list-query.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /issues`: one page of a namespace's issues. */
export const handler = endpoint('read', z.object({ query: listQuery }), async ({ query }, { caller }) => {
  const page = await listIssues(table, query);
  return { status: 200, body: { ...page, data: page.data.map((issue) => caller.view(issue)) } };
});
