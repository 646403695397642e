import { changing } from './changing.ts';

/** How one is signed in. */
export interface Session {
  /** What requests bear: a Kite token, or an issuer's ID token. */
  readonly credential: string;
  /** Of an ID token. */
  readonly openId?: {
    readonly issuer: string;
    readonly subject: string;
    /** What the issuer calls the person, to be shown to nobody else. */
    readonly name?: string;
    /** When it ends, by this machine's clock; epoch milliseconds. */
    readonly endsAt: number;
    /** How long it lives; milliseconds. */
    readonly lifetime: number;
    /** Renews it, where the issuer gave one. */
    readonly refreshToken?: string;
  };
}

/* Of this tab alone: it ends with the tab, and no other tab or visit can read it. */
const KEY = 'kite.session';
let known: { readonly text: string | null; readonly session: Session | undefined } | undefined;

/** The same object until it changes. */
export function currentSession(): Session | undefined {
  const text = sessionStorage.getItem(KEY);
  if (known === undefined || known.text !== text) {
    known = { text, session: text === null ? undefined : JSON.parse(text) };
  }
  return known.session;
}

const session = changing(currentSession);
/** `currentSession`, as it changes. */
export const useSession = session.use;

export const credential = (): string | undefined => currentSession()?.credential;

export function signIn(next: Session): void {
  sessionStorage.setItem(KEY, JSON.stringify(next));
  session.tell();
}

/** Begins anew, so that nothing of the one who leaves stays in memory. */
export function signOut(): void {
  sessionStorage.clear();
  location.replace('/');
}
