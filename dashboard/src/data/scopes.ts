import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';
import { LIMITS } from './limits.ts';
import { BY_CURSOR } from './queries.ts';
import type { View } from './view.ts';

export type Group = Answers['ScopeGroup'];

export const REFRESH_MS = 15_000;
const PAGE = 50;
/** How many groups an answer has at most. */
const MOST_GROUPS = 100;

/** What tells one group from another: a resource can be broken in two namespaces. */
export const groupKey = ({ namespace, scope }: Group): string => `${namespace}/${scope.id}`;

const filtersOf = ({ severity, issueType, resourceType, search, order }: View) => ({
  severity: [...severity],
  issueType: [...issueType],
  resourceType: [...resourceType],
  order,
  ...(search !== '' && { search }),
});

/** What is broken now in some namespaces, by resource, a page at a time, and again every 15 s while the tab is seen. */
export const useScopes = (view: View, namespace: readonly string[]) =>
  useInfiniteQuery({
    queryKey: ['scopes', namespace, filtersOf(view)],
    queryFn: ({ pageParam, signal }) =>
      kite.get('/api/v1/scopes', {
        params: {
          query: {
            namespace: [...namespace],
            ...filtersOf(view),
            limit: PAGE,
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

/**
 * Groups that are in no page which was read, as they are now: each has moved to a later page, or is broken no longer.
 * @param asOf when the pages were read: epoch milliseconds
 * @returns with `isAll`, unless there may be more of them
 */
export const useUnlisted = (view: View, groups: readonly Group[], asOf: number) =>
  useQuery({
    queryKey: ['scopes', 'unlisted', filtersOf(view), asOf],
    queryFn: async ({ signal }) => {
      const namespace = [...new Set(groups.map((group) => group.namespace))];
      const names = [...new Set(groups.map(({ scope }) => scope.resourceName))];
      const answers = await Promise.all(
        Array.from({ length: Math.ceil(names.length / LIMITS.values) }, (_, index) =>
          kite.get('/api/v1/scopes', {
            params: {
              query: {
                namespace,
                resourceName: names.slice(index * LIMITS.values, (index + 1) * LIMITS.values),
                ...filtersOf(view),
                limit: MOST_GROUPS,
              },
            },
            signal,
          }),
        ),
      );
      return {
        groups: answers.flatMap(({ data }) => data),
        isAll: answers.every(({ nextCursor }) => nextCursor === null),
      };
    },
    enabled: groups.length > 0,
    gcTime: 0,
  });
