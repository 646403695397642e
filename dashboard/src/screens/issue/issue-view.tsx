import { useState } from 'preact/hooks';
import { KiteError } from '../../../../client/src/index.ts';
import { type Issue, useIssue } from '../../data/issues.ts';
import { may, useMe } from '../../data/me.ts';
import { resolveLater, useLeaving } from '../../data/resolving.ts';
import { Links } from '../../parts/links.tsx';
import { SeverityMark } from '../../parts/severity.tsx';
import { Delete } from './delete.tsx';
import { EditForm } from './edit.tsx';
import { Facts } from './facts.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { Others } from './others.tsx';
import { Reason } from './reason.tsx';
import { Related } from './related.tsx';

interface Props {
  readonly id: string;
  /** Where another issue is shown. */
  readonly href: (issue: string) => string;
  /** Goes back to the list. */
  readonly close: () => void;
}

/** Everything about an issue, and what one can do with it. */
export function IssueView({ id, href, close }: Props) {
  const { data: issue, error } = useIssue(id);
  if (issue) return <Loaded issue={issue} href={href} close={close} failure={error} />;
  if (error instanceof KiteError && error.status === 404)
    return <p role="alert">There is no such issue, or you may not read it.</p>;
  if (error) return <p role="alert">The issue could not be read: {error.message}</p>;
  return <p class="muted">Reading the issue …</p>;
}

interface LoadedProps extends Omit<Props, 'id'> {
  readonly issue: Issue;
  /** Why it could not be refreshed. */
  readonly failure: Error | null;
}

function Loaded({ issue, href, close, failure }: LoadedProps) {
  const { data: me } = useMe();
  const [isEditing, setEditing] = useState(false);
  const { id, title, namespace, scope, severity, state, links } = issue;
  const isLeaving = useLeaving().some(({ ids }) => ids.includes(id));
  const mayWrite = me !== undefined && may(me, 'write', namespace);
  return (
    <article class="issue">
      <header>
        <p class="marks">
          <SeverityMark severity={severity} />{' '}
          <span class={`state ${state === 'ACTIVE' ? '' : 'good'}`}>
            {state === 'ACTIVE' ? (isLeaving ? 'being resolved' : 'active') : '✓ resolved'}
          </span>
        </p>
        <h1>{title}</h1>
        <p class="muted">
          {scope.resourceName} · {scope.resourceType} · {namespace}
        </p>
      </header>
      {failure && (
        <p class="strip warning" role="status">
          {failure.message}. This is how it was; Kite is asked again by itself.
        </p>
      )}
      {mayWrite && !isEditing && (
        <div class="actions">
          {state === 'ACTIVE' && (
            <button
              type="button"
              class="button primary"
              data-action="resolve"
              disabled={isLeaving}
              onClick={() => resolveLater({ what: title, groups: [], ids: [id] })}
            >
              Resolve <kbd>r</kbd>
            </button>
          )}
          <button type="button" class="button" data-action="edit" onClick={() => setEditing(true)}>
            Edit <kbd>e</kbd>
          </button>
          <Delete issue={issue} done={close} />
        </div>
      )}
      {isEditing ? (
        <EditForm issue={issue} done={() => setEditing(false)} />
      ) : (
        <Reason text={issue.description} />
      )}
      {links.length > 0 && (
        <p class="links">
          <Links links={links} class="button" />
        </p>
      )}
      <Facts issue={issue} />
      <Others issue={issue} href={href} />
      <Related issue={issue} mayWrite={mayWrite} href={href} />
      <Fingerprint text={issue.description} />
    </article>
  );
}
