import * as z from 'zod/mini';
import { issueTypeSchema, linkSchema, severitySchema, stateSchema } from './issue.ts';
import { scopeSchema } from './scope.ts';

/** An issue without its relations: how it appears inside a relation. */
const relatedIssueSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string(),
  severity: severitySchema,
  issueType: issueTypeSchema,
  state: stateSchema,
  detectedAt: z.iso.datetime(),
  resolvedAt: z.nullable(z.iso.datetime()),
  namespace: z.string(),
  scopeId: z.uuid(),
  scope: z.extend(scopeSchema, { id: z.uuid() }),
  links: z.array(z.extend(linkSchema, { id: z.uuid(), issueId: z.uuid() })),
  createdAt: z.iso.datetime(),
  createdBy: z.optional(z.string()),
  updatedAt: z.iso.datetime(),
  changedBy: z.optional(z.string()),
  /** By its senders' clocks, where they said when it happened. */
  brokenSince: z.iso.datetime(),
  lastFailureAt: z.iso.datetime(),
  occurrences: z.int(),
  lastSeenAt: z.iso.datetime(),
});
export type RelatedIssue = z.infer<typeof relatedIssueSchema>;

const relationSchema = z.object({ id: z.uuid(), sourceId: z.uuid(), targetId: z.uuid() });

/** An issue as the API answers it (docs/api.md, Issue). */
export const issueSchema = z.extend(relatedIssueSchema, {
  /** Relations of which this issue is the source. */
  relatedFrom: z.array(z.extend(relationSchema, { target: relatedIssueSchema })),
  /** Relations of which this issue is the target. */
  relatedTo: z.array(z.extend(relationSchema, { source: relatedIssueSchema })),
});
export type Issue = z.infer<typeof issueSchema>;
