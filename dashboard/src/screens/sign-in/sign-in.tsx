import { useState } from 'preact/hooks';
import { signIn } from '../../data/session.ts';
import { type SignInPlace, signInPlaces } from '../../data/sign-in-places.ts';

interface Props {
  readonly title: string;
  /** Why one is asked. */
  readonly message: string | undefined;
}

/** Asks for a Kite token. */
export function SignIn({ title, message }: Props) {
  const [failure, setFailure] = useState<string>();
  const go = async (place: SignInPlace) => {
    try {
      const { leaveForSignIn } = await import('../../data/oidc.ts');
      await leaveForSignIn(place);
    } catch {
      setFailure(`${new URL(place.issuer).host} cannot be reached. Try again, or use a Kite token.`);
    }
  };
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token === 'string' && token.trim() !== '') signIn(token.trim());
  };
  return (
    <>
      <h1 id="sign-in">{title}</h1>
      <p role="alert">{failure ?? message}</p>
      {signInPlaces().map((place) => (
        <button key={place.issuer} type="button" class="button primary" onClick={() => go(place)}>
          Sign in with {place.name ?? new URL(place.issuer).host}
        </button>
      ))}
      <form onSubmit={submit} class="row">
        <label>
          Kite token
          <input name="token" type="password" autoComplete="off" required />
        </label>
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
      <p class="muted">The token stays in this tab and ends with it.</p>
    </>
  );
}
