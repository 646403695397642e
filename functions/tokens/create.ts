import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { connect } from '../shared/store/table.ts';
import { createToken, newTokenSchema } from '../shared/store/tokens.ts';

const table = connect();

/**
 * `POST /tokens`: 201 with the new token; its credential is in this answer and nowhere else. A caller can grant
 * only what it administers itself.
 */
export const handler = endpoint({
  access: routes['tokens/create'].caller,
  request: z.object({ body: newTokenSchema }),
  namespaces: ({ body }) => body.namespaces,
  run: async ({ body }) => {
    const { token, info } = await createToken(table, body);
    return { status: 201, body: { ...info, token } };
  },
});
