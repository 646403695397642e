import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { TOKEN_ID } from '../shared/access/token.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { HttpError } from '../shared/runtime/errors.ts';
import { connect } from '../shared/store/table.ts';
import { revokeToken } from '../shared/store/token-revocation.ts';

const table = connect();

/** `DELETE /tokens/{id}`: 204; 404 also for a token that is valid outside what the caller administers. */
export const handler = endpoint({
  access: routes['tokens/revoke'].caller,
  request: z.object({ path: z.object({ id: z.string().check(z.regex(TOKEN_ID)) }) }),
  namespaces: () => [],
  run: async ({ path: { id } }, { caller }) => {
    const isWithin = caller.permits('administer');
    if (!(await revokeToken(table, id, ({ namespaces }) => namespaces.every(isWithin)))) {
      throw new HttpError(404, 'Token not found');
    }
    return { status: 204 };
  },
});
