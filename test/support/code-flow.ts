import { hash, randomUUID } from 'node:crypto';

/** How an issuer of the tests signs people in, by the code flow with PKCE and without asking. */
export class CodeFlow {
  /** Who everyone is. */
  subject = 'ada';
  /** How long an ID token lives. */
  seconds = 300;
  /** What the next sign-in is refused with, as the issuer's page does. */
  refusal: { readonly error: string; readonly description: string } | undefined;
  /** How often a session was renewed. */
  renewals = 0;

  readonly #sign: (claims: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly #codes = new Map<string, URLSearchParams>();
  /** Good once, each. */
  readonly #refreshTokens = new Map<string, { readonly audience: string; readonly subject: string }>();

  constructor(sign: (claims: Readonly<Record<string, unknown>>) => Promise<string>) {
    this.#sign = sign;
  }

  /** As for the next test. */
  reset(): void {
    Object.assign(this, { subject: 'ada', seconds: 300, refusal: undefined, renewals: 0 });
  }

  /** Where the authorization endpoint sends a browser. */
  authorize(asked: URLSearchParams): string {
    const back = new URL(asked.get('redirect_uri') ?? '');
    const state = asked.get('state') ?? '';
    if (this.refusal) {
      const { error, description } = this.refusal;
      back.search = String(new URLSearchParams({ error, error_description: description, state }));
      return back.href;
    }
    const code = randomUUID();
    this.#codes.set(code, asked);
    back.search = String(new URLSearchParams({ code, state }));
    return back.href;
  }

  /** The token endpoint's answer; undefined for a code or refresh token that is not valid. */
  async token(form: URLSearchParams): Promise<Readonly<Record<string, unknown>> | undefined> {
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? '';
      const held = this.#refreshTokens.get(token);
      if (held === undefined || !this.#refreshTokens.delete(token)) return undefined;
      this.renewals++;
      return this.#tokens(held.audience, held.subject, true);
    }
    const code = form.get('code') ?? '';
    const asked = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = hash('sha256', form.get('code_verifier') ?? '', 'base64url');
    if (asked?.get('code_challenge') !== challenge) return undefined;
    const isRenewable = asked.get('scope')?.split(' ').includes('offline_access') === true;
    const audience = asked.get('client_id') ?? '';
    return this.#tokens(audience, this.subject, isRenewable, asked.get('nonce') ?? '');
  }

  async #tokens(audience: string, subject: string, isRenewable: boolean, nonce?: string) {
    const now = Math.floor(Date.now() / 1000);
    const refreshToken = randomUUID();
    if (isRenewable) this.#refreshTokens.set(refreshToken, { audience, subject });
    return {
      access_token: 'opaque',
      token_type: 'Bearer',
      expires_in: this.seconds,
      id_token: await this.#sign({
        aud: audience,
        sub: subject,
        name: `Dr. ${subject}`,
        iat: now,
        exp: now + this.seconds,
        jti: randomUUID(),
        ...(nonce !== undefined && { nonce }),
      }),
      ...(isRenewable && { refresh_token: refreshToken }),
    };
  }
}
