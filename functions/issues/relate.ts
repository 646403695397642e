import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { issueIdSchema } from '../shared/issue/path.ts';
import { badRequest } from '../shared/runtime/errors.ts';
import { relate } from '../shared/store/relate.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** `POST /issues/{id}/related`: relates the issue, as the source, to another. */
export const handler = endpoint({
  access: routes['issues/relate'].caller,
  request: z.object({
    path: z.object({ id: issueIdSchema }),
    body: z.strictObject({ relatedId: z.guid('must be the UUID of an issue').check(z.toLowerCase()) }),
  }),
  namespaces: () => [],
  run: async ({ path, body }, { caller }) => {
    if (body.relatedId === path.id) {
      throw badRequest([{ path: 'relatedId', message: 'must be another issue than this one' }]);
    }
    await relate(table, path.id, body.relatedId, caller.permits('write'));
    return { status: 201, body: { message: 'Relationship created' } };
  },
});
