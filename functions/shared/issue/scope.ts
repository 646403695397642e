import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';
import { text } from './text.ts';

/**
 * The longest scope parts and namespaces, in UTF-16 units. Kubernetes allows 63 for a label and 253 for a
 * name; three times these (the most UTF-8 bytes a unit takes, and what an encoded `#` takes) stay below
 * DynamoDB's 2,048 bytes for a partition key and 1,024 for a sort key.
 */
export const resourceType = text(63);
export const MAX_NAME = 253;
export const resourceName = text(MAX_NAME);
export const namespace = text(MAX_NAME);

/** What an issue is about: the resource that broke. Issues of one scope are grouped and resolved together. */
export const scope = z.object({ resourceType, resourceName, resourceNamespace: namespace });
export type Scope = z.infer<typeof scope>;

/** Escapes a part so that no name, whatever it holds, can pass for two parts of a key. */
export const encodePart = (part: string): string => part.replace(/[%#]/g, encodeURIComponent);

/** `type#namespace#name`: the same string for the same scope and for no other. */
export const scopeKey = (of: Scope): string =>
  [of.resourceType, of.resourceNamespace, of.resourceName].map(encodePart).join('#');

const SCOPE_IDS = '6f9f1f4e-6f0c-4a3c-8a3e-0d4a4b1f2c11';

/** The scope's UUID, derived from its key (RFC 9562, version 5), so that it needs no item of its own. */
export const scopeId = (of: Scope): string => uuidv5(scopeKey(of), SCOPE_IDS);
