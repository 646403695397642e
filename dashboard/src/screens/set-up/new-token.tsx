import { ROLES, useMakeToken } from '../../data/tokens.ts';
import { Copy } from '../../parts/copy.tsx';

/** Makes a token, and shows its credential once. */
export function NewTokenForm({ namespaces }: { readonly namespaces: readonly string[] }) {
  const make = useMakeToken();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const field = (name: string) => String(fields.get(name) ?? '').trim();
    const ends = field('ends');
    make.mutate({
      name: field('name'),
      role: ROLES.find((role) => role === field('role')) ?? 'viewer',
      namespaces: field('namespaces')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
      ...(ends !== '' && { expiresAt: new Date(`${ends}T23:59:59`).toISOString() }),
    });
  };
  return (
    <>
      <form class="row" onSubmit={submit}>
        <label>
          Name
          <input name="name" required maxLength={100} placeholder="frontend-ci" autoComplete="off" />
        </label>
        <label>
          Role
          <select name="role">
            {ROLES.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </select>
        </label>
        <label>
          Namespaces, with commas
          <input name="namespaces" required defaultValue={namespaces.join(', ')} autoComplete="off" />
        </label>
        <label>
          Last day
          <input name="ends" type="date" />
        </label>
        <button type="submit" class="button primary" disabled={make.isPending}>
          Make a token
        </button>
      </form>
      <div role="status">
        {make.data && (
          <>
            <p>Copy it now: Kite keeps only a hash of it, and shows it this once.</p>
            <Copy label="the token" text={make.data.token} />
          </>
        )}
      </div>
      {make.error && <p role="alert">No token was made: {make.error.message}</p>}
    </>
  );
}
