import { type Issue, useDelete } from '../../data/issues.ts';
import { Confirm } from '../../parts/confirm.tsx';

interface Props {
  readonly issue: Issue;
  readonly done: () => void;
}

/** Deletes an issue, after it has asked once more. */
export function Delete({ issue, done }: Props) {
  const remove = useDelete(issue.id);
  return (
    <Confirm
      verb="Delete"
      action="Delete it"
      act={() => remove.mutate(undefined, { onSuccess: done })}
      isPending={remove.isPending}
      failure={remove.error ? `Not deleted: ${remove.error.message}` : undefined}
    >
      Its history is lost. The next failure makes a new issue.
    </Confirm>
  );
}
