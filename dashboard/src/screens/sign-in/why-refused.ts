import type { Session } from '../../data/session.ts';
import { placeOf } from '../../data/sign-in-places.ts';

/** Why Kite does not take a credential, as far as this page can tell. */
export function whyRefused({ openId }: Session): string {
  if (openId === undefined) return 'Kite does not know this token: it is wrong, has ended, or was revoked.';
  if (openId.endsAt < Date.now()) return 'Your session has ended. Sign in again to go on.';
  const issuer = placeOf(openId.issuer)?.name ?? new URL(openId.issuer).host;
  return `${issuer} knows you, but Kite has no rule for your account. Ask those who run Kite to add one to kite:oidc.`;
}

/** What is wrong with a pasted text, if Kite need not be asked. */
export function whyNoToken(text: string): string | undefined {
  if (/^kite_\w+/.test(text) || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return undefined;
  return 'This is no Kite token: they begin with kite_. Paste all of it, and nothing else.';
}
