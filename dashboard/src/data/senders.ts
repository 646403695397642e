import { useQuery } from '@tanstack/preact-query';
import { get } from './api.ts';

export interface SenderStatus {
  readonly sender: string;
  readonly secret: 'configured' | 'missing' | 'unknown' | 'not needed';
  readonly lastHeardAt: string | null;
  readonly refusals: readonly { readonly at: string; readonly reason: string }[];
}

/** When each sender was last heard and refused; asked again every few seconds while one waits for an event. */
export const useSenders = (isAllowed: boolean, isWaiting: boolean) =>
  useQuery({
    queryKey: ['senders'],
    queryFn: ({ signal }) => get<{ readonly data: readonly SenderStatus[] }>('/senders', signal),
    enabled: isAllowed,
    refetchInterval: isWaiting ? 3_000 : 60_000,
  });

interface NewestIssue {
  readonly id: string;
  readonly title: string;
  readonly namespace: string;
  readonly createdBy: string;
  readonly changedBy: string;
  readonly updatedAt: string;
}

/** The newest issues that one may read, while one waits for an event. */
export const useNewestIssues = (isWaiting: boolean) =>
  useQuery({
    queryKey: ['newest-issues'],
    queryFn: ({ signal }) => get<{ readonly data: readonly NewestIssue[] }>('/issues?limit=20', signal),
    enabled: isWaiting,
    refetchInterval: 3_000,
    gcTime: 0,
  });
