import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { HttpError } from '../runtime/errors.ts';
import { allows, covers, type Grant, grantSchema, type Permission } from './grant.ts';

/** The sender of a request, and its permissions by namespace. */
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
   * @param namespace where; a pattern means in all that it covers. @default - in any namespace at all
   */
  may(permission: Permission, namespace?: string): boolean {
    return this.grants.some(
      ({ role, namespaces }) =>
        allows(role, permission) &&
        (namespace === undefined || namespaces.some((pattern) => covers(pattern, namespace))),
    );
  }

  /** The same as a predicate, with which the store checks the namespace of an issue that it has found. */
  permits(permission: Permission): (namespace: string) => boolean {
    return (namespace) => this.may(permission, namespace);
  }

  /** The patterns of the namespaces in which it has a permission. */
  patternsOf(permission: Permission): string[] {
    return this.grants.flatMap(({ role, namespaces }) => (allows(role, permission) ? namespaces : []));
  }

  /** @throws HttpError 403 when it does not have a permission, in a namespace that it named itself */
  require(permission: Permission, namespace?: string): void {
    if (this.may(permission, namespace)) return;
    const where = namespace === undefined ? '' : ` in the namespace ${namespace.slice(0, 253)}`;
    throw new HttpError(403, `This credential may not ${permission}${where}`);
  }
}

/** May do everything: where nobody is authenticated (the local server), or AWS itself is the caller. */
export const unrestricted = (name: string) => new Caller(name, [{ role: 'admin', namespaces: ['*'] }]);

const callerSchema = z.object({ name: z.string(), grants: z.array(grantSchema) });
const contextSchema = z.object({
  authorizer: z.object({
    lambda: z.object({
      caller: z.pipe(
        z.pipe(
          z.string(),
          z.transform((text): unknown => JSON.parse(text)),
        ),
        callerSchema,
      ),
    }),
  }),
});

/** A caller as the authorizer's context, for the functions behind it. */
export const toContext = ({ name, grants }: Caller) => ({ caller: JSON.stringify({ name, grants }) });

/** The caller that the gateway's authorizer has let in, if it has. */
export function callerIn({
  requestContext,
}: Pick<APIGatewayProxyEventV2, 'requestContext'>): Caller | undefined {
  const { data } = z.safeParse(contextSchema, requestContext, { jitless: true });
  return data && new Caller(data.authorizer.lambda.caller.name, data.authorizer.lambda.caller.grants);
}

/**
 * The same, where there must be one.
 * @throws HttpError 401 without an authorizer before this function: then it is closed, not open
 */
export function callerOf(event: Pick<APIGatewayProxyEventV2, 'requestContext'>): Caller {
  const caller = callerIn(event);
  if (caller === undefined) throw new HttpError(401, 'No credential was presented');
  return caller;
}
