import * as z from 'zod';
import { endpoint } from '../shared/http/endpoint.ts';
import { ofIssue } from '../shared/issue/path.ts';
import { getIssue } from '../shared/store/read.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `GET /issues/{id}`: the issue with its links and related issues. */
export const handler = endpoint('read', z.object(ofIssue), async ({ path, query }, { caller }) => {
  const issue = await getIssue(table, { ...path, ...query, isPermitted: caller.permits('read') });
  return { status: 200, body: caller.view(issue) };
});
