import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { get } from './api.ts';
import { useCredential } from './session.ts';

/** What one may do, and the namespaces where: names, or beginnings with a `*`. */
export interface Me {
  readonly id: string;
  readonly may: Readonly<Record<'publish' | 'read' | 'write' | 'administer', readonly string[]>>;
}

/** Who one is. Fails with 401 where the credential is not good, or none and one is needed. */
export function useMe() {
  const credential = useCredential();
  return useQuery({
    queryKey: ['me', credential],
    queryFn: ({ signal }) => get<Me>('/me', signal),
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
