import { Link } from 'wouter-preact';
import type { RelatedIssue } from '../../data/issues.ts';
import { Ago } from '../../parts/ago.tsx';
import { SeverityMark } from '../../parts/severity.tsx';

interface Props {
  readonly issue: Pick<RelatedIssue, 'id' | 'title' | 'severity' | 'state' | 'brokenSince' | 'resolvedAt'>;
  readonly href: (issue: string) => string;
  /** What it is called. @default its title */
  readonly text?: string;
}

/** Another issue, in a line. */
export const IssueLine = ({
  issue: { id, title, severity, state, brokenSince, resolvedAt },
  href,
  text = title,
}: Props) => (
  <>
    <SeverityMark severity={severity} />{' '}
    <Link class="title" href={href(id)}>
      {text}
    </Link>{' '}
    <span class="muted">
      {state === 'RESOLVED' && resolvedAt ? (
        <>
          resolved <Ago at={resolvedAt} />
        </>
      ) : (
        <>
          broken <Ago at={brokenSince} isPast={false} />
        </>
      )}
    </span>
  </>
);
