import { useEffect } from 'preact/hooks';
import { Link, useSearchParams } from 'wouter-preact';
import { LIMITS } from '../../data/limits.ts';
import { useMe } from '../../data/me.ts';
import { useMostRepeatedIn, useNamespaces, worseFirst } from '../../data/namespaces.ts';
import { SEVERITIES } from '../../data/severities.ts';
import { toggled } from '../../data/view.ts';
import { plural } from '../../parts/plural.ts';
import { SeverityMark } from '../../parts/severity.tsx';
import { paths } from '../../paths.ts';
import { NamespaceRow } from './row.tsx';

/** More can hardly be looked over. */
const MANY = 8;

/** `/dashboard/namespaces`: what is broken in each namespace that one may read. */
export function Namespaces() {
  const { data: me } = useMe();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useNamespaces();
  const [query, setQuery] = useSearchParams();
  const search = query.get('search') ?? '';
  const open = query.getAll('open');
  useEffect(() => {
    document.title = 'Namespaces · Kite';
  }, []);
  const change = (search: string, open: readonly string[]) =>
    setQuery([...(search === '' ? [] : [['search', search]]), ...open.map((one) => ['open', one])], {
      replace: true,
    });
  const all = data?.pages.flatMap((page) => page.data).toSorted(worseFirst);
  const shown = all?.filter(({ namespace }) => namespace.toLowerCase().includes(search.toLowerCase()));
  const broken = all?.filter(({ active }) => active && active.total > 0) ?? [];
  const { data: repeated } = useMostRepeatedIn(
    broken.slice(0, LIMITS.values).map(({ namespace }) => namespace),
  );
  const failures = broken.reduce((sum, { active }) => sum + (active?.total ?? 0), 0);
  if (me?.may.read.length === 0) return <Nothing />;
  const isMore = hasNextPage || broken.some(({ active }) => active?.isExact === false);
  return (
    <section class="page namespaces" aria-busy={data === undefined && error === null}>
      <div class="page-head">
        <h1>Namespaces</h1>
        {all && all.length > 0 && (
          <p class="muted" role="status">
            {broken.length === 0
              ? `Nothing is broken in ${hasNextPage ? 'the first ' : ''}${plural(all.length, 'namespace')}.`
              : `${plural(failures, 'failure')}${isMore ? ' at least' : ''} in ${broken.length} of ${hasNextPage ? 'the first ' : ''}${plural(all.length, 'namespace')}`}
          </p>
        )}
        {all && (all.length > MANY || search !== '') && (
          <div class="search-field">
            <input
              type="search"
              placeholder="Find a namespace"
              aria-label="Find a namespace"
              value={search}
              onInput={({ currentTarget }) => change(currentTarget.value, open)}
            />
          </div>
        )}
      </div>
      {error && (
        <p role="alert" class="warning">
          The namespaces could not be read: {error.message}. Kite is asked again within a minute.
        </p>
      )}
      {all?.length === 0 && !hasNextPage && <None patterns={me?.may.read ?? []} />}
      {shown && shown.length > 0 && (
        <>
          <div class="columns muted" aria-hidden="true">
            <span>Namespace</span>
            {SEVERITIES.map((severity) => (
              <span key={severity} class="number">
                <SeverityMark severity={severity} />
              </span>
            ))}
            <span>Longest broken</span>
            <span>Most repeated</span>
          </div>
          <ul>
            {shown.map((one) => (
              <NamespaceRow
                key={one.namespace}
                {...one}
                mostRepeated={repeated?.get(one.namespace)}
                isOpen={open.includes(one.namespace)}
                toggle={() => change(search, toggled(open, one.namespace))}
              />
            ))}
          </ul>
        </>
      )}
      {search !== '' && shown?.length === 0 && (
        <p class="muted">
          No namespace {hasNextPage && 'read so far '}has “{search}” in its name.
        </p>
      )}
      {hasNextPage && (
        <p>
          <button type="button" class="button" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Read more
          </button>{' '}
          <span class="muted">The worst of those read so far come first.</span>
        </p>
      )}
    </section>
  );
}

/** For a credential that only reports. */
const Nothing = () => (
  <section class="page">
    <h1>Namespaces</h1>
    <p>
      Your credential only reports: it may not read issues. Sign in with one of the role viewer, editor or
      admin to see what is broken.
    </p>
  </section>
);

/** What is said where there is no namespace yet. */
const None = ({ patterns }: { readonly patterns: readonly string[] }) => (
  <div class="message">
    <h2>Nothing has been reported yet</h2>
    <p>
      A namespace appears here with its first failure. You may read in{' '}
      {patterns.includes('*') ? 'all of them' : patterns.join(', ')}.
    </p>
    <Link class="button primary" href={paths.setUp}>
      Connect a sender
    </Link>
  </div>
);
