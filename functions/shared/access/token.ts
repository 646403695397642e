import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `kite_<id>_<secret>`: what no one can mistake for another secret, nor a scanner of leaked ones miss. */
const TOKEN = /^kite_([0-9a-f]{16})_([0-9a-f]{64})$/;

/** A credential as its owner has it, in its parts. */
export interface Token {
  /** Names the token wherever it is spoken of. */
  readonly id: string;
  /** 256 random bits. */
  readonly secret: string;
}

export const tokenId = /^[0-9a-f]{16}$/;

export const newToken = (): Token => ({
  id: randomBytes(8).toString('hex'),
  secret: randomBytes(32).toString('hex'),
});
export const writeToken = ({ id, secret }: Token): string => `kite_${id}_${secret}`;

/** Whether a credential is to be a Kite token, whatever it is worth. */
export const looksLikeToken = (credential: string): boolean => credential.startsWith('kite_');
export function readToken(credential: string): Token | undefined {
  const [, id, secret] = TOKEN.exec(credential) ?? [];
  return id && secret ? { id, secret } : undefined;
}

/** What is stored of a secret. So many random bits cannot be tried out, so one round without salt does. */
export const hashOf = (secret: string): string => hash('sha256', secret, 'hex');

/** Compares in a time that tells nothing of how far the two agree. */
export const isHashOf = (secret: string, stored: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(stored, 'hex'));
