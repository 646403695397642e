import { createHash, timingSafeEqual } from 'node:crypto';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { RawRequest } from '../http/endpoint.ts';
import { readEnv } from '../runtime/env.ts';
import { HttpError } from '../runtime/errors.ts';
import { logger } from '../runtime/log.ts';
import { Caller } from './caller.ts';
import { namespacePatterns } from './grant.ts';

/** A secret that is shorter could be guessed; `openssl rand -hex 32` makes one of 64. */
const MIN_LENGTH = 16;
/** How much longer secrets hold when Parameter Store cannot be asked: senders do not all send again. */
const GRACE_MS = 15 * 60_000;

/** What a sender may prove itself with, and the namespaces for which it may then report. */
export interface SenderSecret {
  readonly secret: string;
  readonly namespaces: readonly string[];
}

interface Known {
  readonly secrets: readonly SenderSecret[];
  readonly readAt: number;
}

/**
 * The secrets that this function's sender may use: what stands, separated by white space, in the parameter
 * of Parameter Store that the stack named; none when there is no such parameter. Several are valid at once,
 * so that one can take the other's place without a gap; `team-alpha,team-b*=<secret>` is good for these
 * namespaces only, a bare one for all. Read again after `SECRET_MAX_AGE` seconds.
 */
export function senderSecrets(): () => Promise<readonly SenderSecret[]> {
  const { SECRET_PARAMETER, SECRET_MAX_AGE } = readEnv(
    z.object({ SECRET_PARAMETER: z.string(), SECRET_MAX_AGE: z.coerce.number().positive() }),
  );
  const client = new SSMClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  let known: Known | undefined;
  let reading: Promise<Known> | undefined;

  async function read(): Promise<Known> {
    const value = await client
      .send(new GetParameterCommand({ Name: SECRET_PARAMETER, WithDecryption: true }))
      .then(
        ({ Parameter }) => Parameter?.Value ?? '',
        (error: unknown) => {
          if (error instanceof ParameterNotFound) return '';
          throw error;
        },
      );
    const all = value.split(/\s+/).filter((entry) => entry !== '');
    const secrets = all.map(readEntry).filter((entry) => entry !== undefined);
    if (secrets.length < all.length) {
      logger.error(
        `Something in ${SECRET_PARAMETER} is not used: fewer than ${MIN_LENGTH} characters, or bad namespaces`,
      );
    }
    return { secrets, readAt: Date.now() };
  }

  return async () => {
    const age = Date.now() - (known?.readAt ?? 0);
    if (known && age < SECRET_MAX_AGE * 1000) return known.secrets;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    try {
      known = await reading;
    } catch (error) {
      if (known === undefined || age > GRACE_MS) throw error;
      logger.warn(`${SECRET_PARAMETER} could not be read; what was read before still holds`);
    }
    return known.secrets;
  };
}

/** What follows the first `=`, unless that is only what base64 ends with, is the secret. */
function readEntry(entry: string): SenderSecret | undefined {
  const [, names, secret = entry] = /^([^=]+)=([^=].*)$/.exec(entry) ?? [];
  const namespaces = namespacePatterns.safeParse(names?.split(',') ?? ['*']).data;
  return namespaces && secret.length >= MIN_LENGTH ? { secret, namespaces } : undefined;
}

/** Whether a request bears a secret. Compares in constant time. */
export type Verify = (request: RawRequest, secret: string) => boolean | Promise<boolean>;

/**
 * Lets through what bears one of the secrets, as a publisher in the namespaces that this is good for.
 * @throws HttpError 401 for anything else, and for everything when there is no secret: the sender is off then
 */
export function requireSecret(verify: Verify): (request: RawRequest) => Promise<Caller> {
  const read = senderSecrets();
  const headers = { 'www-authenticate': 'Bearer realm="kite"' };
  return async (request) => {
    const secrets = await read();
    if (secrets.length === 0) {
      throw new HttpError(401, 'This sender is off: no secret is configured for it', { headers });
    }
    const answers = await Promise.all(secrets.map(({ secret }) => verify(request, secret)));
    const namespaces = secrets.flatMap(({ namespaces }, index) => (answers[index] ? namespaces : []));
    if (namespaces.length === 0) {
      throw new HttpError(401, 'The signature or secret is missing or wrong', { headers });
    }
    return new Caller('sender', [{ role: 'publisher', namespaces }]);
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares in a time that tells nothing of how far the two agree. */
export const secretsEqual = (given: string, secret: string): boolean =>
  timingSafeEqual(digest(given), digest(secret));

/**
 * `Authorization: Bearer <secret>`, or Basic with the secret as the password and any user: what senders can
 * do that sign nothing.
 */
export const bearsSecret: Verify = ({ headers: { authorization = '' } }, secret) => {
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+)$/.exec(authorization.trim()) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return secretsEqual(credentials, secret);
    case 'basic': {
      const pair = Buffer.from(credentials, 'base64').toString();
      return secretsEqual(pair.slice(pair.indexOf(':') + 1), secret);
    }
    default:
      return false;
  }
};
