/** Where each screen is. */
export const paths = {
  now: '/',
  issue: '/dashboard/issues/:id',
  namespaces: '/dashboard/namespaces',
  setUp: '/dashboard/set-up',
  /** Where issuers send people back to. */
  signedIn: '/dashboard/signed-in',
} as const;

export const issuePath = (id: string) => paths.issue.replace(':id', encodeURIComponent(id));
