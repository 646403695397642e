import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  /** What is done, as a button says it: `Delete`. */
  readonly verb: string;
  /** To what, for those who hear the button alone. @default - nothing else on the screen has such a button */
  readonly of?: string;
  readonly class?: string;
  /** What the last button says. */
  readonly action: string;
  readonly act: () => void;
  readonly isPending: boolean;
  /** Why it failed. */
  readonly failure: string | undefined;
  /** What it means. */
  readonly children: ComponentChildren;
}

/** A button for what cannot be undone: it asks once more, and what does no harm has the focus then. */
export function Confirm({ verb, of, class: name, action, act, isPending, failure, children }: Props) {
  const [isAsking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    if (isAsking) keep.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const label = of === undefined ? verb : `${verb} ${of}`;
  if (!isAsking) {
    return (
      <button
        ref={opener}
        type="button"
        class={`button ${name ?? ''}`}
        aria-label={`${label} …`}
        onClick={() => setAsking(true)}
      >
        {verb} …
      </button>
    );
  }
  return (
    <fieldset class="asking" aria-label={label}>
      <p>{children}</p>
      {failure !== undefined && (
        <p role="alert" class="warning">
          {failure}
        </p>
      )}
      <p class="actions">
        <button type="button" class="button danger" disabled={isPending} onClick={act}>
          {action}
        </button>
        <button ref={keep} type="button" class="button" onClick={() => setAsking(false)}>
          Keep it
        </button>
      </p>
    </fieldset>
  );
}
