import { useState } from 'preact/hooks';

interface ButtonProps {
  readonly text: string;
  /** What it copies: `the reason`. */
  readonly label: string;
}

/** Copies a text, and says so. */
export function CopyButton({ text, label }: ButtonProps) {
  const [state, setState] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setState('Copied');
        setTimeout(() => setState(''), 2_000);
      },
      () => setState('The browser does not let this page copy. Select the text instead.'),
    );
  return (
    <>
      <button type="button" class="button quiet" onClick={copy} aria-label={`Copy ${label}`}>
        {state === 'Copied' ? state : 'Copy'}
      </button>
      <span role="status" class={state === 'Copied' ? 'sr-only' : ''}>
        {state}
      </span>
    </>
  );
}

/** A text to paste elsewhere, with a button that copies it. */
export const Copy = ({ text, label }: ButtonProps) => (
  <div class="copy">
    <pre>{text}</pre>
    <CopyButton text={text} label={label} />
  </div>
);
