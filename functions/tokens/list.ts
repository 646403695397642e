import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { connect } from '../shared/store/table.ts';
import { listTokens } from '../shared/store/tokens.ts';

const table = connect();

/** `GET /tokens`: those that are valid only in namespaces that the caller administers; newest first. */
export const handler = endpoint({
  access: routes['tokens/list'].caller,
  request: z.object({}),
  namespaces: () => [],
  run: async (_input, { caller }) => {
    const tokens = await listTokens(table);
    const isWithin = caller.permits('administer');
    return { status: 200, body: { data: tokens.filter(({ namespaces }) => namespaces.every(isWithin)) } };
  },
});
