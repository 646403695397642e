import { MutationCache, QueryCache, QueryClient } from '@tanstack/preact-query';
import { isRefused, isUnknownCaller } from './kite.ts';

/** A credential that is refused anywhere is asked for again (screens/sign-in). */
const onError = (error: unknown, name?: unknown) => {
  if (isUnknownCaller(error) && name !== 'me') void queries.invalidateQueries({ queryKey: ['me'] });
};

/** What was read of the API. It is read again where it is older than 10 s, and tried again unless refused. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, { queryKey: [name] }) => onError(error, name) }),
  mutationCache: new MutationCache({ onError: (error) => onError(error) }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => !isRefused(error) && failures < 3,
    },
  },
});

/** How a list is read a page at a time: each answer says where the next page begins. */
export const BY_CURSOR = {
  initialPageParam: '',
  getNextPageParam: ({ nextCursor }: { readonly nextCursor: string | null }) => nextCursor,
};
