import { useSyncExternalStore } from 'preact/compat';

const TICK_MS = 5_000;
let now = Date.now();
const listeners = new Set<() => void>();

setInterval(() => {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}, TICK_MS);

/** The present time, of one clock for the whole page: all times in it are told alike. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
