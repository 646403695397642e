import { useSyncExternalStore } from 'preact/compat';

/** A value outside of the screens that changes: what reads it, and how to tell that it has changed. */
export function changing<T>(read: () => T): { readonly use: () => T; readonly tell: () => void } {
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    /** The value, in what is drawn again when it changes. */
    use: () => useSyncExternalStore(subscribe, read),
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}
