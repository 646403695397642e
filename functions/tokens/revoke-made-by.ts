import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { text } from '../shared/issue/text.ts';
import { connect } from '../shared/store/table.ts';
import { revokeMadeBy } from '../shared/store/token-revocation.ts';

const table = connect();

/**
 * `DELETE /tokens?createdBy=`: 200 with how many of a caller's tokens were revoked. Those that are valid outside what the
 * caller administers stay, and are not counted.
 */
export const handler = endpoint({
  access: routes['tokens/revoke-made-by'].caller,
  request: z.object({ query: z.object({ createdBy: text(100) }) }),
  namespaces: () => [],
  run: async ({ query: { createdBy } }, { caller }) => {
    const isWithin = caller.permits('administer');
    const revoked = await revokeMadeBy(table, createdBy, ({ namespaces }) => namespaces.every(isWithin));
    return { status: 200, body: { revoked } };
  },
});
