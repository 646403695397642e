import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A token's id: `t` and 60 random bits. Those of before have 64 random bits, and no `t`. */
export const TOKEN_ID = /^[0-9a-ft][0-9a-f]{15}$/;

/** How many makers a token may have above it: its maker, that one's maker, and so on. */
export const MAX_ANCESTORS = 4;

/**
 * `kite_<id>_<secret>`, then `_<id>` of each token that it was made through, the first first. A distinctive prefix, so
 * that secret scanners find leaks.
 */
const TOKEN = /^kite_([0-9a-ft][0-9a-f]{15})_([0-9a-f]{64})((?:_[0-9a-ft][0-9a-f]{15}){0,4})$/;

/** The parts of a credential. */
export interface Token {
  /** Names the token in logs and lists. */
  readonly id: string;
  /** 256 random bits. */
  readonly secret: string;
  /**
   * The ids of the tokens that it was made through, so that they are read along with it. Only what is stored with the
   * token counts; a credential that says otherwise is refused.
   */
  readonly ancestors: readonly string[];
}

export const newToken = (ancestors: readonly string[] = []): Token => ({
  id: `t${randomBytes(8).toString('hex').slice(1)}`,
  secret: randomBytes(32).toString('hex'),
  ancestors,
});
export const writeToken = ({ id, secret, ancestors }: Token): string =>
  ['kite', id, secret, ...ancestors].join('_');

/** Whether a credential claims to be a Kite token, valid or not. */
export const looksLikeToken = (credential: string): boolean => credential.startsWith('kite_');
export function readToken(credential: string): Token | undefined {
  const [, id, secret, rest = ''] = TOKEN.exec(credential) ?? [];
  const ancestors = rest.split('_').slice(1);
  const isRepeated = new Set([id, ...ancestors]).size <= ancestors.length;
  return id && secret && !isRepeated ? { id, secret, ancestors } : undefined;
}

/** Whether a caller (caller.ts) is a token, whose id it is then; no other caller has such an id. */
export const isTokenId = (callerId: string): boolean => TOKEN_ID.test(callerId);

/** The stored hash of a secret: 256 random bits cannot be guessed, so one round without salt is enough. */
export const hashOf = (secret: string): string => hash('sha256', secret, 'hex');

/** Compares in constant time. */
export const isHashOf = (secret: string, stored: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(stored, 'hex'));
