import { useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';

export type SenderStatus = Answers['SenderList']['data'][number];

/** When each sender was last heard and refused; asked again every few seconds while one waits for an event. */
export const useSenders = (isAllowed: boolean, isWaiting: boolean) =>
  useQuery({
    queryKey: ['senders'],
    queryFn: ({ signal }) => kite.get('/api/v1/senders', { signal }),
    enabled: isAllowed,
    refetchInterval: isWaiting ? 3_000 : 60_000,
  });

/** The newest issues that one may read, while one waits for an event. */
export const useNewestIssues = (namespaces: string[], isWaiting: boolean) =>
  useQuery({
    queryKey: ['newest-issues', namespaces],
    queryFn: ({ signal }) =>
      kite.get('/api/v1/issues', { params: { query: { namespace: namespaces, limit: 20 } }, signal }),
    enabled: isWaiting,
    refetchInterval: 3_000,
    gcTime: 0,
  });
