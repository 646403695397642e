import * as z from 'zod';
import { endpoint } from '../shared/http/endpoint.ts';
import { ofIssue } from '../shared/issue/path.ts';
import { currentMoment } from '../shared/store/change.ts';
import { changeIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `POST /issues/{id}/resolve`: resolving twice keeps the first `resolvedAt`. */
export const handler = endpoint('write', z.object(ofIssue), async ({ path, query }, { caller }) => {
  const ref = { ...path, ...query, isPermitted: caller.permits('write') };
  const issue = await changeIssue(table, ref, { state: 'RESOLVED' }, currentMoment());
  return { status: 200, body: caller.view(issue) };
});
