import { useInfiniteQuery, useQuery } from '@tanstack/preact-query';
import { get } from './api.ts';

export const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;

export interface NamespaceCounts {
  readonly namespace: string;
  readonly active: {
    readonly total: number;
    readonly bySeverity: Readonly<Record<(typeof SEVERITIES)[number], number>>;
    /** Whether the counts are of all its issues; else there are at least so many. */
    readonly isExact: boolean;
  };
}

interface NamespacePage {
  readonly data: readonly NamespaceCounts[];
  readonly nextCursor: string | null;
}

/** Namespaces that one may read, with how many issues are active in each, a page at a time. */
export const useNamespaceCounts = () =>
  useInfiniteQuery({
    queryKey: ['namespaces', 'counts'],
    queryFn: ({ pageParam, signal }) =>
      get<NamespacePage>(
        `/namespaces?counts=true&limit=100${pageParam && `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 60_000,
  });

interface WorstScope {
  readonly scope: { readonly resourceType: string; readonly resourceName: string };
  readonly activeSince: string;
  readonly occurrences: number;
}

/** The worst resource of one namespace: of the worst severity, the one that is broken longest. */
export const useWorst = (namespace: string, isBroken: boolean) =>
  useQuery({
    queryKey: ['scopes', 'worst', namespace],
    queryFn: ({ signal }) =>
      get<{ readonly data: readonly WorstScope[] }>(
        `/scopes?namespace=${encodeURIComponent(namespace)}&limit=1`,
        signal,
      ),
    enabled: isBroken,
    staleTime: 60_000,
  });
