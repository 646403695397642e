import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isUnknownCaller } from '../../data/kite.ts';
import { useMe } from '../../data/me.ts';
import { queries } from '../../data/queries.ts';
import { useRenewal } from '../../data/renewal.ts';
import { type Session, useSession } from '../../data/session.ts';
import { Modal } from '../../parts/modal.tsx';
import { Ending } from './ending.tsx';
import { SignIn } from './sign-in.tsx';
import { whyRefused } from './why-refused.ts';

/**
 * What only callers see whom the API knows: others sign in first. A session that ends is asked for again over the
 * screen, which stays as it is.
 */
export function SignedIn({ children }: { readonly children: ComponentChildren }) {
  const { data: me, error, errorUpdatedAt, isPending, isFetching } = useMe();
  const session = useSession();
  const isRefused = isUnknownCaller(error);
  const isEnding = useRenewal(isRefused ? errorUpdatedAt : undefined);
  useReading(session?.credential, me?.may.read.join(' '));
  const taken = useRef<Session>();
  if (me !== undefined && error === null && !isFetching) taken.current = session;

  // Also while another credential is looked at, and nothing is known of the one before.
  const isOut = useRef(false);
  isOut.current = me === undefined && (isRefused || isOut.current);
  if (isOut.current) {
    return (
      <main class="sign-in-page">
        <SignIn
          title="Sign in to Kite"
          message={isRefused ? session && whyRefused(session) : error?.message}
          isBusy={isFetching}
        />
      </main>
    );
  }
  // Without a credential, most likely one has to sign in first.
  if (me === undefined && isPending && session === undefined) return <main aria-busy="true" />;
  // A session that can be renewed is, without a word.
  const isAsked = isRefused && session?.openId?.refreshToken === undefined;
  return (
    <>
      {isEnding && !isAsked && session?.openId && <Ending openId={session.openId} />}
      {children}
      {isAsked && (
        <Modal class="sign-in-over" labelledBy="sign-in">
          <SignIn
            title="Your session has ended"
            message={
              session === undefined || session === taken.current
                ? 'Sign in again to go on. What you have typed is kept.'
                : whyRefused(session)
            }
            isOver={true}
            isBusy={isFetching}
          />
        </Modal>
      )}
    </>
  );
}

/** Reads all again with a new credential; what was read for one with other rights is not shown meanwhile. */
function useReading(credential: string | undefined, rights: string | undefined) {
  const before = useRef(credential);
  useEffect(() => {
    if (before.current !== credential) void queries.invalidateQueries();
    before.current = credential;
  }, [credential]);
  const had = useRef(rights);
  useEffect(() => {
    if (had.current !== undefined && had.current !== rights) {
      queries.removeQueries({ type: 'inactive' });
      void queries.resetQueries({ predicate: ({ queryKey: [name] }) => name !== 'me' });
    }
    had.current = rights;
  }, [rights]);
}
