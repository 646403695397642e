import { useState } from 'preact/hooks';

/** A text to paste elsewhere, with a button that copies it. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('Copied'),
      () => setState('The browser does not let the page copy: select the text instead'),
    );
  return (
    <div class="copy">
      <pre>{text}</pre>
      <button type="button" class="button" onClick={copy} aria-label={`Copy ${label}`}>
        Copy
      </button>
      <span role="status">{state}</span>
    </div>
  );
}
