import { useInfiniteQuery, useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';
import { BY_CURSOR } from './queries.ts';
import { SEVERITIES } from './severities.ts';

export type NamespaceCounts = Answers['NamespaceList']['data'][number];

/** Namespaces that one may read, with how many issues are active in each, a page at a time. */
export const useNamespaces = () =>
  useInfiniteQuery({
    queryKey: ['namespaces'],
    queryFn: ({ pageParam, signal }) =>
      kite.get('/api/v1/namespaces', {
        params: { query: { counts: 'true', limit: 100, ...(pageParam && { cursor: pageParam }) } },
        signal,
      }),
    ...BY_CURSOR,
    refetchInterval: 60_000,
  });

/**
 * What was reported most often in each of some namespaces, of the 100 most repeated resources of all: one request, and not
 * one for each.
 */
export const useMostRepeatedIn = (namespaces: readonly string[]) =>
  useQuery({
    queryKey: ['scopes', 'most repeated', namespaces],
    queryFn: async ({ signal }) => {
      const query = { namespace: [...namespaces], order: 'repeated' as const, limit: 100 };
      const { data } = await kite.get('/api/v1/scopes', { params: { query }, signal });
      return new Map(data.toReversed().map((group) => [group.namespace, group]));
    },
    enabled: namespaces.length > 0,
    staleTime: 60_000,
  });

/** Of one namespace, what was reported most often. */
export const useMostRepeated = (namespace: string) =>
  useQuery({
    queryKey: ['scopes', 'repeated', namespace],
    queryFn: ({ signal }) =>
      kite.get('/api/v1/scopes', {
        params: { query: { namespace: [namespace], order: 'repeated', limit: 3 } },
        signal,
      }),
    staleTime: 60_000,
  });

/** Compares by the worst severity, and then by what has been broken for longest. */
export function worseFirst({ active: a }: NamespaceCounts, { active: b }: NamespaceCounts): number {
  for (const severity of SEVERITIES) {
    const difference = (b?.bySeverity[severity] ?? 0) - (a?.bySeverity[severity] ?? 0);
    if (difference !== 0) return difference;
  }
  const since = (active: typeof a) => active?.longestBroken?.brokenSince ?? '9';
  return since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : 0;
}
