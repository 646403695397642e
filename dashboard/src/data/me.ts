import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { type Answers, kite } from './kite.ts';
import { useCredential } from './session.ts';

export type Me = Answers['Me'];

/** Who one is. Fails with 401 where the credential is not good, or none and one is needed. */
export function useMe() {
  const credential = useCredential();
  return useQuery({
    queryKey: ['me', credential],
    queryFn: ({ signal }) => kite.get('/api/v1/me', { signal }),
    staleTime: 60_000,
    // Nothing typed is lost while a new credential is looked at.
    placeholderData: keepPreviousData,
  });
}

/** Whether one has a permission in a namespace. */
export const may = (me: Me, permission: keyof Me['may'], namespace: string): boolean =>
  me.may[permission].some((pattern) =>
    pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : pattern === namespace,
  );
