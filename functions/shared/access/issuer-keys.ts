import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod/mini';
import { logger } from '../runtime/log.ts';
import { type Issuer, trustedUrlSchema } from './issuers.ts';

/** How long an issuer has to answer, all in all; the authorizer itself has 5 s, and others may wait for its instance. */
const TIMEOUT_MS = 1_500;
/** How soon an issuer is asked again, whether it answered or not; otherwise anyone could have us ask it at will. */
const COOLDOWN_MS = 10_000;
/** How old keys may become before the issuer is asked for them again. */
const FRESH_MS = 10 * 60_000;
/** How old they may become while it does not answer. */
const USABLE_MS = 24 * 60 * 60_000;

/** Whether a token is valid cannot be known, because its issuer does not answer, or not as it should. */
export class IssuerUnavailable extends Error {}

const configurationSchema = z.object({ issuer: z.string(), jwks_uri: trustedUrlSchema });
/** A JSON Web Key Set (RFC 7517); jose looks for the key of a token among them, and leaves the others unread. */
const keySetSchema = z.object({ keys: z.array(z.looseObject({})) });

/** @param signal ends the reading of the answer too */
async function getJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.json();
}

/** OpenID Connect Discovery 1.0, section 4: the configuration must name the issuer that was asked. */
async function discover({ issuer }: Issuer, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const configuration = configurationSchema.parse(await getJson(url, signal));
  if (configuration.issuer !== issuer) throw new Error(`${url} is the configuration of another issuer`);
  return configuration.jwks_uri;
}

async function fetchKeys(issuer: Issuer): Promise<JWTVerifyGetKey> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const url = issuer.jwksUri ?? (await discover(issuer, signal));
  return createLocalJWKSet(keySetSchema.parse(await getJson(url, signal)));
}

const isOlder = (instant: number, age: number) => Date.now() - instant >= age;

/**
 * The published keys of an issuer, kept in memory: fetched again when they are 10 minutes old, or for a token whose key
 * is unknown. All requests share one fetch, and after it, good or failed, the issuer is left alone for 10 s. While it
 * fails, its last keys serve for 24 hours, and only one request at a time waits for it. (jose's `createRemoteJWKSet`
 * remembers no failure, and uses no keys that it could not renew.)
 * @returns the key of a token, for jose; it throws IssuerUnavailable when that cannot be known
 */
export function keysOf(issuer: Issuer): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      keys = await fetchKeys(issuer);
      fetchedAt = Date.now();
      failure = undefined;
    } catch (error) {
      failure = error;
      logger.error(`The keys of ${issuer.issuer} could not be fetched`, { error });
    }
    askedAt = Date.now();
    asking = undefined;
  }
  async function askAgain(): Promise<void> {
    // One request finds out whether an issuer still fails; the others do not wait for that.
    if (asking !== undefined && failure !== undefined) return;
    if (asking === undefined && isOlder(askedAt, COOLDOWN_MS)) asking = ask();
    await asking;
  }
  const unavailable = () => new IssuerUnavailable(`${issuer.issuer} does not answer`, { cause: failure });

  return async (header, token) => {
    if (isOlder(fetchedAt, FRESH_MS)) await askAgain();
    if (keys === undefined || isOlder(fetchedAt, USABLE_MS)) throw unavailable();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await askAgain();
      if (failure !== undefined) throw unavailable();
      return keys(header, token);
    }
  };
}
