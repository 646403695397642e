import { hash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { HttpError } from '../runtime/errors.ts';
import { allows, covers, type Grant, grantSchema, type Permission } from './grant.ts';

/** The sender of a request, and its permissions by namespace. */
export class Caller {
  /**
   * Names the credential in logs and items, in 44 bytes at most, since every issue holds two: a token's id, `subjectId`, `senderId`, or ANONYMOUS.
   * No secret, and nothing of a person.
   */
  readonly id: string;
  readonly grants: readonly Grant[];

  constructor(id: string, grants: readonly Grant[]) {
    this.id = id;
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

  /** `may` as a predicate, with which the store checks the namespace of an issue that it has found. */
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
export const unrestricted = (id: string) => new Caller(id, [{ role: 'admin', namespaces: ['*'] }]);

/** The id of callers whom nobody has authenticated. */
export const ANONYMOUS = 'anonymous';

/** The id of a sender, by its name. */
export const senderId = (sender: string) => `sender:${sender}`.slice(0, 44);

/**
 * The id of an OpenID Connect subject: `gitlab.com:<20 hex digits>`. Before the colon is the issuer's host, without
 * its first labels where it is longer than 23 bytes, for the reader's eye. The digest is of issuer and subject, so it
 * tells apart what that leaves out, names nobody, and cannot be made to be another's.
 */
export function subjectId(issuer: string, subject: string): string {
  const labels = new URL(issuer).hostname.split('.');
  while (labels.length > 1 && labels.join('.').length > 23) labels.shift();
  const digest = hash('sha256', `${issuer} ${subject}`, 'hex').slice(0, 20);
  return `${labels.join('.').slice(-23)}:${digest}`;
}

const parsed = z.transform((text: string): unknown => JSON.parse(text));
const verdictSchema = z.object({
  caller: z.string(),
  grants: z.pipe(z.pipe(z.string(), parsed), z.array(grantSchema)),
});
/**
 * A verdict of the code before callers had ids, which the gateway keeps for up to a minute after an update: the caller
 * is JSON. Its name may be a person's, so it only goes into a digest.
 */
const formerVerdictSchema = z.pipe(
  z.object({
    caller: z.pipe(
      z.pipe(z.string().check(z.startsWith('{')), parsed),
      z.object({ name: z.string(), grants: z.array(grantSchema) }),
    ),
  }),
  z.transform(({ caller: { name, grants } }) => ({
    caller: `before-update:${hash('sha256', name, 'hex').slice(0, 20)}`,
    grants,
  })),
);
const contextSchema = z.object({
  authorizer: z.object({ lambda: z.union([verdictSchema, formerVerdictSchema]) }),
});

/** A caller as the authorizer's context, for the functions behind it; the gateway logs its `caller`. */
export const toContext = ({ id, grants }: Caller) => ({ caller: id, grants: JSON.stringify(grants) });

/** The caller that the gateway's authorizer has let in, if it has. */
export function callerIn({
  requestContext,
}: Pick<APIGatewayProxyEventV2, 'requestContext'>): Caller | undefined {
  const { data } = z.safeParse(contextSchema, requestContext, { jitless: true });
  return data && new Caller(data.authorizer.lambda.caller, data.authorizer.lambda.grants);
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
