import { memo } from 'preact/compat';
import { Link } from 'wouter-preact';
import { useIssuesOf } from '../../data/issues.ts';
import type { Group } from '../../data/scopes.ts';
import { Ago } from '../../parts/ago.tsx';
import { Links } from '../../parts/links.tsx';
import { plural } from '../../parts/plural.ts';
import { SeverityMark } from '../../parts/severity.tsx';
import { withoutColours } from '../../parts/terminal.ts';
import { whyOf } from '../../parts/why.ts';

interface Props {
  readonly rowKey: string;
  readonly group: Group;
  readonly isGone: boolean;
  /** Whether it may be gone from what is shown alone. */
  readonly isFiltered: boolean;
  readonly isOpen: boolean;
  /** Whether its issue is in the panel. */
  readonly isShown: boolean;
  /** Undefined where one may not resolve it. */
  readonly isSelected: boolean | undefined;
  /** The page of an issue, with the view as it is. */
  readonly href: (issue: string) => string;
  readonly onToggle: (key: string) => void;
  readonly onSelect: (key: string) => void;
}

/** A resource that is broken: how badly, what, why, since when, and where the log is. */
export const GroupRow = memo(function GroupRow(props: Props) {
  const { rowKey, group, isGone, isFiltered, isOpen, isShown, isSelected, href, onToggle, onSelect } = props;
  const { scope, severity, total, newest, brokenSince, lastFailureAt, occurrences } = group;
  const [first] = newest;
  if (first === undefined) return null;
  const id = `failures-${rowKey}`;
  return (
    <li class={`group${isGone ? ' gone' : ''}${isShown ? ' shown' : ''}`} data-row={rowKey}>
      <div class="mark">
        {isSelected !== undefined && (
          <label class="pick">
            <input
              type="checkbox"
              checked={isSelected}
              onChange={() => onSelect(rowKey)}
              aria-label={`Select ${scope.resourceName}`}
            />
          </label>
        )}
        <SeverityMark severity={severity} />
      </div>
      <div class="what">
        <p class="head">
          <Link class="name" href={href(first.id)} aria-current={isShown || undefined}>
            {scope.resourceName}
          </Link>{' '}
          <span class="muted">
            {scope.resourceType} · {placeOf(group)}
          </span>
        </p>
        <p class="why" title={withoutColours(first.description)}>
          {whyOf(first, scope.resourceName)}
        </p>
        <p class="facts muted">
          {isGone ? (
            <span class="good">{isFiltered ? 'no longer among these' : 'no longer broken'}</span>
          ) : (
            <span>
              broken <Ago at={brokenSince} isPast={false} />
            </span>
          )}
          {occurrences > 1 && (
            <span>
              last failed <Ago at={lastFailureAt} />
            </span>
          )}
          {first.createdAt < first.detectedAt && (
            <span
              title={`It was resolved before. First reported ${new Date(first.createdAt).toLocaleString()}`}
            >
              came back
            </span>
          )}
          <Links links={first.links} />
        </p>
      </div>
      <div class="counts">
        {total > 1 ? (
          <button
            type="button"
            class="button quiet"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => onToggle(rowKey)}
          >
            {plural(total, 'failure')} <span class="fold" aria-hidden="true" />
          </button>
        ) : (
          <span class="muted">1 failure</span>
        )}
        <span class="times" title={`Reported ${plural(occurrences, 'time')}`}>
          ×{occurrences.toLocaleString('en')}
          {!group.isExact && '+'}
        </span>
      </div>
      {isOpen && total > 1 && <Failures id={id} group={group} href={href} />}
    </li>
  );
});

/** Where a resource is: in another namespace than its issues only where its sender said so. */
const placeOf = ({ namespace, scope }: Group) =>
  scope.resourceNamespace === namespace ? namespace : `${namespace}, in ${scope.resourceNamespace}`;

/** The failures of one resource, unfolded. */
function Failures({ id, group, href }: Pick<Props, 'group' | 'href'> & { readonly id: string }) {
  const isAll = group.total <= group.newest.length;
  const { data, error } = useIssuesOf(group, 'ACTIVE', !isAll);
  const issues = data?.data ?? group.newest;
  const left = group.total - issues.length;
  return (
    <ul class="failures" id={id}>
      {issues.map((issue) => (
        <li key={issue.id}>
          <SeverityMark severity={issue.severity} />
          <Link class="why" href={href(issue.id)} title={withoutColours(issue.description)}>
            {whyOf(issue, group.scope.resourceName)}
          </Link>
          <span class="muted">
            <Ago at={issue.brokenSince} isPast={false} />
          </span>
          <span class="times">×{issue.occurrences.toLocaleString('en')}</span>
        </li>
      ))}
      {error ? (
        <li role="alert">The others could not be read: {error.message}</li>
      ) : (
        left > 0 && <li class="muted">{plural(left, 'failure')} more</li>
      )}
    </ul>
  );
}
