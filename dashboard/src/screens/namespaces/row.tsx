import { Link } from 'wouter-preact';
import { type NamespaceCounts, useMostRepeated } from '../../data/namespaces.ts';
import type { Group } from '../../data/scopes.ts';
import { SEVERITIES } from '../../data/severities.ts';
import { queryOf, type View } from '../../data/view.ts';
import { Ago } from '../../parts/ago.tsx';
import { plural } from '../../parts/plural.ts';
import { SeverityMark } from '../../parts/severity.tsx';
import { whyOf } from '../../parts/why.ts';
import { paths } from '../../paths.ts';

const nowOf = (view: Partial<View>) => `${paths.now}?${queryOf(view)}`;

interface Props extends NamespaceCounts {
  /** Undefined where it is not known. */
  readonly mostRepeated: Group | undefined;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

/** A namespace: how much is broken, how badly, and what for longest; unfolded, what fails most often. */
export function NamespaceRow({ namespace, active, mostRepeated, isOpen, toggle }: Props) {
  const id = `repeated-${namespace}`;
  const longest = active?.longestBroken;
  const isBroken = active !== undefined && active.total > 0;
  return (
    <li class={isBroken ? 'namespace' : 'namespace works'}>
      <Link class="name" href={nowOf({ namespace: [namespace] })}>
        {namespace}
      </Link>
      {isBroken &&
        SEVERITIES.map((severity) => {
          const count = active.bySeverity[severity];
          return (
            <span key={severity} class={`count number ${count === 0 ? 'none' : severity}`}>
              <SeverityMark severity={severity} />{' '}
              <span title={active.isExact ? undefined : 'At least: only the newest issues are counted'}>
                {count.toLocaleString('en')}
                {!active.isExact && '+'}
              </span>
            </span>
          );
        })}
      {longest && (
        <p class="longest">
          <SeverityMark severity={longest.severity} />{' '}
          <Link href={nowOf({ namespace: [namespace], issue: longest.issueId })}>
            {longest.scope.resourceName}
          </Link>{' '}
          <span class="muted">
            {longest.scope.resourceType} · broken <Ago at={longest.brokenSince} isPast={false} />
          </span>
        </p>
      )}
      {isBroken && !longest && (
        <p class="longest">
          <Link href={nowOf({ namespace: [namespace], order: 'oldest' })}>Longest broken first</Link>
        </p>
      )}
      {!isBroken && <p class="longest muted">Nothing is broken</p>}
      {isBroken && (
        <button
          type="button"
          class="button quiet"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={`Most repeated in ${namespace}${mostRepeated ? `: ${mostRepeated.scope.resourceName} ${timesOf(mostRepeated)}` : ''}`}
          onClick={toggle}
        >
          {mostRepeated ? (
            <>
              <span class="of">{mostRepeated.scope.resourceName}</span>{' '}
              <span class="number">{timesOf(mostRepeated)}</span>
            </>
          ) : (
            'Most repeated'
          )}{' '}
          <span class="fold" aria-hidden="true" />
        </button>
      )}
      {isOpen && isBroken && <Repeated id={id} namespace={namespace} />}
    </li>
  );
}

/** What was reported most often in a namespace. */
function Repeated({ id, namespace }: { readonly id: string; readonly namespace: string }) {
  const { data, error } = useMostRepeated(namespace);
  if (error) {
    return (
      <p id={id} class="repeated warning" role="alert">
        What fails most often could not be read: {error.message}
      </p>
    );
  }
  return (
    <ol id={id} class="repeated" aria-busy={data === undefined} aria-label={`Most repeated in ${namespace}`}>
      {data?.data.map((group) => (
        <li key={group.scope.id}>
          <span class="number" title={`Reported ${plural(group.occurrences, 'time')}`}>
            {timesOf(group)}
          </span>
          <Line group={group} />
        </li>
      ))}
      {data?.isExact === false && <li class="muted">Of the newest issues: not all could be read.</li>}
    </ol>
  );
}

function Line({ group: { namespace, scope, lastFailureAt, newest } }: { readonly group: Group }) {
  const [issue] = newest;
  return (
    <span class="line">
      <Link href={nowOf({ namespace: [namespace], issue: issue?.id })}>{scope.resourceName}</Link>{' '}
      <span class="muted">
        last failed <Ago at={lastFailureAt} />
        {issue && ` · ${whyOf(issue, scope.resourceName)}`}
      </span>
    </span>
  );
}

const timesOf = ({ occurrences, isExact }: Group) =>
  `×${occurrences.toLocaleString('en')}${isExact ? '' : '+'}`;
