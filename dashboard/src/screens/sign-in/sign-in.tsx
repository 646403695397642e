import { signIn } from '../../data/session.ts';

/** Asks for a Kite token. */
export function SignIn() {
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token === 'string' && token.trim() !== '') signIn(token.trim());
  };
  return (
    <main class="message">
      <h1>Sign in to Kite</h1>
      <form onSubmit={submit}>
        <label>
          Kite token
          <input name="token" type="password" autoComplete="off" required />
        </label>
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
