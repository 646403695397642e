import { useState } from 'preact/hooks';
import { later, Outdated } from '../../data/later.ts';
import { signIn } from '../../data/session.ts';
import type { SignInPlace } from '../../data/sign-in-places.ts';
import { Reload } from '../../parts/reload.tsx';

interface Props {
  readonly place: SignInPlace;
  /** Whether in a window of its own, so that nothing typed here is lost. */
  readonly isBeside: boolean;
  readonly isFirst?: boolean;
  readonly onFailure: (reason: string | undefined) => void;
}

const BLOCKED =
  'The browser blocked the window in which you sign in. Allow pop-ups for this page, or use a Kite token.';
/** A page that is younger is as new as it can be: to load it once more would help nothing. */
const YOUNG_MS = 60_000;
const SAVE_FIRST = 'Copy what you have typed before you reload the page, or sign in with a Kite token.';

/** Signs in at an issuer. */
export function PlaceButton({ place, isBeside, isFirst = true, onFailure }: Props) {
  const [isWaiting, setWaiting] = useState(false);
  const [isOutdated, setOutdated] = useState(false);
  const go = async () => {
    onFailure(undefined);
    // Browsers let it be opened only before anything is awaited.
    const beside = isBeside ? open('about:blank', '_blank', 'popup,width=520,height=720') : undefined;
    if (beside === null) return onFailure(BLOCKED);
    setWaiting(true);
    try {
      const { leaveForSignIn, signInBeside } = await later(() => import('../../data/oidc.ts'));
      if (beside) signIn(await signInBeside(place, beside));
      else await leaveForSignIn(place, location.pathname + location.search);
    } catch (error) {
      beside?.close();
      const isOld = error instanceof Outdated;
      // Where nothing else is on the screen, nothing is lost.
      if (isOld && !isBeside && performance.now() > YOUNG_MS) return location.reload();
      setOutdated(isOld);
      const reason = error instanceof Error ? error.message : String(error);
      onFailure(isOld && isBeside ? `${reason} ${SAVE_FIRST}` : reason);
    } finally {
      setWaiting(false);
    }
  };
  if (isOutdated) return <Reload />;
  return (
    <button type="button" class={`button${isFirst ? ' primary' : ''}`} aria-busy={isWaiting} onClick={go}>
      Sign in with {place.name}
    </button>
  );
}
