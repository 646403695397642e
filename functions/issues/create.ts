import * as z from 'zod';
import { DEDUP_POLICIES, fingerprint } from '../shared/dedup.ts';
import { readEnv } from '../shared/env.ts';
import { endpoint } from '../shared/http.ts';
import { newIssue } from '../shared/issue-request.ts';
import { currentMoment } from '../shared/store/change.ts';
import { report } from '../shared/store/report.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();
const { DEDUP } = readEnv(z.object({ DEDUP: z.enum(DEDUP_POLICIES) }));

/** `POST /issues`: 201 with a new issue, 200 with the similar one that was updated. */
export const handler = endpoint('write', z.object({ body: newIssue }), async ({ body }, { caller }) => {
  const failure = {
    ...body,
    scope: { ...body.scope, resourceNamespace: body.scope.resourceNamespace ?? body.namespace },
    dedupKey: body.dedupKey ?? fingerprint(body.title),
  };
  const { issue, outcome } = await report(table, failure, DEDUP, currentMoment());
  return { status: outcome === 'new' ? 201 : 200, body: caller.view(issue) };
});
