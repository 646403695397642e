import { useQueryClient } from '@tanstack/preact-query';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isUnknownCaller } from '../../data/kite.ts';
import { useMe } from '../../data/me.ts';
import { useCredential } from '../../data/session.ts';
import { SignIn } from './sign-in.tsx';

/**
 * What only callers see whom the API knows: others sign in first. A session that ends is asked for again over the screen,
 * which stays as it is.
 */
export function SignedIn({ children }: { readonly children: ComponentChildren }) {
  const { data: me, error } = useMe();
  const credential = useCredential();
  const queries = useQueryClient();
  const wasIn = useRef(false);
  const before = useRef(credential);
  useEffect(() => {
    if (before.current === credential) return;
    before.current = credential;
    // What one may not read any more must not be shown; with a new credential, ask again for all.
    if (credential === undefined)
      queries.removeQueries({ predicate: ({ queryKey: [name] }) => name !== 'me' });
    else queries.invalidateQueries();
  }, [credential, queries]);
  const isRefused = isUnknownCaller(error);
  if (me !== undefined && !isRefused) wasIn.current = true;
  // After a sign-out, the next person must not find the screens of the one before.
  if (credential === undefined && isRefused) wasIn.current = false;
  const message =
    isRefused && credential !== undefined
      ? 'Kite does not know this token: it is wrong, has ended, or was revoked.'
      : undefined;
  if (isRefused && !wasIn.current) {
    return (
      <main class="message">
        <SignIn title="Sign in to Kite" message={message} />
      </main>
    );
  }
  return (
    <>
      {children}
      {isRefused && (
        <Over>
          <SignIn
            title="Your session has ended"
            message="Sign in again to go on: what you have typed is kept."
          />
        </Over>
      )}
    </>
  );
}

function Over({ children }: { readonly children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="message"
      aria-labelledby="sign-in"
      onCancel={(event) => event.preventDefault()}
    >
      {children}
    </dialog>
  );
}
