import { useEffect, useRef } from 'preact/hooks';

/** What keys do, by key: `j`, `?`, or two in a row, `g n`. */
type Keys = Readonly<Record<string, (() => void) | undefined>>;

/** How long the first of two keys is remembered. */
const SEQUENCE_MS = 1_000;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]');

/** What keys do that have a button or a link of their own. */
export const click = (selector: string, within: ParentNode = document): void =>
  within.querySelector<HTMLElement>(selector)?.click();

/** Has keys do something while a part of the page is shown; not while one types, and not behind a dialog. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let before = { key: '', at: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]')) return;
      if (isTyping(event.target) && event.key !== 'Escape') return;
      const isSoon = event.timeStamp - before.at < SEQUENCE_MS;
      const pair = `${before.key} ${event.key}`;
      const act = (isSoon ? latest.current[pair] : undefined) ?? latest.current[event.key];
      before = { key: event.key, at: event.timeStamp };
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
