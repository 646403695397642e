import * as z from 'zod';
import { endpoint } from '../shared/http/endpoint.ts';
import { connect } from '../shared/store/table.ts';
import { createToken, newTokenRequest } from '../shared/store/tokens.ts';

const table = connect();

/**
 * `POST /tokens`: 201 with the new token, whose credential is in this answer and nowhere else. Nobody can give
 * away more than they have: it holds within namespaces that the caller administers.
 */
export const handler = endpoint(
  'administer',
  z.object({ body: newTokenRequest }),
  async ({ body }, { caller }) => {
    for (const namespace of body.namespaces) caller.require('administer', namespace);
    const { token, info } = await createToken(table, body);
    return { status: 201, body: { ...info, token } };
  },
);
