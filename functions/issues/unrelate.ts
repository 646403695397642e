import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { issueIdSchema } from '../shared/issue/path.ts';
import { unrelate } from '../shared/store/relate.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `DELETE /issues/{id}/related/{relatedId}`: ends a relation, whichever of the two was the source. */
export const handler = endpoint({
  access: routes['issues/unrelate'].caller,
  request: z.object({ path: z.object({ id: issueIdSchema, relatedId: issueIdSchema }) }),
  namespaces: () => [],
  run: async ({ path }, { caller }) => {
    await unrelate(table, path.id, path.relatedId, caller.permits('write'));
    return { status: 204 };
  },
});
