import { useState } from 'preact/hooks';
import type { Session } from '../../data/session.ts';
import { placeOf } from '../../data/sign-in-places.ts';
import { useNow } from '../../parts/clock.ts';
import { PlaceButton } from './place-button.tsx';

/** Tells that the session ends, and renews it beside the screen. */
export function Ending({ openId }: { readonly openId: NonNullable<Session['openId']> }) {
  const [failure, setFailure] = useState<string>();
  const now = useNow();
  const place = placeOf(openId.issuer);
  const minutes = Math.ceil((openId.endsAt - now) / 60_000);
  const end = minutes > 1 ? `in ${minutes} minutes` : minutes === 1 ? 'within a minute' : 'now';
  return (
    <div class="strip ending">
      <p role="status">
        Your session ends {end}. {failure}
      </p>
      {place && <PlaceButton place={place} isBeside={true} onFailure={setFailure} />}
    </div>
  );
}
