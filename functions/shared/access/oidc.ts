import { decodeJwt, errors, jwtVerify } from 'jose';
import { Caller, subjectId } from './caller.ts';
import { grantsBy } from './claims.ts';
import { keysOf } from './issuer-keys.ts';
import type { Issuer } from './issuers.ts';

/** How far the issuer's clock and ours may differ. */
const SKEW_SECONDS = 30;

/** The credential is not valid. The message, which names no part of it, is for the log. */
export class InvalidCredential extends Error {}

/**
 * Verifies JWTs (RFC 7519) of the issuers: signature, `iss`, `aud`, `exp`, `nbf`, and that a rule matches their
 * claims.
 * @returns a function from a token to its caller; it throws InvalidCredential when the token is not valid, and any
 * other error when that cannot be known because the issuer does not answer
 */
export function oidcVerifier(issuers: readonly Issuer[]): (jwt: string) => Promise<Caller> {
  const trusted = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keys: keysOf(issuer) }]));

  return async (jwt) => {
    const found = trusted.get(issuerOf(jwt));
    if (found === undefined) throw new InvalidCredential('No issuer that is trusted');
    const { issuer, keys } = found;
    const { payload } = await jwtVerify(jwt, keys, {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms: issuer.algorithms,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp'],
    }).catch((error: unknown) => {
      throw isTokenFault(error) ? new InvalidCredential(error.code) : error;
    });
    const grants = grantsBy(issuer.rules, payload);
    if (grants.length === 0) throw new InvalidCredential('No rule knows its claims');
    return new Caller(subjectId(issuer.issuer, payload.sub ?? ''), grants);
  };
}

/** The `iss` claim of a token that is not verified yet. */
function issuerOf(jwt: string): string {
  try {
    return decodeJwt(jwt).iss ?? '';
  } catch {
    throw new InvalidCredential('No JWT');
  }
}

/** Whether the token is at fault, rather than an issuer whose keys are no public keys. */
const isTokenFault = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError && error.code !== 'ERR_JWKS_INVALID';
