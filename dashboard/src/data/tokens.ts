import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';

export type Token = Answers['Token'];
export type Role = Token['role'];
export const ROLES = ['publisher', 'viewer', 'editor', 'admin'] as const satisfies readonly Role[];

const KEY = ['tokens'];

/** The tokens of namespaces that one administers, a page at a time. */
export const useTokens = () =>
  useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      kite.get('/api/v1/tokens', {
        params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  readonly namespaces: string[];
  readonly expiresAt?: string;
}

/** Makes a token. Only this answer has its credential. */
export function useMakeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewToken) => kite.post('/api/v1/tokens', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => kite.delete('/api/v1/tokens/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
