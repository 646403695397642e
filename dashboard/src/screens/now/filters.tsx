import { useEffect, useRef, useState } from 'preact/hooks';
import { LIMITS } from '../../data/limits.ts';
import { type Facet, ORDERS, queryOf, toggled, type View } from '../../data/view.ts';

const SEARCH_MS = 300;

interface SearchProps {
  readonly search: string;
  readonly change: (change: Partial<View>, options?: { readonly replace?: boolean }) => void;
}

/** Searches titles and reasons, as one types. */
export function Search({ search, change }: SearchProps) {
  const [text, setText] = useState(search);
  const sent = useRef(search);
  useEffect(() => {
    // Back, forward, or a chip.
    if (search !== sent.current) setText(search);
    sent.current = search;
  }, [search]);
  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      // All letters of one search are one step back.
      const replace = sent.current !== '' && text.trim() !== '';
      sent.current = text.trim();
      change({ search: text.trim() }, { replace });
    }, SEARCH_MS);
    return () => clearTimeout(timer);
  }, [text, change]);
  return (
    <input
      type="search"
      id="search"
      class="search"
      placeholder="Search titles and reasons"
      aria-label="Search titles and reasons"
      aria-keyshortcuts="/"
      maxLength={LIMITS.search}
      value={text}
      onInput={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
}

interface ChipsProps {
  readonly view: View;
  readonly change: (change: Partial<View>) => void;
}

const FACETS = ['severity', 'issueType', 'resourceType'] as const satisfies readonly Facet[];

/** What the list is narrowed to, each with a way to undo it. */
export function Chips({ view, change }: ChipsProps) {
  return (
    <>
      {view.namespace.map((one) => (
        <Chip key={one} text={one} undo={() => change({ namespace: toggled(view.namespace, one) })} />
      ))}
      {FACETS.flatMap((facet) =>
        view[facet].map((one) => (
          <Chip
            key={`${facet} ${one}`}
            text={one}
            undo={() => change({ [facet]: view[facet].filter((other) => other !== one) })}
          />
        )),
      )}
      {view.search !== '' && <Chip text={`“${view.search}”`} undo={() => change({ search: '' })} />}
    </>
  );
}

const Chip = ({ text, undo }: { readonly text: string; readonly undo: () => void }) => (
  <button type="button" class="chip" onClick={undo} aria-label={`Remove the filter ${text}`}>
    {text} <span aria-hidden="true">×</span>
  </button>
);

export const NO_FILTERS: Partial<View> = { severity: [], issueType: [], resourceType: [], search: '' };
export const hasFilters = (view: View): boolean => queryOf({ ...view, ...NO_FILTERS }) !== queryOf(view);

const ORDER_NAMES = { worst: 'Worst first', oldest: 'Longest broken first' } as const;

export const OrderChoice = ({ view: { order }, change }: ChipsProps) => (
  <select
    class="button quiet"
    aria-label="Order"
    value={order}
    onChange={({ currentTarget }) =>
      change({ order: ORDERS.find((one) => one === currentTarget.value) ?? 'worst' })
    }
  >
    {ORDERS.map((one) => (
      <option key={one} value={one}>
        {ORDER_NAMES[one]}
      </option>
    ))}
  </select>
);
