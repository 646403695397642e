import * as z from 'zod';
import { namespace } from '../issue/scope.ts';

export const role = z.enum(['publisher', 'viewer', 'editor', 'admin']);
export type Role = z.infer<typeof role>;

/** What an endpoint asks of its caller: report over webhooks, read issues, change them, hand out tokens. */
export type Permission = 'publish' | 'read' | 'write' | 'administer';

/** An editor may publish too: a webhook does nothing that `POST /issues` and `resolve` do not. */
const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  publisher: ['publish'],
  viewer: ['read'],
  editor: ['publish', 'read', 'write'],
  admin: ['publish', 'read', 'write', 'administer'],
};
export const allows = (role: Role, permission: Permission) => PERMISSIONS[role].includes(permission);

/** One namespace by name, or all that begin alike: `team-alpha`, `team-*`, `*`. */
export const namespacePattern = namespace.refine(
  (text) => /^[^*]*\*?$/.test(text),
  'may have one *, at its end',
);
export const MAX_NAMESPACES = 50;
export const namespacePatterns = z
  .array(namespacePattern)
  .min(1, 'must name a namespace')
  .max(MAX_NAMESPACES, `must be at most ${MAX_NAMESPACES} namespaces`);

/** A role, and the namespaces in which it holds. */
export const grant = z.object({ role, namespaces: namespacePatterns });
export type Grant = z.infer<typeof grant>;

const prefixOf = (pattern: string) => (pattern.endsWith('*') ? pattern.slice(0, -1) : undefined);

/** Whether a pattern takes in all that another does; a name is a pattern too. */
export function covers(pattern: string, other: string): boolean {
  const prefix = prefixOf(pattern);
  return prefix === undefined ? pattern === other : other.startsWith(prefix);
}
