/** An OpenID Connect issuer at which one may sign in. */
export interface SignInPlace {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
  /** As people call it. */
  readonly name: string;
  /** Where it sends one back to, to be registered there. */
  readonly returnUrl: string;
}

/** As the page says it. */
type Told = Omit<SignInPlace, 'name' | 'returnUrl'> & Partial<Pick<SignInPlace, 'name'>>;

export const returnUrl = `${location.origin}/dashboard/signed-in`;

const told: readonly Told[] = JSON.parse(
  document.querySelector<HTMLMetaElement>('meta[name="kite-sign-in"]')?.content ?? '[]',
);
export const signInPlaces: readonly SignInPlace[] = told.map((place) => ({
  ...place,
  name: place.name ?? new URL(place.issuer).host,
  returnUrl,
}));

export const placeOf = (issuer: string): SignInPlace | undefined =>
  signInPlaces.find((place) => place.issuer === issuer);
