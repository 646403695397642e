import { Link } from 'wouter-preact';
import { useLastResolved } from '../../data/issues.ts';
import { Ago } from '../../parts/ago.tsx';
import { issuePath, paths } from '../../paths.ts';

interface Props {
  readonly namespaces: readonly string[];
  readonly isFiltered: boolean;
  readonly clear: () => void;
  /** Whether there is no namespace that one could look at. */
  readonly isNew: boolean;
}

/** What is said where nothing is shown, and what one can do. */
export function Empty({ namespaces, isFiltered, clear, isNew }: Props) {
  const { data: last } = useLastResolved(namespaces, !isFiltered && namespaces.length > 0);
  if (isFiltered)
    return (
      <div class="message">
        <h2>No failure fits these filters</h2>
        <button type="button" class="button" onClick={clear}>
          Clear the filters
        </button>
      </div>
    );
  if (isNew)
    return (
      <div class="message">
        <h2>Nothing has been reported yet</h2>
        <p>As soon as a CI system reports a failure in a namespace that you may read, it appears here.</p>
        <Link class="button primary" href={paths.setUp}>
          Connect a sender
        </Link>
      </div>
    );
  return (
    <div class="message">
      <h2>Nothing is broken{namespaces.length === 1 ? ` in ${namespaces[0]}` : ''}</h2>
      {last?.resolvedAt && (
        <p class="muted">
          The last failure, <Link href={issuePath(last.id)}>{last.title}</Link>, was resolved{' '}
          <Ago at={last.resolvedAt} />.
        </p>
      )}
    </div>
  );
}
