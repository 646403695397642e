import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { readSettings } from '../shared/runtime/env.ts';
import { connect } from '../shared/store/table.ts';
import { createToken, newTokenSchema } from '../shared/store/tokens.ts';

const table = connect();
const { TOKEN_DAYS } = readSettings(routes['tokens/create'], { TOKEN_DAYS: z.coerce.number() });

/**
 * `POST /tokens`: 201 with the new token; its credential is in this answer and nowhere else. A caller can grant
 * only what it administers itself.
 */
export const handler = endpoint({
  access: routes['tokens/create'].caller,
  request: z.object({ body: newTokenSchema }),
  namespaces: ({ body }) => body.namespaces,
  run: async ({ body }, { caller }) => {
    const { token, info } = await createToken(table, body, { id: caller.id, days: TOKEN_DAYS });
    return { status: 201, body: { ...info, token } };
  },
});
