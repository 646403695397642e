import { type Issue, useIssuesOf } from '../../data/issues.ts';
import { plural } from '../../parts/plural.ts';
import { whyOf } from '../../parts/why.ts';
import { IssueLine } from './issue-line.tsx';

interface Props {
  readonly issue: Issue;
  readonly href: (issue: string) => string;
}

/** As many as one looks at; the list has all. */
const SHOWN = 10;

/** The other failures of the issue's resource: active ones first, then what was resolved. */
export function Others({ issue, href }: Props) {
  const { data, error } = useIssuesOf(issue);
  const others = (data?.data ?? [])
    .filter(({ id }) => id !== issue.id)
    .toSorted((a, b) => Number(a.state === 'RESOLVED') - Number(b.state === 'RESOLVED'));
  if (error) return <p role="alert">Other failures could not be read: {error.message}</p>;
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="others">
      <h2 id="others">Other failures of {issue.scope.resourceName}</h2>
      <ul class="lines">
        {others.slice(0, SHOWN).map((other) => (
          <li key={other.id}>
            <IssueLine issue={other} href={href} text={whyOf(other, other.scope.resourceName)} />
          </li>
        ))}
      </ul>
      {others.length > SHOWN && <p class="muted">{plural(others.length - SHOWN, 'failure')} more</p>}
    </section>
  );
}
