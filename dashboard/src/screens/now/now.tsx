import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { may, useMe } from '../../data/me.ts';
import { useNamespaces } from '../../data/namespaces.ts';
import { useLeaving } from '../../data/resolving.ts';
import { type Group, groupKey, useScopes } from '../../data/scopes.ts';
import { queryOf, toggled, useView } from '../../data/view.ts';
import { plural } from '../../parts/plural.ts';
import { paths } from '../../paths.ts';
import { IssuePanel } from '../issue/issue-panel.tsx';
import { Empty } from './empty.tsx';
import { Facets } from './facets.tsx';
import { Chips, hasFilters, NO_FILTERS, OrderChoice, Search } from './filters.tsx';
import { Freshness } from './freshness.tsx';
import { useHeld } from './held.ts';
import { useListKeys } from './list-keys.ts';
import { NamespacePicker } from './namespace-picker.tsx';
import { resolveGroups } from './resolve-groups.ts';
import { GroupRow } from './row.tsx';
import { SavedViews } from './views.tsx';
import { worstOf } from './worst.ts';

/** `/`: what is broken now. */
export function Now() {
  const [view, change] = useView();
  const { data: me } = useMe();
  const namespaces = useNamespaces();
  const all = useMemo(() => namespaces.data?.pages.flatMap(({ data }) => data) ?? [], [namespaces.data]);
  const isAuto = view.namespace.length === 0;
  const chosen = useMemo(() => (isAuto ? worstOf(all) : view.namespace), [isAuto, all, view.namespace]);

  const scopes = useScopes(view, chosen);
  const { pages } = scopes.data ?? {};
  const [last] = pages?.slice(-1) ?? [];
  const groups = useMemo(() => pages && distinct(pages.flatMap(({ data }) => data)), [pages]);
  const shape = queryOf({ ...view, issue: undefined, open: [] });
  const latest = scopes.isPlaceholderData ? undefined : groups;
  const isFiltered = hasFilters(view);
  const { rows, waiting, showWaiting } = useHeld(view, `${shape} ${pages?.length}`, {
    groups: latest,
    isAll: !scopes.hasNextPage && last?.isExact === true,
    asOf: scopes.dataUpdatedAt,
  });

  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const toggleSelected = useCallback(
    (key: string) => setSelected((now) => new Set(toggled([...now], key))),
    [],
  );
  const toggleOpen = useCallback(
    (key: string) => change(({ open }) => ({ open: toggled(open, key) }), { replace: true }),
    [change],
  );
  // It changes with the list alone, so that its rows are not drawn again whenever another issue is shown.
  const list = queryOf({ ...view, issue: undefined });
  const href = useCallback(
    (issue: string) =>
      `${paths.now}?${new URLSearchParams([...new URLSearchParams(list), ['issue', issue]])}`,
    [list],
  );

  const leaving = new Set(useLeaving().flatMap(({ groups }) => groups));
  const resolveRows = (keys: readonly string[]) => {
    const found = rows.filter(({ key, isGone }) => keys.includes(key) && !isGone).map(({ group }) => group);
    void resolveGroups(found.filter(({ namespace }) => me && may(me, 'write', namespace)));
    setSelected(new Set());
  };
  const [isFiltering, setFiltering] = useState(false);
  useListKeys({
    selected,
    select: toggleSelected,
    resolve: resolveRows,
    show: (key) => {
      const issue = rows.find((row) => row.key === key)?.group.newest[0]?.id;
      if (view.issue !== undefined && issue !== undefined) change({ issue }, { replace: true });
    },
    hide: view.issue === undefined ? undefined : () => change({ issue: undefined }),
    showFacets: () => setFiltering(true),
    showWaiting,
  });

  const broken = last && `${plural(last.totalIssues, 'failure')}`;
  useEffect(() => {
    document.title = broken === undefined ? 'Kite' : `${broken} · Kite`;
  }, [broken]);

  const isShown = ({ group, key }: { readonly group: Group; readonly key: string }) =>
    view.issue !== undefined && (group.newest.some(({ id }) => id === view.issue) || key === view.issue);
  const isEmpty = latest !== undefined && rows.length === 0;
  return (
    <div class={`now${view.issue === undefined ? '' : ' with-panel'}`}>
      <section class="list" aria-label="What is broken">
        <h1 class="sr-only">What is broken now</h1>
        <div class="filters">
          <Search search={view.search} change={change} />
          <Chips view={view} change={change} />
          {isAuto && all.length > 0 && (
            <span class="muted wide">
              {all.length > chosen.length ? `The ${chosen.length} worst namespaces` : 'All namespaces'}
            </span>
          )}
          <NamespacePicker
            all={all}
            hasMore={namespaces.hasNextPage}
            readMore={() => namespaces.fetchNextPage()}
            chosen={view.namespace}
            choose={(namespace) => change({ namespace })}
          />
          <SavedViews query={shape} />
          <button
            type="button"
            class="button facets-button"
            aria-expanded={isFiltering}
            aria-controls="facets"
            onClick={() => setFiltering(!isFiltering)}
          >
            Filters
          </button>
          <Freshness query={namespaces.error && !scopes.data ? namespaces : scopes} />
        </div>
        <div class={`columns${isFiltering ? ' filtering' : ''}`}>
          <Facets key={String(chosen)} facets={last?.facets} view={view} change={change} />
          <div
            class={`rows${selected.size > 0 ? ' selecting' : ''}`}
            aria-busy={scopes.isPlaceholderData || scopes.isLoading}
          >
            {selected.size > 0 && (
              <p class="strip">
                {plural(selected.size, 'resource')} selected{' '}
                <button type="button" class="button" onClick={() => resolveRows([...selected])}>
                  Resolve <kbd>r</kbd>
                </button>{' '}
                <button type="button" class="button" onClick={() => setSelected(new Set())}>
                  Select none
                </button>
              </p>
            )}
            {last && last.total > 0 && (
              <p class="count muted">
                <span>
                  {plural(last.total, 'resource')}, {plural(last.totalIssues, 'failure')}
                  {!last.isExact && ', at least: there are too many to read them all'}
                </span>
                <OrderChoice view={view} change={change} />
              </p>
            )}
            <div role="status" class="waiting">
              {waiting > 0 && (
                <button type="button" class="pill" onClick={showWaiting}>
                  ▲ {waiting} new
                </button>
              )}
            </div>
            {isEmpty || (namespaces.isSuccess && chosen.length === 0) ? (
              <Empty
                namespaces={chosen}
                isFiltered={isFiltered}
                clear={() => change(NO_FILTERS)}
                isNew={all.length === 0 && !namespaces.hasNextPage}
              />
            ) : (
              <ul>
                {rows.map((row) => (
                  <GroupRow
                    key={row.key}
                    rowKey={row.key}
                    group={row.group}
                    isGone={row.isGone || leaving.has(row.key)}
                    isFiltered={isFiltered}
                    isOpen={view.open.includes(row.key)}
                    isShown={isShown(row)}
                    isSelected={
                      me && may(me, 'write', row.group.namespace) ? selected.has(row.key) : undefined
                    }
                    href={href}
                    onToggle={toggleOpen}
                    onSelect={toggleSelected}
                  />
                ))}
              </ul>
            )}
            {rows.length === 0 && scopes.isLoading && <p class="muted reading">Reading what is broken …</p>}
            {scopes.hasNextPage && (
              <p class="end">
                <button
                  type="button"
                  class="button"
                  disabled={scopes.isFetchingNextPage}
                  onClick={() => scopes.fetchNextPage()}
                >
                  Show more
                </button>
              </p>
            )}
          </div>
        </div>
      </section>
      {view.issue !== undefined && (
        <IssuePanel id={view.issue} href={href} close={() => change({ issue: undefined })} />
      )}
    </div>
  );
}

/** A group that moved while its pages were read is in two of them. */
const distinct = (groups: readonly Group[]): readonly Group[] => [
  ...new Map(groups.map((group) => [groupKey(group), group])).values(),
];
