import * as z from 'zod/mini';

export const roleSchema = z.enum(['publisher', 'viewer', 'editor', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/** What an endpoint can require: to report over webhooks, read issues, change them, manage tokens. */
export const PERMISSIONS = ['publish', 'read', 'write', 'administer'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Editors may publish too: a webhook does nothing that `POST /issues` and `resolve` cannot do. */
const ALLOWED: Readonly<Record<Role, readonly Permission[]>> = {
  publisher: ['publish'],
  viewer: ['read'],
  editor: ['publish', 'read', 'write'],
  admin: ['publish', 'read', 'write', 'administer'],
};
export const allows = (role: Role, permission: Permission) => ALLOWED[role].includes(permission);

/** A role, and the namespaces in which it holds. Its patterns were checked where it was made (patterns.ts). */
export const grantSchema = z.object({ role: roleSchema, namespaces: z.array(z.string()) });
export type Grant = z.infer<typeof grantSchema>;

const prefixOf = (pattern: string) => (pattern.endsWith('*') ? pattern.slice(0, -1) : undefined);

/** Whether a pattern includes all namespaces that another does; a name is a pattern too. */
export function covers(pattern: string, other: string): boolean {
  const prefix = prefixOf(pattern);
  return prefix === undefined ? pattern === other : other.startsWith(prefix);
}
