import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Caller } from '../access/caller.ts';
import type { Permission } from '../access/grant.ts';
import type { Part } from './parts.ts';

/**
 * Requires a permission in every namespace that a request names. What a request does not name but leads to (an
 * issue by id) is for the store to check: see `locate`.
 * @throws HttpError 403
 */
export const authorize = (
  permission: Permission,
  callerOf: (event: APIGatewayProxyEventV2) => Caller,
  namespacesOf: (event: APIGatewayProxyEventV2) => readonly (string | undefined)[],
): Part => ({
  before({ event }) {
    const caller = callerOf(event);
    for (const namespace of namespacesOf(event)) {
      if (namespace !== undefined) caller.require(permission, namespace);
    }
  },
});
