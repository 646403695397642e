import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';
import type { SignInPlace } from './sign-in-places.ts';

/** Why one is not signed in, in words for people. */
export class SignInFailure extends Error {
  override readonly name = 'SignInFailure';
}

/** What issuers say: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 and 5.2, and OpenID Connect's own. */
const REASONS: Readonly<Record<string, (issuer: string, returnUrl: string) => string>> = {
  access_denied: (issuer) => `${issuer} did not let you in, or you cancelled.`,
  login_required: (issuer) => `${issuer} wants you to sign in there first.`,
  interaction_required: (issuer) => `${issuer} wants to ask you something first. Try again.`,
  consent_required: (issuer) => `${issuer} needs your consent. Try again.`,
  temporarily_unavailable: (issuer) => `${issuer} is busy. Try again in a minute.`,
  server_error: (issuer) => `${issuer} has a problem of its own. Try again in a minute.`,
  invalid_grant: () => 'The sign-in took too long, or its answer was used already. Try again.',
  invalid_scope: (issuer) => `${issuer} does not know the scopes in kite:oidc (signIn.scopes).`,
  unauthorized_client: wrongClient,
  invalid_client: wrongClient,
};

function wrongClient(issuer: string, returnUrl: string): string {
  return `${issuer} does not take this dashboard as a client: register it there as a public one (single-page application, PKCE, no secret) with the return URL ${returnUrl}`;
}

/** What failed at an issuer, in words for people. */
export function toFailure(error: unknown, { name: issuer, returnUrl }: SignInPlace): SignInFailure {
  if (error instanceof SignInFailure) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const reason = REASONS[error.error]?.(issuer, returnUrl) ?? `${issuer} refused: ${error.error}.`;
    const said = error.error_description;
    return new SignInFailure(said === undefined ? reason : `${reason} It says: ${said}`);
  }
  // What `fetch` throws without an answer, or without leave to read it.
  if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) {
    return new SignInFailure(
      `${issuer} cannot be reached, or does not let this page ask it. Try again, or use a Kite token.`,
    );
  }
  return new SignInFailure(`The answer of ${issuer} is not one to trust. Try again.`);
}
