import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import { Caller, subjectId } from './caller.ts';
import { grantsBy } from './claims.ts';
import { type Issuer, trustedUrlSchema } from './issuers.ts';

/** How long an issuer has to answer; the authorizer itself has 5 s. */
const TIMEOUT_MS = 2_000;
/** How soon keys are fetched again for an unknown one; otherwise anyone could have us fetch them at will. */
const COOLDOWN_MS = 10_000;
/** How far the issuer's clock and ours may differ. */
const SKEW_SECONDS = 30;

/** The credential is not valid. The message, which names no part of it, is for the log. */
export class InvalidCredential extends Error {}

const configurationSchema = z.object({ issuer: z.string(), jwks_uri: trustedUrlSchema });

/** OpenID Connect Discovery 1.0, section 4: the configuration must name the issuer that was asked. */
async function discoverKeys({ issuer }: Issuer): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const configuration = configurationSchema.parse(await response.json());
  if (configuration.issuer !== issuer) throw new Error(`${url} is the configuration of another issuer`);
  return configuration.jwks_uri;
}

/**
 * Verifies JWTs (RFC 7519) of the issuers: signature, `iss`, `aud`, `exp`, `nbf`, and that a rule matches their
 * claims. Keys are kept for 10 minutes, and fetched again for an unknown one every 10 s at most.
 * @returns a function from a token to its caller; it throws InvalidCredential when the token is not valid, and any
 * other error when that cannot be known because the issuer does not answer
 */
export function oidcVerifier(issuers: readonly Issuer[]): (jwt: string) => Promise<Caller> {
  const keys = new Map<string, Promise<JWTVerifyGetKey>>();
  function keysOf(issuer: Issuer): Promise<JWTVerifyGetKey> {
    const known = keys.get(issuer.issuer);
    if (known !== undefined) return known;
    const found = (issuer.jwksUri ? Promise.resolve(issuer.jwksUri) : discoverKeys(issuer)).then((uri) =>
      createRemoteJWKSet(new URL(uri), { timeoutDuration: TIMEOUT_MS, cooldownDuration: COOLDOWN_MS }),
    );
    keys.set(issuer.issuer, found);
    found.catch(() => keys.delete(issuer.issuer));
    return found;
  }

  return async (jwt) => {
    const issuer = issuers.find(({ issuer }) => issuer === issuerOf(jwt));
    if (issuer === undefined) throw new InvalidCredential('No issuer that is trusted');
    const { payload } = await jwtVerify(jwt, await keysOf(issuer), {
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

function issuerOf(jwt: string): string | undefined {
  try {
    return decodeJwt(jwt).iss;
  } catch {
    throw new InvalidCredential('No JWT');
  }
}

/** Whether the token is at fault, rather than an issuer that does not answer or not with keys. */
const isTokenFault = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError &&
  !['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(error.code);
