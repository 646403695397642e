import * as z from 'zod';
import { rule } from './claims.ts';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/|$)/;
/** What keys are fetched from: nobody in between may change it. On one's own machine, nobody is. */
export const trustedUrl = z
  .url()
  .max(500)
  .refine((url) => url.startsWith('https://') || LOOPBACK.test(url), 'must be https');

/** Issuers that sign for everyone: a rule that asks for nothing would let in the whole world. */
const SHARED = [
  'https://token.actions.githubusercontent.com',
  'https://gitlab.com',
  'https://accounts.google.com',
];

/** Only signatures that can be checked with a public key: nobody who can check one can make one. */
const algorithm = z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA']);

/** An OpenID Connect issuer that is trusted, and what the bearers of its tokens may do. */
const issuer = z
  .strictObject({
    /** As the `iss` claim has it, to the letter. */
    issuer: trustedUrl,
    /** One of these must be in the `aud` claim: that the token was made for Kite, and for nothing else. */
    audience: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(10)]),
    /** Where its keys are. Default: where its OpenID configuration says. */
    jwksUri: trustedUrl.optional(),
    algorithms: z.array(algorithm).min(1).default(['RS256', 'ES256']),
    rules: z.array(rule).min(1).max(50),
  })
  .superRefine(({ issuer, rules }, context) => {
    if (!SHARED.includes(issuer.replace(/\/$/, ''))) return;
    for (const [index, { when }] of rules.entries()) {
      if (Object.values(when).some((wanted) => wanted !== '*')) continue;
      context.addIssue({
        code: 'custom',
        path: ['rules', index, 'when'],
        message: 'must ask for a claim: this issuer signs for everyone',
      });
    }
  });
export type Issuer = z.infer<typeof issuer>;

/** All of them; each `iss` once. */
export const issuers = z
  .array(issuer)
  .max(10)
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'must not repeat an issuer');
