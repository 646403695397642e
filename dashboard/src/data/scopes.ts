import { keepPreviousData, useInfiniteQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';
import { BY_CURSOR } from './queries.ts';
import type { View } from './view.ts';

export type Group = Answers['ScopeGroup'];

export const REFRESH_MS = 15_000;
const PAGE = 50;

/** What tells one group from another: a resource can be broken in two namespaces. */
export const groupKey = ({ namespace, scope }: Group): string => `${namespace}/${scope.id}`;

/** What is broken now in some namespaces, by resource, a page at a time, and again every 15 s while the tab is seen. */
export const useScopes = (
  { severity, issueType, resourceType, search, order }: View,
  namespace: readonly string[],
) =>
  useInfiniteQuery({
    queryKey: ['scopes', { namespace, severity, issueType, resourceType, search, order }],
    queryFn: ({ pageParam, signal }) =>
      kite.get('/api/v1/scopes', {
        params: {
          query: {
            namespace: [...namespace],
            severity: [...severity],
            issueType: [...issueType],
            resourceType: [...resourceType],
            order,
            limit: PAGE,
            ...(search !== '' && { search }),
            ...(pageParam && { cursor: pageParam }),
          },
        },
        signal,
      }),
    ...BY_CURSOR,
    enabled: namespace.length > 0,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
