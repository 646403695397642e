import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { endpoint } from '../shared/http.ts';
import { ofIssue } from '../shared/issue-path.ts';
import { changeIssue } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `POST /issues/{id}/resolve`: resolving twice keeps the first `resolvedAt`. */
export const handler = endpoint(z.object(ofIssue), async ({ path, query }) => {
  const moment = { now: new Date().toISOString(), id: randomUUID() };
  const resolved = await changeIssue(table, { ...path, ...query }, { state: 'RESOLVED' }, moment);
  return { status: 200, body: resolved };
});
