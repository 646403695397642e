import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import { Caller } from './caller.ts';
import { grantsBy } from './claims.ts';
import { type Issuer, trustedUrl } from './issuers.ts';

/** How long an issuer has to answer; the authorizer itself has 5 s. */
const PATIENCE_MS = 2_000;
/** How soon its keys are fetched again for one that is not among them; else anyone could have us fetch them. */
const COOLDOWN_MS = 10_000;
/** How far its clock and ours may differ. */
const SKEW_SECONDS = 30;

/** A credential is no good; the message, which names no part of it, is for the log. */
export class InvalidCredential extends Error {}

const discovered = z.object({ issuer: z.string(), jwks_uri: trustedUrl });

/** OpenID Connect Discovery 1.0, section 4: the configuration must be of the issuer that was asked for. */
async function discoverKeys({ issuer }: Issuer): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const found = discovered.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`${url} is the configuration of another issuer`);
  return found.jwks_uri;
}

/**
 * Verifies JWTs (RFC 7519) of the issuers: signature, `iss`, `aud`, `exp`, `nbf`, and that a rule knows their
 * claims. Keys are kept for 10 minutes and fetched anew for one that is not known, every 10 s at most.
 * @returns a function that gives the token's bearer
 * @throws (from that function) InvalidCredential when the token is no good; any other error when that cannot be known,
 * because the issuer does not answer
 */
export function oidcVerifier(issuers: readonly Issuer[]): (jwt: string) => Promise<Caller> {
  const keys = new Map<string, Promise<JWTVerifyGetKey>>();
  function keysOf(one: Issuer): Promise<JWTVerifyGetKey> {
    const known = keys.get(one.issuer);
    if (known) return known;
    const found = (one.jwksUri ? Promise.resolve(one.jwksUri) : discoverKeys(one)).then((uri) =>
      createRemoteJWKSet(new URL(uri), { timeoutDuration: PATIENCE_MS, cooldownDuration: COOLDOWN_MS }),
    );
    keys.set(one.issuer, found);
    found.catch(() => keys.delete(one.issuer));
    return found;
  }

  return async (jwt) => {
    const one = issuers.find(({ issuer }) => issuer === issuerOf(jwt));
    if (one === undefined) throw new InvalidCredential('No issuer that is trusted');
    const { payload } = await jwtVerify(jwt, await keysOf(one), {
      issuer: one.issuer,
      audience: one.audience,
      algorithms: one.algorithms,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp'],
    }).catch((error: unknown) => {
      throw isRefusal(error) ? new InvalidCredential(error.code) : error;
    });
    const grants = grantsBy(one.rules, payload);
    if (grants.length === 0) throw new InvalidCredential('No rule knows its claims');
    return new Caller(`${one.issuer} ${payload.sub ?? ''}`.slice(0, 500), grants);
  };
}

function issuerOf(jwt: string): string | undefined {
  try {
    return decodeJwt(jwt).iss;
  } catch {
    throw new InvalidCredential('No JWT');
  }
}

/** Whether it is the token that is at fault, and not that its issuer does not answer, or not with keys. */
const isRefusal = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError &&
  !['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(error.code);
