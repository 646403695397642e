import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `kite_<id>_<secret>`: a distinctive prefix, so that secret scanners find leaks. */
const TOKEN = /^kite_([0-9a-f]{16})_([0-9a-f]{64})$/;

/** The parts of a credential. */
export interface Token {
  /** Names the token in logs and lists. */
  readonly id: string;
  /** 256 random bits. */
  readonly secret: string;
}

export const TOKEN_ID = /^[0-9a-f]{16}$/;

export const newToken = (): Token => ({
  id: randomBytes(8).toString('hex'),
  secret: randomBytes(32).toString('hex'),
});
export const writeToken = ({ id, secret }: Token): string => `kite_${id}_${secret}`;

/** Whether a credential claims to be a Kite token, valid or not. */
export const looksLikeToken = (credential: string): boolean => credential.startsWith('kite_');
export function readToken(credential: string): Token | undefined {
  const [, id, secret] = TOKEN.exec(credential) ?? [];
  return id && secret ? { id, secret } : undefined;
}

/** What is stored of a secret: 256 random bits cannot be guessed, so one round without salt is enough. */
export const hashOf = (secret: string): string => hash('sha256', secret, 'hex');

/** Compares in constant time. */
export const isHashOf = (secret: string, stored: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(stored, 'hex'));
