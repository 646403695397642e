import * as z from 'zod';
import { endpoint } from '../shared/http.ts';
import { issueChange } from '../shared/issue.ts';
import { ofIssue } from '../shared/issue-path.ts';
import { currentMoment } from '../shared/store/change.ts';
import { changeIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `PUT /issues/{id}`: changes the fields that the body names. */
export const handler = endpoint(
  z.object({ ...ofIssue, body: issueChange }),
  async ({ path, query, body }) => {
    return { status: 200, body: await changeIssue(table, { ...path, ...query }, body, currentMoment()) };
  },
);
