import { useState } from 'preact/hooks';

/** In this browser, for all its tabs: what one looks at often. The views themselves are URLs. */
const KEY = 'kite.views';

/** Queries of the screen Now by their names. */
type Views = Readonly<Record<string, string>>;

function read(): Views {
  try {
    const views: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return Object.fromEntries(
      Object.entries(views ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/** The saved views, and how to save one or remove it. */
export function useSavedViews() {
  const [views, setViews] = useState(read);
  const write = (next: Views) => {
    localStorage.setItem(KEY, JSON.stringify(next));
    setViews(next);
  };
  return {
    views,
    save: (name: string, query: string) => write({ ...read(), [name]: query }),
    remove: (name: string) =>
      write(Object.fromEntries(Object.entries(read()).filter(([one]) => one !== name))),
  };
}
