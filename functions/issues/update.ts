import * as z from 'zod';
import { endpoint } from '../shared/http/endpoint.ts';
import { ofIssue } from '../shared/issue/path.ts';
import { issueChange } from '../shared/issue/request.ts';
import { currentMoment } from '../shared/store/change.ts';
import { changeIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `PUT /issues/{id}`: changes the fields that the body names. */
export const handler = endpoint(
  'write',
  z.object({ ...ofIssue, body: issueChange }),
  async ({ path, query, body }, { caller }) => {
    const ref = { ...path, ...query, isPermitted: caller.permits('write') };
    const issue = await changeIssue(table, ref, body, currentMoment());
    return { status: 200, body: caller.view(issue) };
  },
);
