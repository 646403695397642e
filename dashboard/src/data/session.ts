import { useSyncExternalStore } from 'preact/compat';

const KEY = 'kite.credential';
const listeners = new Set<() => void>();

/** The credential of this tab: it ends with the tab, and no other tab or visit can read it. */
export const credential = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

export function signIn(token: string): void {
  sessionStorage.setItem(KEY, token);
  for (const listener of listeners) listener();
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** `credential`, as it changes. */
export const useCredential = () => useSyncExternalStore(subscribe, credential);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
