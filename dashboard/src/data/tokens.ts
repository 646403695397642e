import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/preact-query';
import { get, send } from './api.ts';

export const ROLES = ['publisher', 'viewer', 'editor', 'admin'] as const;

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly role: (typeof ROLES)[number];
  readonly namespaces: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

interface TokenPage {
  readonly data: readonly Token[];
  readonly nextCursor: string | null;
}

const KEY = ['tokens'];

/** The tokens of namespaces that one administers, a page at a time. */
export const useTokens = () =>
  useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      get<TokenPage>(`/tokens?limit=50${pageParam && `&cursor=${encodeURIComponent(pageParam)}`}`, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export interface NewToken {
  readonly name: string;
  readonly role: string;
  readonly namespaces: readonly string[];
  readonly expiresAt?: string;
}

/** Makes a token. Only this answer has its credential. */
export function useMakeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (token: NewToken) => send<Token & { readonly token: string }>('POST', '/tokens', token),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send('DELETE', `/tokens/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
