import { useState } from 'preact/hooks';
import { type Issue, useRelate, useUnrelate } from '../../data/issues.ts';
import { IssueLine } from './issue-line.tsx';

interface Props {
  readonly issue: Issue;
  readonly mayWrite: boolean;
  readonly href: (issue: string) => string;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Issues that somebody has related to this one, and how to relate another. */
export function Related({ issue, mayWrite, href }: Props) {
  const related = [
    ...issue.relatedFrom.map(({ target }) => target),
    ...issue.relatedTo.map(({ source }) => source),
  ];
  const unrelate = useUnrelate(issue.id);
  if (related.length === 0 && !mayWrite) return null;
  return (
    <section aria-labelledby="related">
      <h2 id="related">Related issues</h2>
      <ul class="lines">
        {related.map((other) => (
          <li key={other.id}>
            <IssueLine issue={other} href={href} />{' '}
            {mayWrite && (
              <button
                type="button"
                class="button quiet"
                disabled={unrelate.isPending}
                aria-label={`End the relation to ${other.title}`}
                onClick={() => unrelate.mutate(other.id)}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {unrelate.error && <p role="alert">The relation was not ended: {unrelate.error.message}</p>}
      {mayWrite && <RelateForm id={issue.id} />}
    </section>
  );
}

function RelateForm({ id }: { readonly id: string }) {
  const relate = useRelate(id);
  const [problem, setProblem] = useState<string>();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    // Of a link, the last one: the page of an issue, or a list with the issue in its panel.
    const other = String(new FormData(form).get('other')).match(ID)?.at(-1);
    if (other === undefined) return setProblem('That is neither the id of an issue nor a link to one.');
    setProblem(undefined);
    relate.mutate(other, { onSuccess: () => form.reset() });
  };
  return (
    <form class="row" onSubmit={submit}>
      <label>
        Relate another issue
        <input name="other" placeholder="Its id, or a link to it" required autoComplete="off" />
      </label>
      <button type="submit" class="button" disabled={relate.isPending}>
        Relate
      </button>
      {(problem ?? relate.error) && (
        <p role="alert">{problem ?? `They were not related: ${relate.error?.message}`}</p>
      )}
    </form>
  );
}
