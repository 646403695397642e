import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { countsOf } from '../shared/intake/answers.ts';
import { shownFingerprint } from '../shared/issue/dedup.ts';
import { newIssueSchema } from '../shared/issue/request.ts';
import { currentMoment } from '../shared/store/change.ts';
import { connectToReport, reportFailure } from '../shared/store/failure.ts';

const table = connectToReport();

/** `POST /issues`: 201 with a new issue, 200 with the similar one that was updated. */
export const handler = endpoint({
  access: routes['issues/create'].caller,
  reports: 'webhook',
  request: z.object({ body: newIssueSchema }),
  namespaces: ({ body }) => [body.namespace, body.scope.resourceNamespace],
  run: async ({ body }, { caller }) => {
    const failure = {
      ...body,
      scope: { ...body.scope, resourceNamespace: body.scope.resourceNamespace ?? body.namespace },
      dedupKey: body.dedupKey ?? { message: body.title },
    };
    const { issue, outcome, fingerprint } = await reportFailure(table, failure, currentMoment(caller));
    return {
      status: outcome === 'new' ? 201 : 200,
      counts: countsOf({ outcome }),
      body: { ...issue, fingerprint: shownFingerprint(fingerprint) },
    };
  },
});
