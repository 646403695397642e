import * as z from 'zod/mini';
import { type FailureReport, issueTypeSchema, severitySchema } from './issue.ts';
import { resourceNameSchema, resourceTypeSchema } from './scope.ts';

/**
 * What lists can be filtered by, besides the state. Stored as one map that the lists' index projects: a new
 * field here needs no new index (docs/decisions/0001-table.md). CONTRIBUTING.md lists what else it needs.
 */
export const filterSchema = z.object({
  severity: severitySchema,
  issueType: issueTypeSchema,
  resourceType: resourceTypeSchema,
  resourceName: resourceNameSchema,
});
export type IssueFilter = z.infer<typeof filterSchema>;
export const FILTER_FIELDS = z.keyof(filterSchema).options;

/** The filterable fields of a failure's issue. */
export const filterOf = ({
  severity,
  issueType,
  scope: { resourceType, resourceName },
}: FailureReport): IssueFilter => ({ severity, issueType, resourceType, resourceName });
