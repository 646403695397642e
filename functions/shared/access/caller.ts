import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Issue } from '../issue/issue.ts';
import { HttpError } from '../runtime/errors.ts';
import { allows, covers, type Grant, grant, type Permission } from './grant.ts';

/** Whoever sends a request, and what it may do where. */
export class Caller {
  /** For the log: a token's id, an issuer's subject, a sender. Never a secret. */
  readonly name: string;
  readonly grants: readonly Grant[];

  constructor(name: string, grants: readonly Grant[]) {
    this.name = name;
    this.grants = grants;
  }

  /**
   * Whether it has a permission.
   * @param namespace where; anywhere at all, when it is not given. Of a pattern, in all that it takes in
   */
  may(permission: Permission, namespace?: string): boolean {
    return this.grants.some(
      ({ role, namespaces }) =>
        allows(role, permission) &&
        (namespace === undefined || namespaces.some((pattern) => covers(pattern, namespace))),
    );
  }

  /** The same, as what the store asks of the namespace of an issue that it has found. */
  permits(permission: Permission): (namespace: string) => boolean {
    return (namespace) => this.may(permission, namespace);
  }

  /** @throws HttpError 403 when it does not have a permission, in a namespace that it named itself */
  require(permission: Permission, namespace?: string): void {
    if (this.may(permission, namespace)) return;
    const where = namespace === undefined ? '' : ` in the namespace ${namespace.slice(0, 253)}`;
    throw new HttpError(403, `This credential may not ${permission}${where}`);
  }

  /** The issue without those of its relations that lead to what this caller may not read. */
  view(issue: Issue): Issue {
    return {
      ...issue,
      relatedFrom: issue.relatedFrom.filter(({ target }) => this.may('read', target.namespace)),
      relatedTo: issue.relatedTo.filter(({ source }) => this.may('read', source.namespace)),
    };
  }
}

/** May do everything: where nobody is asked who they are (the local server), or AWS itself is the caller. */
export const anyone = (name: string) => new Caller(name, [{ role: 'admin', namespaces: ['*'] }]);

const said = z.object({ name: z.string(), grants: z.array(grant) });
const authorized = z.object({
  authorizer: z.object({
    lambda: z.object({
      caller: z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .pipe(said),
    }),
  }),
});

/** What the authorizer says of a caller to the functions behind it. */
export const toContext = ({ name, grants }: Caller) => ({ caller: JSON.stringify({ name, grants }) });

/**
 * Whom the gateway's authorizer has let in.
 * @throws HttpError 401 when there is no authorizer before this function: it is not open then, but shut
 */
export function callerOf({ requestContext }: Pick<APIGatewayProxyEventV2, 'requestContext'>): Caller {
  const { data } = authorized.safeParse(requestContext, { jitless: true });
  if (data === undefined) throw new HttpError(401, 'No credential was presented');
  const { name, grants } = data.authorizer.lambda.caller;
  return new Caller(name, grants);
}
