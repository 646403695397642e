import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { connect } from '../shared/store/table.ts';
import { listTokens, tokenListQuerySchema } from '../shared/store/token-list.ts';

const table = connect();

/** `GET /tokens`: a page of those that are valid only in namespaces that the caller administers. */
export const handler = endpoint({
  access: routes['tokens/list'].caller,
  request: z.object({ query: tokenListQuerySchema }),
  namespaces: () => [],
  run: async ({ query }, { caller }) => ({
    status: 200,
    body: await listTokens(table, caller.patternsOf('administer'), query),
  }),
});
