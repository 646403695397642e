import { Link } from 'wouter-preact';
import { type NamespaceCounts, useNamespaces, useWorst } from '../../data/namespaces.ts';
import { SEVERITIES } from '../../data/severities.ts';
import { Ago } from '../../parts/ago.tsx';
import { paths } from '../../paths.ts';

const worseFirst = ({ active: a }: NamespaceCounts, { active: b }: NamespaceCounts) => {
  for (const severity of SEVERITIES) {
    const difference = (b?.bySeverity[severity] ?? 0) - (a?.bySeverity[severity] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** `/dashboard/namespaces`: what is broken in each namespace that one may read. */
export function Namespaces() {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useNamespaces();
  const namespaces = data?.pages.flatMap((page) => page.data).sort(worseFirst);
  return (
    <section class="page">
      <h1>Namespaces</h1>
      {error && <p role="alert">The namespaces could not be read: {error.message}</p>}
      {namespaces?.length === 0 && !hasNextPage && (
        <p>
          No namespace that you may read has had a failure yet.{' '}
          <Link href={paths.setUp}>Connect a sender</Link> to hear of them.
        </p>
      )}
      {namespaces !== undefined && namespaces.length > 0 && (
        <div class="table-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Namespace</th>
                {SEVERITIES.map((severity) => (
                  <th key={severity} scope="col" class="number">
                    {severity}
                  </th>
                ))}
                <th scope="col">Worst, longest broken</th>
              </tr>
            </thead>
            <tbody>
              {namespaces.map((namespace) => (
                <Row key={namespace.namespace} {...namespace} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <p>
          Ordered are the {namespaces?.length ?? 0} namespaces read so far.{' '}
          <button type="button" class="button" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Read more
          </button>
        </p>
      )}
    </section>
  );
}

function Row({ namespace, active }: NamespaceCounts) {
  const total = active?.total ?? 0;
  const { data } = useWorst(namespace, total > 0);
  const worst = data?.data[0];
  return (
    <tr>
      <th scope="row">
        <Link href={`${paths.now}?namespace=${encodeURIComponent(namespace)}`}>{namespace}</Link>
      </th>
      {SEVERITIES.map((severity) => {
        const count = active?.bySeverity[severity] ?? 0;
        return (
          <td key={severity} class={`number ${count > 0 ? `severity-text ${severity}` : 'muted'}`}>
            {count.toLocaleString('en')}
            {active?.isExact === false && <span title="At least so many: of the newest issues">+</span>}
          </td>
        );
      })}
      <td>
        {total === 0 && <span class="muted">Nothing is broken</span>}
        {worst && (
          <>
            {worst.scope.resourceName}{' '}
            <span class="muted">
              {worst.scope.resourceType}, broken <Ago at={worst.activeSince} isPast={false} />, seen{' '}
              {worst.occurrences.toLocaleString('en')}×
            </span>
          </>
        )}
      </td>
    </tr>
  );
}
