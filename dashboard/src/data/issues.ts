import { keepPreviousData, useMutation, useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';
import { queries } from './queries.ts';
import { type Group, REFRESH_MS } from './scopes.ts';
import type { Severity } from './severities.ts';
import type { IssueType } from './view.ts';

export type Issue = Answers['Issue'];
export type RelatedIssue = Answers['RelatedIssue'];

const at = (id: string) => ({ params: { path: { id } } });

export const useIssue = (id: string) =>
  useQuery({
    queryKey: ['issue', id],
    queryFn: ({ signal }) => kite.get('/api/v1/issues/{id}', { ...at(id), signal }),
    refetchInterval: REFRESH_MS,
  });

/** The issues of a resource, the newest first: active and resolved ones, or active ones alone. */
export const useIssuesOf = (
  { namespace, scope }: Pick<Group, 'namespace' | 'scope'>,
  state?: Issue['state'],
  isWanted = true,
) =>
  useQuery({
    queryKey: ['issues', namespace, scope.id, state],
    queryFn: ({ signal }) => listOf({ namespace, scope }, state, signal),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });

const listOf = (
  { namespace, scope }: Pick<Group, 'namespace' | 'scope'>,
  state: Issue['state'] | undefined,
  signal?: AbortSignal,
) =>
  kite.get('/api/v1/issues', {
    params: {
      query: {
        namespace: [namespace],
        resourceType: [scope.resourceType],
        resourceName: [scope.resourceName],
        resourceNamespace: [scope.resourceNamespace],
        limit: 100,
        ...(state && { state }),
      },
    },
    ...(signal && { signal }),
  });

/** The ids of a group's active issues as they are now; of the 100 newest, where there are more. */
export const activeIdsOf = async (group: Group): Promise<readonly string[]> =>
  group.total === group.newest.length
    ? group.newest.map(({ id }) => id)
    : (await listOf(group, 'ACTIVE')).data.map(({ id }) => id);

/** The issue of some namespaces that was resolved last, of those that failed last. */
export const useLastResolved = (namespace: readonly string[], isWanted: boolean) =>
  useQuery({
    queryKey: ['issues', 'last resolved', namespace],
    queryFn: async ({ signal }) => {
      const query = { namespace: [...namespace], state: 'RESOLVED' as const, limit: 10 };
      const { data } = await kite.get('/api/v1/issues', { params: { query }, signal });
      return data.reduce<Issue | null>(
        (last, one) => ((one.resolvedAt ?? '') > (last?.resolvedAt ?? '') ? one : last),
        null,
      );
    },
    enabled: isWanted,
  });

/** What a text becomes without its random and measured parts. */
export const useFingerprint = (message: string, isWanted: boolean) =>
  useQuery({
    queryKey: ['fingerprint', message],
    queryFn: ({ signal }) => kite.post('/api/v1/fingerprint', { body: { message }, signal }),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Reads again whatever an issue may be in. */
export const changed = (): Promise<unknown> =>
  Promise.all(
    ['scopes', 'issues', 'issue', 'namespaces'].map((name) =>
      queries.invalidateQueries({ queryKey: [name] }),
    ),
  );

export interface Edit {
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly issueType: IssueType;
}

export const useEdit = (id: string) =>
  useMutation({
    mutationFn: (body: Partial<Edit>) => kite.put('/api/v1/issues/{id}', { ...at(id), body }),
    onSuccess: changed,
  });

export const useDelete = (id: string) =>
  useMutation({
    mutationFn: () => kite.delete('/api/v1/issues/{id}', at(id)),
    onSuccess: changed,
  });

export const useRelate = (id: string) =>
  useMutation({
    mutationFn: (relatedId: string) =>
      kite.post('/api/v1/issues/{id}/related', { ...at(id), body: { relatedId } }),
    onSuccess: changed,
  });

export const useUnrelate = (id: string) =>
  useMutation({
    mutationFn: (relatedId: string) =>
      kite.delete('/api/v1/issues/{id}/related/{relatedId}', { params: { path: { id, relatedId } } }),
    onSuccess: changed,
  });
