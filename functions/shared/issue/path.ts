import * as z from 'zod/mini';
import { namespaceSchema } from './scope.ts';

/** An issue's id in a path; what is no UUID names no issue. */
export const issueIdSchema = z.guid().check(z.toLowerCase());

/** What every endpoint below `/issues/{id}` takes. */
export const issueRequest = {
  path: z.object({ id: issueIdSchema }),
  /** When given, the issue must be in this namespace. */
  query: z.object({ namespace: z.optional(namespaceSchema) }),
};
