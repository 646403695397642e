import { LIMITS } from '../../data/limits.ts';
import { isRole, ROLES, type Token, useMakeToken } from '../../data/tokens.ts';
import { Copy } from '../../parts/copy.tsx';
import { useFocus } from '../../parts/use-focus.ts';

interface Props {
  readonly namespaces: readonly string[];
  readonly close: () => void;
}

/** Makes a token, and shows its credential once. */
export function NewToken({ namespaces, close }: Props) {
  const make = useMakeToken();
  const first = useFocus<HTMLInputElement>();
  if (make.data) return <Made {...make.data} close={close} />;
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const field = (name: string) => String(fields.get(name) ?? '').trim();
    const [role, lastDay] = [field('role'), field('lastDay')];
    if (!isRole(role)) return;
    make.mutate({
      name: field('name'),
      role,
      namespaces: field('namespaces')
        .split(/[\s,]+/)
        .filter(Boolean),
      ...(lastDay !== '' && { expiresAt: new Date(`${lastDay}T23:59:59`).toISOString() }),
    });
  };
  return (
    <form class="new-token" onSubmit={submit}>
      <label>
        Name
        <input
          ref={first}
          name="name"
          required
          maxLength={LIMITS.tokenName}
          placeholder="frontend-ci"
          autoComplete="off"
        />
      </label>
      <fieldset>
        <legend>Role</legend>
        {Object.entries(ROLES).map(([role, words], index) => (
          <label key={role} class="role">
            <input type="radio" name="role" value={role} defaultChecked={index === 0} />
            <span>
              <strong>{role}</strong> <span class="muted">{words}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label>
        Namespaces
        <input
          name="namespaces"
          required
          defaultValue={namespaces.includes('*') ? '' : namespaces.join(', ')}
          placeholder="team-alpha, team-b*"
          autoComplete="off"
          aria-describedby="namespaces-hint"
        />
        <span class="muted" id="namespaces-hint">
          Several with commas; a * at the end stands for any ending. You administer {namespaces.join(', ')}.
        </span>
      </label>
      <label>
        Last day
        <input name="lastDay" type="date" aria-describedby="last-day-hint" />
        <span class="muted" id="last-day-hint">
          Left out, it lives as long as it may: no longer than your own credential.
        </span>
      </label>
      {make.error && (
        <p role="alert" class="warning">
          No token was made: {make.error.message}
        </p>
      )}
      <p class="actions">
        <button type="submit" class="button primary" disabled={make.isPending}>
          Make the token
        </button>
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
      </p>
    </form>
  );
}

/** The credential, which nobody can read again. */
function Made({ name, token, close }: Token & { readonly token: string; readonly close: () => void }) {
  const heading = useFocus<HTMLHeadingElement>();
  return (
    <div class="new-token">
      <h3 ref={heading} tabIndex={-1}>
        The token {name}
      </h3>
      <p>Copy it now: Kite keeps only a hash of it, and shows it this once.</p>
      <Copy label="the token" text={token} />
      <p class="actions">
        <button type="button" class="button" onClick={close}>
          I have copied it
        </button>
      </p>
    </div>
  );
}
