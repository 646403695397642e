import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod/mini';
import { text } from './text.ts';

/**
 * The longest scope parts and namespaces, in UTF-16 units. Kubernetes allows 63 for a label and 253 for a
 * name; at three bytes a unit (the most that UTF-8 takes, and an encoded `#`) these stay below DynamoDB's
 * 2,048 bytes for a partition key and 1,024 for a sort key.
 */
export const resourceTypeSchema = text(63);
export const MAX_NAME = 253;
export const resourceNameSchema = text(MAX_NAME);
/** One namespace, by name. A `*` makes a pattern of it (access/patterns.ts), which is no name. */
export const namespaceSchema = text(
  MAX_NAME,
  z.refine((name) => !name.includes('*'), 'must not have a *'),
);

/** The resource that an issue is about. Issues of one scope are grouped, and resolved together. */
export const scopeSchema = z.object({
  resourceType: resourceTypeSchema,
  resourceName: resourceNameSchema,
  resourceNamespace: namespaceSchema,
});
export type Scope = z.infer<typeof scopeSchema>;

/** Escapes a part of a key, so that no name can pass for two parts. */
export const encodePart = (part: string): string => part.replace(/[%#]/g, encodeURIComponent);

/** The part that `encodePart` escaped. */
export const decodePart = (part: string): string => part.replace(/%2[35]/g, decodeURIComponent);

/** `type#namespace#name`: the same string for the same scope and for no other. */
export const scopeKey = (scope: Scope): string =>
  [scope.resourceType, scope.resourceNamespace, scope.resourceName].map(encodePart).join('#');

/** The scope whose `scopeKey` this is. */
export function scopeOfKey(key: string): Scope {
  const [resourceType = '', resourceNamespace = '', resourceName = ''] = key.split('#').map(decodePart);
  return { resourceType, resourceName, resourceNamespace };
}

const SCOPE_IDS = '6f9f1f4e-6f0c-4a3c-8a3e-0d4a4b1f2c11';

/** The scope's UUID, derived from its key (RFC 9562, version 5), so that it needs no item of its own. */
export const scopeId = (scope: Scope): string => uuidv5(scopeKey(scope), SCOPE_IDS);
