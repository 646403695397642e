import { click, useKeys } from '../../parts/keys.ts';

interface List {
  readonly selected: ReadonlySet<string>;
  readonly select: (key: string) => void;
  readonly resolve: (keys: readonly string[]) => void;
  /** One has moved to a row. */
  readonly show: (key: string) => void;
  /** Closes the panel, if it is open. */
  readonly hide: (() => void) | undefined;
  readonly showFacets: () => void;
  readonly showWaiting: () => void;
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')];
/** The row that has the focus. */
const focused = () => document.activeElement?.closest<HTMLElement>('[data-row]') ?? undefined;
const linkOf = (row: HTMLElement | undefined) => row?.querySelector<HTMLAnchorElement>('a.name');

/** Everything that one can do to the list by keys (parts/help.tsx lists them). */
export function useListKeys({ selected, select, resolve, show, hide, showFacets, showWaiting }: List): void {
  const move = (by: number) => {
    const all = rows();
    const from = all.findIndex((row) => row === (focused() ?? document.querySelector('[data-row].shown')));
    const row = all[from === -1 ? 0 : Math.min(Math.max(from + by, 0), all.length - 1)];
    linkOf(row)?.focus();
    row?.scrollIntoView({ block: 'nearest' });
    if (row?.dataset.row) show(row.dataset.row);
  };
  const panel = () => document.querySelector('.panel');
  const open = () => linkOf(focused())?.click();
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    o: open,
    x: () => {
      const key = focused()?.dataset.row;
      if (key !== undefined) select(key);
    },
    r: () => {
      const key = focused()?.dataset.row;
      if (selected.size > 0) resolve([...selected]);
      else if (key !== undefined) resolve([key]);
      else click('[data-action=resolve]');
    },
    e: () => click('[data-action=edit]'),
    l: () => click('[data-log]', focused() ?? panel() ?? document.createElement('p')),
    '/': () => document.getElementById('search')?.focus(),
    f: () => {
      showFacets();
      requestAnimationFrame(() => document.querySelector<HTMLElement>('#facets button')?.focus());
    },
    '.': showWaiting,
    Escape: () => {
      if (document.activeElement?.matches('input, select, textarea')) {
        return document.activeElement instanceof HTMLElement && document.activeElement.blur();
      }
      const row = document.querySelector<HTMLElement>('[data-row].shown') ?? undefined;
      hide?.();
      linkOf(row)?.focus();
    },
  });
}
