import { signIn } from '../../data/session.ts';

interface Props {
  readonly title: string;
  /** Why one is asked. */
  readonly message: string | undefined;
}

/** Asks for a Kite token. */
export function SignIn({ title, message }: Props) {
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token === 'string' && token.trim() !== '') signIn(token.trim());
  };
  return (
    <>
      <h1 id="sign-in">{title}</h1>
      <p role="alert">{message}</p>
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
