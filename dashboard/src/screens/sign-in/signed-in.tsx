import type { ComponentChildren } from 'preact';
import { ApiError } from '../../data/api.ts';
import { useMe } from '../../data/me.ts';
import { SignIn } from './sign-in.tsx';

/** What only callers see whom the API knows: others sign in first. */
export function SignedIn({ children }: { readonly children: ComponentChildren }) {
  const { error } = useMe();
  return error instanceof ApiError && error.status === 401 ? <SignIn /> : <>{children}</>;
}
