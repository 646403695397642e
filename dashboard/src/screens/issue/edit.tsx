import { useState } from 'preact/hooks';
import { KiteError } from '../../../../client/src/index.ts';
import { type Edit, type Issue, useEdit } from '../../data/issues.ts';
import { LIMITS } from '../../data/limits.ts';
import { SEVERITIES } from '../../data/severities.ts';
import { ISSUE_TYPES } from '../../data/view.ts';

interface Props {
  readonly issue: Issue;
  readonly done: () => void;
}

/** Changes what an issue says. Only what one has changed is sent, so that two people do not undo each other. */
export function EditForm({ issue, done }: Props) {
  const [edit, setEdit] = useState<Partial<Edit>>({});
  const save = useEdit(issue.id);
  const now = { ...issue, ...edit };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (Object.keys(edit).length === 0) return done();
    save.mutate(edit, { onSuccess: done });
  };
  const details = save.error instanceof KiteError ? save.error.details : [];
  return (
    <form class="edit" onSubmit={submit}>
      <label>
        Title
        <input
          value={now.title}
          maxLength={LIMITS.title}
          required
          onInput={({ currentTarget: { value } }) => setEdit({ ...edit, title: value })}
        />
      </label>
      <div class="row">
        <Choice
          label="Severity"
          options={SEVERITIES}
          value={now.severity}
          choose={(severity) => setEdit({ ...edit, severity })}
        />
        <Choice
          label="Type"
          options={ISSUE_TYPES}
          value={now.issueType}
          choose={(issueType) => setEdit({ ...edit, issueType })}
        />
      </div>
      <label>
        Description
        <textarea
          rows={10}
          value={now.description}
          maxLength={LIMITS.description}
          required
          onInput={({ currentTarget: { value } }) => setEdit({ ...edit, description: value })}
        />
      </label>
      {save.error && (
        <p role="alert">
          Not saved: {save.error.message}
          {details.map(({ path, message }) => ` ${path} ${message}.`)}
        </p>
      )}
      <p class="actions">
        <button type="submit" class="button primary" disabled={save.isPending}>
          Save
        </button>
        <button type="button" class="button" onClick={done}>
          Cancel
        </button>
      </p>
    </form>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ label, options, value, choose }: ChoiceProps<T>) {
  return (
    <label>
      {label}
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find((option) => option === currentTarget.value);
          if (chosen) choose(chosen);
        }}
      >
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}
