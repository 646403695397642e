import { useState } from 'preact/hooks';
import { useFingerprint } from '../../data/issues.ts';

const MASK = /(<[a-z]+>)/;

/** Why reports are one issue: what their text has in common, with what varies marked. */
export function Fingerprint({ text }: { readonly text: string }) {
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useFingerprint(text, isOpen);
  return (
    <details class="fingerprint" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Why these reports are one issue</summary>
      <p class="muted">
        Reports of this resource and type are one issue when their reasons are alike but for the marked parts;
        or when their sender gave them one <code>dedupKey</code>.
      </p>
      {error && <p role="alert">The fingerprint could not be read: {error.message}</p>}
      {data && (
        <pre>
          {data.fingerprint
            .split(MASK)
            .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}
        </pre>
      )}
    </details>
  );
}
