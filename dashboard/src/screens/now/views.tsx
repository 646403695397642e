import { Link } from 'wouter-preact';
import { useSavedViews } from '../../data/saved-views.ts';
import { Menu } from '../../parts/menu.tsx';
import { paths } from '../../paths.ts';

const MAX_NAME = 50;

/** Views that one has saved, and a way to save the present one. A view is a link, which can be sent to others too. */
export function SavedViews({ query }: { readonly query: string }) {
  const { views, save, remove } = useSavedViews();
  const names = Object.keys(views).sort();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get('name')).trim();
    if (name === '') return;
    save(name, query);
    form.reset();
  };
  return (
    <Menu label="Views">
      {names.length === 0 && <p class="muted">What one looks at often can be saved here, in this browser.</p>}
      <ul>
        {names.map((name) => (
          <li key={name} class="choice">
            <Link
              href={`${paths.now}?${views[name]}`}
              aria-current={views[name] === query ? 'page' : undefined}
            >
              {name}
            </Link>
            <button
              type="button"
              class="button quiet"
              aria-label={`Remove ${name}`}
              onClick={() => remove(name)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <form class="row" onSubmit={submit}>
        <label>
          Save what is shown now as
          <input name="name" required maxLength={MAX_NAME} placeholder="Friday night" autoComplete="off" />
        </label>
        <button type="submit" class="button">
          Save
        </button>
      </form>
    </Menu>
  );
}
