import { useState } from 'preact/hooks';
import { signIn } from '../../data/session.ts';
import type { SignInPlace } from '../../data/sign-in-places.ts';

interface Props {
  readonly place: SignInPlace;
  /** Whether in a window of its own, so that nothing typed here is lost. */
  readonly isBeside: boolean;
  readonly isFirst?: boolean;
  readonly onFailure: (reason: string | undefined) => void;
}

const BLOCKED =
  'The browser blocked the window in which you sign in. Allow pop-ups for this page, or use a Kite token.';

/** Signs in at an issuer. */
export function PlaceButton({ place, isBeside, isFirst = true, onFailure }: Props) {
  const [isWaiting, setWaiting] = useState(false);
  const go = async () => {
    onFailure(undefined);
    // Browsers let it be opened only before anything is awaited.
    const beside = isBeside ? open('about:blank', '_blank', 'popup,width=520,height=720') : undefined;
    if (beside === null) return onFailure(BLOCKED);
    setWaiting(true);
    try {
      const { leaveForSignIn, signInBeside } = await import('../../data/oidc.ts');
      if (beside) signIn(await signInBeside(place, beside));
      else await leaveForSignIn(place, location.pathname + location.search);
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setWaiting(false);
    }
  };
  return (
    <button type="button" class={`button${isFirst ? ' primary' : ''}`} aria-busy={isWaiting} onClick={go}>
      Sign in with {place.name}
    </button>
  );
}
