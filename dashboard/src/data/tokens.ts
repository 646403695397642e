import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';

export type Token = Answers['Token'];
export type Role = Token['role'];
/** In a few words (docs/access.md). */
export const ROLES = {
  publisher: 'reports failures and successes; reads nothing',
  viewer: 'reads issues',
  editor: 'reports, reads, and changes issues',
  admin: 'all of that, and makes and revokes tokens',
} as const satisfies Record<Role, string>;
export const isRole = (text: string): text is Role => Object.hasOwn(ROLES, text);

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
