import { useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';

export type Me = Answers['Me'];

/**
 * Who one is. With 401 or 403 as the `error` where the credential is not good any more, or none and one is needed:
 * `data` is then who one was, so that the screens stay as they are meanwhile.
 */
export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => kite.get('/api/v1/me', { signal }),
    staleTime: 60_000,
  });

/** Whether one has a permission in a namespace. */
export const may = (me: Me, permission: keyof Me['may'], namespace: string): boolean =>
  me.may[permission].some((pattern) =>
    pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : pattern === namespace,
  );
