/** An OpenID Connect issuer at which one may sign in, as the page says. */
export interface SignInPlace {
  readonly issuer: string;
  readonly clientId: string;
  readonly name?: string;
  readonly scopes: string;
}

export const signInPlaces = (): readonly SignInPlace[] =>
  JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="kite-sign-in"]')?.content ?? '[]');

export const placeOf = (issuer: string): SignInPlace | undefined =>
  signInPlaces().find((place) => place.issuer === issuer);

/** As people call it. */
export const nameOf = ({ name, issuer }: SignInPlace): string => name ?? new URL(issuer).host;

/** Where issuers send one back to, to be registered there. */
export const returnUrl = () => `${location.origin}/dashboard/signed-in`;
