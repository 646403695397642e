import { createHash, timingSafeEqual } from 'node:crypto';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { readEnv } from '../runtime/env.ts';
import { HttpError } from '../runtime/errors.ts';
import { logger } from '../runtime/log.ts';
import { Caller, senderId } from './caller.ts';
import { credentialIn } from './credential.ts';
import { namespacePatternsSchema } from './patterns.ts';

/** Shorter secrets could be guessed; `openssl rand -hex 32` makes one of 64 characters. */
const MIN_LENGTH = 16;
/** How much longer secrets are valid while Parameter Store does not answer: not every sender sends again. */
const GRACE_MS = 15 * 60_000;

/** A sender's secret, and the namespaces for which it may report with it. */
interface SenderSecret {
  readonly secret: string;
  readonly namespaces: readonly string[];
}

/** The secrets that were read last, and when (epoch milliseconds). */
interface Cached {
  readonly secrets: readonly SenderSecret[];
  readonly readAt: number;
}

/**
 * The secrets of this function's sender, separated by white space in the Parameter Store parameter that the
 * stack named; none when there is no such parameter. Several are valid at once, so that a secret can be replaced
 * without a gap. `team-alpha,team-b*=<secret>` is valid for these namespaces only, a bare secret for all. Read
 * again after `SECRET_MAX_AGE` seconds.
 */
function senderSecrets() {
  const { SECRET_PARAMETER, SECRET_MAX_AGE } = readEnv({
    SECRET_PARAMETER: z.string(),
    SECRET_MAX_AGE: z.coerce.number().check(z.positive()),
  });
  const client = new SSMClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  let cached: Cached | undefined;
  let reading: Promise<Cached> | undefined;

  async function read(): Promise<Cached> {
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

  /** As the stack named it: `/kite/<stage>/<sender>`. */
  const sender = SECRET_PARAMETER.slice(SECRET_PARAMETER.lastIndexOf('/') + 1);
  const current = async (): Promise<readonly SenderSecret[]> => {
    const age = Date.now() - (cached?.readAt ?? 0);
    if (cached && age < SECRET_MAX_AGE * 1000) return cached.secrets;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    try {
      cached = await reading;
    } catch (error) {
      if (cached === undefined || age > GRACE_MS) throw error;
      logger.warn(`${SECRET_PARAMETER} could not be read; what was read before still holds`);
    }
    return cached.secrets;
  };
  return { sender, current };
}

/** The secret follows the first `=`, unless that is only base64's padding. */
function readEntry(entry: string): SenderSecret | undefined {
  const [, names, secret = entry] = /^([^=]+)=([^=].*)$/.exec(entry) ?? [];
  const namespaces = namespacePatternsSchema.safeParse(names?.split(',') ?? ['*']).data;
  return namespaces && secret.length >= MIN_LENGTH ? { secret, namespaces } : undefined;
}

/** A request before its body is parsed: what signatures are made of. */
interface RawRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** 401: a request does not prove who sends it. */
export class Unproven extends HttpError {
  /** Nobody could prove it, since there is no secret; or it had no signature or secret; or one that does not match. */
  readonly kind: 'off' | 'unsigned' | 'mismatched';

  constructor(kind: Unproven['kind'], message: string) {
    super(401, message, { headers: { 'www-authenticate': 'Bearer realm="kite"' } });
    this.kind = kind;
  }
}

/** The headers in which senders have a signature or secret. */
const CREDENTIAL = /^authorization$|signature|token/;

/** Finds out who sends a request. @throws Unproven */
export type Authenticate = (request: RawRequest) => Promise<Caller>;

/** Whether a request proves that its sender has a secret. Compares in constant time. */
export type Verify = (request: RawRequest, secret: string) => boolean | Promise<boolean>;

/**
 * Authenticates requests by one of the secrets: the caller is a publisher in the namespaces of that secret.
 * @throws (from the returned function) Unproven for any other request, and for all when there is no secret:
 * then the sender is off
 */
export function requireSecret(verify: Verify): Authenticate {
  const { sender, current } = senderSecrets();
  return async (request) => {
    const secrets = await current();
    if (secrets.length === 0) {
      throw new Unproven('off', 'This sender is off: no secret is configured for it');
    }
    const answers = await Promise.all(secrets.map(({ secret }) => verify(request, secret)));
    const namespaces = secrets.flatMap(({ namespaces }, index) => (answers[index] ? namespaces : []));
    if (namespaces.length === 0) {
      const isSigned = Object.entries(request.headers).some(
        ([name, value]) => CREDENTIAL.test(name) && value,
      );
      throw isSigned
        ? new Unproven('mismatched', 'The signature or secret does not match: is it the same on both sides?')
        : new Unproven('unsigned', 'The signature or secret is missing');
    }
    return new Caller(senderId(sender), [{ role: 'publisher', namespaces }]);
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time. */
export const secretsEqual = (given: string, secret: string): boolean =>
  timingSafeEqual(digest(given), digest(secret));

/**
 * `Authorization: Bearer <secret>`, or Basic with the secret as the password and any user: for senders that
 * sign nothing.
 */
export const bearsSecret: Verify = ({ headers }, secret) =>
  secretsEqual(credentialIn(headers.authorization), secret);
