import { useInfiniteQuery, useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';

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
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 60_000,
  });

/** The worst resource of one namespace: of the worst severity, the one that is broken longest. */
export const useWorst = (namespace: string, isBroken: boolean) =>
  useQuery({
    queryKey: ['scopes', 'worst', namespace],
    queryFn: ({ signal }) =>
      kite.get('/api/v1/scopes', { params: { query: { namespace: [namespace], limit: 1 } }, signal }),
    enabled: isBroken,
    staleTime: 60_000,
  });
