import { useInfiniteQuery, useMutation } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';
import { BY_CURSOR, queries } from './queries.ts';

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
const changed = () => queries.invalidateQueries({ queryKey: KEY });

/** The tokens of namespaces that one administers, a page at a time. */
export const useTokens = () =>
  useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      kite.get('/api/v1/tokens', {
        params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
        signal,
      }),
    ...BY_CURSOR,
  });

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  readonly namespaces: string[];
  readonly expiresAt?: string;
}

/** Makes a token. Only this answer has its credential. */
export const useMakeToken = () =>
  useMutation({
    mutationFn: (body: NewToken) => kite.post('/api/v1/tokens', { body }),
    onSuccess: changed,
  });

export const useRevokeToken = () =>
  useMutation({
    mutationFn: (id: string) => kite.delete('/api/v1/tokens/{id}', { params: { path: { id } } }),
    onSuccess: changed,
  });
