import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  readonly class: string;
  /** The id of its heading. */
  readonly labelledBy: string;
  /** What happens when one closes it. @default - it stays until it is no longer drawn */
  readonly close?: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over everything else. */
export function Modal({ class: name, labelledBy, close, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class={name}
      aria-labelledby={labelledBy}
      onCancel={(event) => close === undefined && event.preventDefault()}
      onClose={close}
    >
      {children}
    </dialog>
  );
}
