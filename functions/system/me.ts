import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { PERMISSIONS } from '../shared/access/grant.ts';
import { endpoint } from '../shared/http/endpoint.ts';

/** `GET /me`: who the caller is, and what it may do where. */
export const handler = endpoint({
  access: routes['system/me'].caller,
  request: z.object({}),
  run: (_input, { caller }) => ({
    status: 200,
    body: {
      id: caller.id,
      may: Object.fromEntries(
        PERMISSIONS.map((permission) => [permission, [...new Set(caller.patternsOf(permission))].sort()]),
      ),
    },
  }),
});
