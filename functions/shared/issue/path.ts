import * as z from 'zod';
import { namespace } from './scope.ts';

/** An issue's id as it stands in a path; what is no UUID names no issue. */
export const issueId = z.guid().toLowerCase();

/** What every endpoint below `/issues/{id}` takes. */
export const ofIssue = {
  path: z.object({ id: issueId }),
  /** When given, the issue must be in this namespace. */
  query: z.object({ namespace: namespace.optional() }),
};
