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

/** Whether a URL is an origin, with nothing after it. */
export const isOrigin = (url: string): boolean => URL.canParse(url) && new URL(url).origin === url;

/** How people sign in to the dashboard at an issuer, as a public client with PKCE. All of it is public. */
const signInSchema = z.strictObject({
  clientId: z.string().check(z.minLength(1), z.maxLength(200)),
  /** As the button calls it. @default - the issuer's host */
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(50))),
  /** `offline_access` renews a session at most issuers. */
  scopes: z._default(z.string().check(z.regex(/^[\x21\x23-\x5b\x5d-\x7e ]{1,200}$/)), 'openid'),
  /** Origins of its token endpoint that differ from the issuer's, like Cognito's domain. */
  origins: z._default(
    z.array(trustedUrlSchema.check(z.refine(isOrigin, 'must be an origin'))).check(z.maxLength(3)),
    [],
  ),
});

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
    audience: z.union(
      [
        z.string().check(z.minLength(1)),
        z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(10)),
      ],
      'must be one or more texts',
    ),
    /** Where its keys are. @default - where its OpenID configuration says */
    jwksUri: z.optional(trustedUrlSchema),
    algorithms: z._default(z.array(algorithmSchema).check(z.minLength(1)), ['RS256', 'ES256']),
    rules: z.array(ruleSchema).check(z.minLength(1), z.maxLength(50)),
    /** @default - nobody signs in to the dashboard there */
    signIn: z.optional(signInSchema),
  })
  .check(
    z.refine(({ audience, signIn }) => signIn === undefined || [audience].flat().includes(signIn.clientId), {
      path: ['signIn', 'clientId'],
      error: 'must be in the audience: ID tokens are made for their client',
    }),
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

/** Where one may sign in, as the dashboard's page says it. */
export const signInsSchema = z.array(z.extend(signInSchema, { issuer: trustedUrlSchema }));
export type SignIns = z.infer<typeof signInsSchema>;
export const signInsOf = (issuers: readonly Issuer[]): SignIns =>
  issuers.flatMap(({ issuer, signIn }) => (signIn === undefined ? [] : [{ ...signIn, issuer }]));

/** All trusted issuers; each `iss` once. */
export const issuersSchema = z.array(issuerSchema).check(
  z.maxLength(10),
  z.refine(
    (all) => new Set(all.map(({ issuer }) => issuer)).size === all.length,
    'must not repeat an issuer',
  ),
);
