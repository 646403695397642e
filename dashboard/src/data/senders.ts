import { useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';
import { LIMITS } from './limits.ts';

export type SenderStatus = Answers['SenderList']['data'][number];

/** While one waits for an event. */
const WAITING_MS = 3_000;

/** When each sender was last heard and refused; asked again every few seconds while one waits for an event. */
export const useSenders = (isAllowed: boolean, isWaiting = false) =>
  useQuery({
    queryKey: ['senders'],
    queryFn: ({ signal }) => kite.get('/api/v1/senders', { signal }),
    enabled: isAllowed,
    refetchInterval: isWaiting ? WAITING_MS : 60_000,
  });

/** As many as it says at a time; with more, one names that in which the event will arrive. */
const MOST_NAMES = 1_000;

/**
 * The newest issues of the namespaces that one may read, also of such that are new, again and again.
 * @param namespace the only one of interest; @default - all, where they are few
 */
export const useArriving = (namespace: string | undefined, isWaiting: boolean) =>
  useQuery({
    queryKey: ['arriving', namespace],
    queryFn: async ({ signal }) => {
      const query = { limit: MOST_NAMES };
      const known = await kite.get('/api/v1/namespaces', { params: { query }, signal });
      const names = known.data.map((one) => one.namespace);
      const watched = namespace === undefined ? names : names.filter((name) => name === namespace);
      if (watched.length > LIMITS.values) return { names, issues: undefined };
      const issues =
        watched.length === 0
          ? []
          : (
              await kite.get('/api/v1/issues', {
                params: { query: { namespace: watched, limit: 100 } },
                signal,
              })
            ).data;
      return { names, issues };
    },
    refetchInterval: isWaiting && WAITING_MS,
    gcTime: 0,
  });
