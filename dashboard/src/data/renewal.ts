import { useEffect, useState } from 'preact/hooks';
import { currentSession, type Session, signIn, useSession } from './session.ts';
import { placeOf, type SignInPlace } from './sign-in-places.ts';

/** How long before its end a session is renewed, and how long before it one is told that it cannot be. */
const RENEW_MS = 60_000;
const TELL_MS = 3 * 60_000;
const RETRY_MS = 10_000;
/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** A refresh token may be used once: one at a time. */
let renewing: Promise<boolean> | undefined;

/** @returns whether it was renewed */
function renewed(session: Session, place: SignInPlace): Promise<boolean> {
  renewing ??= renew(session, place).finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renew(session: Session, place: SignInPlace): Promise<boolean> {
  try {
    const oidc = await import('./oidc.ts');
    const next = await oidc.renew(session, place);
    // Unless one has signed in or out meanwhile.
    if (currentSession() === session) signIn(next);
    return true;
  } catch {
    return false;
  }
}

/** From now on there is nothing to renew it with. */
function giveUp(session: Session): void {
  if (currentSession() !== session || session.openId?.refreshToken === undefined) return;
  const { refreshToken: _, ...openId } = session.openId;
  signIn({ ...session, openId });
}

/**
 * Renews the session before it ends, if its issuer gave something to do so.
 * @param refusedAt when its credential was refused last: it may have ended while this machine was asleep
 * @returns whether it ends in some minutes, and nothing can be done about it without the person
 */
export function useRenewal(refusedAt: number | undefined): boolean {
  const session = useSession();
  const [isEnding, setEnding] = useState(false);
  useEffect(() => {
    setEnding(false);
    if (session?.openId === undefined) return;
    // Now, since a deployment meanwhile would take its file away. What fails is tried again when it is needed.
    import('./oidc.ts').catch(() => undefined);
    const { issuer, endsAt, lifetime, refreshToken } = session.openId;
    const place = placeOf(issuer);
    if (place === undefined) return giveUp(session);
    let timer: ReturnType<typeof setTimeout>;
    let isStopped = false;
    const tryToRenew = async () => {
      if ((await renewed(session, place)) || isStopped) return;
      if (refusedAt !== undefined || Date.now() > endsAt) giveUp(session);
      else timer = setTimeout(tryToRenew, Math.min(RETRY_MS, lifetime / 10));
    };
    const left = endsAt - Date.now();
    const [before, then] =
      refreshToken === undefined ? [TELL_MS, () => setEnding(true)] : [RENEW_MS, () => void tryToRenew()];
    // Of a short session, its last quarter.
    const wait =
      refreshToken !== undefined && refusedAt !== undefined ? 0 : left - Math.min(before, lifetime / 4);
    timer = setTimeout(then, Math.min(Math.max(0, wait), LONGEST_MS));
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }, [session, refusedAt]);
  return isEnding;
}
