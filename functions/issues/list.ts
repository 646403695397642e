import * as z from 'zod';
import { endpoint } from '../shared/http.ts';
import { listIssues, listQuery } from '../shared/store/list.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /issues`: one page of a namespace's issues. */
export const handler = endpoint(z.object({ query: listQuery }), async ({ query }) => ({
  status: 200,
  body: await listIssues(table, query),
}));
