import { useState } from 'preact/hooks';
import { type Issue, useDelete } from '../../data/issues.ts';

interface Props {
  readonly issue: Issue;
  readonly done: () => void;
}

/** Deletes an issue, after it has asked once more. */
export function Delete({ issue, done }: Props) {
  const [isAsking, setAsking] = useState(false);
  const remove = useDelete(issue.id);
  if (!isAsking)
    return (
      <button type="button" class="button" onClick={() => setAsking(true)}>
        Delete …
      </button>
    );
  return (
    <span class="asking">
      <span>Its history is lost. The next failure makes a new issue.</span>{' '}
      <button
        type="button"
        class="button danger"
        disabled={remove.isPending}
        onClick={() => remove.mutate(undefined, { onSuccess: done })}
      >
        Delete it
      </button>{' '}
      <button type="button" class="button" onClick={() => setAsking(false)}>
        Keep it
      </button>
      {remove.error && <span role="alert">Not deleted: {remove.error.message}</span>}
    </span>
  );
}
