import { useState } from 'preact/hooks';
import { signIn } from '../../data/session.ts';
import { signInPlaces } from '../../data/sign-in-places.ts';
import icon from '../../look/kite.svg';
import { PlaceButton } from './place-button.tsx';
import { whyNoToken } from './why-refused.ts';

interface Props {
  readonly title: string;
  /** Why one is asked. */
  readonly message: string | undefined;
  /** Whether the screen below must stay as it is. */
  readonly isOver?: boolean;
  /** Whether a credential is being looked at. */
  readonly isBusy: boolean;
}

/** Asks who one is: at the deployment's issuers, or by a Kite token. */
export function SignIn({ title, message, isOver = false, isBusy }: Props) {
  const [failure, setFailure] = useState<string>();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token') ?? '').trim();
    const reason = whyNoToken(token);
    setFailure(reason);
    if (reason === undefined) signIn({ credential: token });
  };
  return (
    <div class="sign-in">
      <img src={icon} alt="" />
      <h1 id="sign-in">{title}</h1>
      <p role="alert" class={failure === undefined ? 'muted' : 'warning'}>
        {failure ?? message}
      </p>
      {signInPlaces.map((place, index) => (
        <PlaceButton
          key={place.issuer}
          place={place}
          isBeside={isOver}
          isFirst={index === 0}
          onFailure={setFailure}
        />
      ))}
      {signInPlaces.length > 0 && <p class="or muted">or</p>}
      <form onSubmit={submit}>
        <label>
          Kite token
          <input
            name="token"
            type="password"
            autoComplete="off"
            spellcheck={false}
            placeholder="kite_…"
            required
            aria-describedby="token-stays"
          />
        </label>
        <button
          type="submit"
          class={`button${signInPlaces.length === 0 ? ' primary' : ''}`}
          disabled={isBusy}
          aria-busy={isBusy}
        >
          Sign in
        </button>
      </form>
      <p class="muted" id="token-stays">
        An admin makes tokens at Set-up, or an operator with <code>npm run tokens</code>. It stays in this tab
        and is forgotten with it.
      </p>
    </div>
  );
}
