import { useCallback, useMemo } from 'preact/hooks';
import { useSearchParams } from 'wouter-preact';
import { SEVERITIES, type Severity } from './severities.ts';

export const ISSUE_TYPES = ['build', 'test', 'release', 'dependency', 'pipeline'] as const;
export type IssueType = (typeof ISSUE_TYPES)[number];
export const ORDERS = ['worst', 'oldest'] as const;

/** What the screen Now shows. All of it is in the URL, by the names that the API has for it. */
export interface View {
  /** @default - those of all that one may read which are broken worst */
  readonly namespace: readonly string[];
  readonly severity: readonly Severity[];
  readonly issueType: readonly IssueType[];
  readonly resourceType: readonly string[];
  readonly search: string;
  readonly order: (typeof ORDERS)[number];
  /** The issue in the panel. */
  readonly issue: string | undefined;
  /** Resources whose failures are unfolded. */
  readonly open: readonly string[];
}

/** Those that facets set. */
export type Facet = 'severity' | 'issueType' | 'resourceType';

const among = <T extends string>(known: readonly T[], values: readonly string[]): T[] =>
  known.filter((value) => values.includes(value));

const read = (query: URLSearchParams): View => ({
  namespace: query.getAll('namespace'),
  severity: among(SEVERITIES, query.getAll('severity')),
  issueType: among(ISSUE_TYPES, query.getAll('issueType')),
  resourceType: query.getAll('resourceType'),
  search: query.get('search') ?? '',
  order: query.get('order') === 'oldest' ? 'oldest' : 'worst',
  issue: query.get('issue') || undefined,
  open: query.getAll('open'),
});

/** The query of a view, without what is as usual. */
export function queryOf({ order, ...view }: Partial<View>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    for (const one of [value ?? []].flat()) if (one !== '') query.append(name, one);
  }
  if (order === 'oldest') query.append('order', order);
  return query.toString();
}

/** The values without one that is among them, else with it. */
export const toggled = <T extends string>(values: readonly T[], value: T): readonly T[] =>
  values.includes(value) ? values.filter((one) => one !== value) : [...values, value];

type Change = (
  change: Partial<View> | ((now: View) => Partial<View>),
  options?: { readonly replace?: boolean },
) => void;

/** The view that the URL has, and how to change it. Every change is a step back, unless it replaces. */
export function useView(): [View, Change] {
  const [query, setQuery] = useSearchParams();
  const text = query.toString();
  const view = useMemo(() => read(new URLSearchParams(text)), [text]);
  const change = useCallback<Change>(
    (part, options) =>
      setQuery((query) => {
        const now = read(query);
        return new URLSearchParams(queryOf({ ...now, ...(typeof part === 'function' ? part(now) : part) }));
      }, options),
    [setQuery],
  );
  return [view, change];
}
