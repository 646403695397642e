import * as z from 'zod/mini';
import { ruleSchema } from './claims.ts';
import { isForAllTenants, whyOpen } from './shared-issuers.ts';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/|$)/;
/** Where keys are fetched from: over HTTPS, so that nobody in between can change them, or from this machine. */
export const trustedUrlSchema = z.url().check(
  z.maxLength(500),
  z.refine((url) => url.startsWith('https://') || LOOPBACK.test(url), 'must be https'),
);

/** Only public-key signatures: a key that can check them cannot make them. */
const algorithmSchema = z.enum([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
]);

/** A trusted OpenID Connect issuer, and what its tokens may do. */
const issuerSchema = z
  .strictObject({
    /** As the `iss` claim has it, to the letter. */
    issuer: trustedUrlSchema.check(
      z.refine(
        (url) => !isForAllTenants(url),
        "is no issuer: tokens from there name their tenant's, https://login.microsoftonline.com/<tenant id>/v2.0",
      ),
    ),
    /** One of these must be in the `aud` claim: it says that the token was made for Kite. */
    audience: z.union([
      z.string().check(z.minLength(1)),
      z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(10)),
    ]),
    /** Where its keys are. @default - where its OpenID configuration says */
    jwksUri: z.optional(trustedUrlSchema),
    algorithms: z._default(z.array(algorithmSchema).check(z.minLength(1)), ['RS256', 'ES256']),
    rules: z.array(ruleSchema).check(z.minLength(1), z.maxLength(50)),
  })
  .check(
    z.superRefine(({ issuer, rules }, context) => {
      for (const [index, { when }] of rules.entries()) {
        const message = whyOpen(issuer, when);
        if (message !== undefined) {
          context.addIssue({ code: 'custom', path: ['rules', index, 'when'], message });
        }
      }
    }),
  );
export type Issuer = z.infer<typeof issuerSchema>;

/** All trusted issuers; each `iss` once. */
export const issuersSchema = z.array(issuerSchema).check(
  z.maxLength(10),
  z.refine(
    (all) => new Set(all.map(({ issuer }) => issuer)).size === all.length,
    'must not repeat an issuer',
  ),
);
