import { useState } from 'preact/hooks';
import { LIMITS } from '../../data/limits.ts';
import type { NamespaceCounts } from '../../data/namespaces.ts';
import { toggled } from '../../data/view.ts';
import { Menu } from '../../parts/menu.tsx';

interface Props {
  readonly all: readonly NamespaceCounts[];
  readonly hasMore: boolean;
  readonly readMore: () => void;
  readonly chosen: readonly string[];
  readonly choose: (namespaces: readonly string[]) => void;
}

/** Chooses the namespaces that one looks at. */
export function NamespacePicker({ all, hasMore, readMore, chosen, choose }: Props) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = all.filter(({ namespace }) => namespace.toLowerCase().includes(wanted));
  const toggle = (namespace: string) => choose(toggled(chosen, namespace));
  return (
    <Menu label="+ namespace">
      <input
        type="search"
        placeholder="Find a namespace"
        aria-label="Find a namespace"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <ul>
        {shown.map(({ namespace, active }) => (
          <li key={namespace}>
            <label class="choice">
              <input
                type="checkbox"
                checked={chosen.includes(namespace)}
                disabled={!chosen.includes(namespace) && chosen.length >= LIMITS.values}
                onChange={() => toggle(namespace)}
              />
              <span>{namespace}</span>
              <span class="muted number">{active?.total.toLocaleString('en')}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p class="muted">You may read no namespace of that name.</p>}
      {hasMore && (
        <button type="button" class="button" onClick={readMore}>
          More namespaces
        </button>
      )}
      {chosen.length >= LIMITS.values && <p class="muted">At most {LIMITS.values} at a time.</p>}
    </Menu>
  );
}
