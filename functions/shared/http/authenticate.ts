import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ANONYMOUS, Caller, callerIn, callerOf } from '../access/caller.ts';
import type { Permission } from '../access/grant.ts';
import type { Authenticate } from '../access/sender-secrets.ts';
import { bodyBytes } from './body.ts';
import { type Part, perRequest } from './parts.ts';

/**
 * Who may call an endpoint: callers that the gateway has let in and that have a permission somewhere; callers
 * that prove to the endpoint itself who they are, before anything is parsed; any that the gateway has let in; anyone.
 */
export type Access = Permission | Authenticate | 'authenticated' | 'anyone';

const ANYONE = new Caller(ANONYMOUS, []);

/**
 * Finds out who calls.
 * @throws HttpError 401 without a credential that is good here; 403 without the permission in any namespace
 */
export function authenticate(access: Access) {
  const { get, set, find } = perRequest<Caller>();
  const part: Part = {
    async before({ event }) {
      if (access === 'anyone') return set(event, ANYONE);
      if (typeof access === 'function') {
        return set(event, await access({ headers: event.headers, body: bodyBytes(event) }));
      }
      const caller = callerOf(event);
      if (access !== 'authenticated') caller.require(access);
      set(event, caller);
    },
  };
  /** For the log, which also tells of requests that were refused before this part: whom the gateway has let in. */
  const callerIdOf = (event: APIGatewayProxyEventV2) => (find(event) ?? callerIn(event))?.id;
  return { ...part, callerOf: get, callerIdOf };
}
