import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** For an element that has the focus as soon as it is shown. */
export function useFocus<T extends HTMLElement>(): RefObject<T> {
  const element = useRef<T>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
