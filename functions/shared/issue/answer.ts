import * as z from 'zod/mini';
import { issueTypeSchema, linkSchema, severitySchema, stateSchema } from './issue.ts';
import { scopeSchema } from './scope.ts';

const time = (description: string) => z.iso.datetime().check(z.describe(description));

/** An issue without its relations: how it appears inside a relation. */
export const relatedIssueSchema = z.object({
  id: z.uuid().check(z.describe('Never changes')),
  title: z.string(),
  description: z.string(),
  severity: severitySchema,
  issueType: issueTypeSchema,
  state: stateSchema,
  detectedAt: time('When the current active period began; a failure that comes back starts a new one'),
  resolvedAt: z.nullable(z.iso.datetime()).check(z.describe('`null` while it is active')),
  namespace: z.string().check(z.describe('The team or tenant that owns the issue')),
  scopeId: z.uuid().check(z.describe('All issues of one scope have the same')),
  scope: z.extend(scopeSchema, { id: z.uuid() }),
  links: z.array(z.extend(linkSchema, { id: z.uuid(), issueId: z.uuid() })),
  createdAt: z.iso.datetime(),
  createdBy: z.optional(z.string()).check(z.describe('The credential that reported it first')),
  updatedAt: z.iso.datetime(),
  changedBy: z.optional(z.string()).check(z.describe('The credential that changed it last')),
  brokenSince: time(
    "When the first failure of the active period happened, by its sender's clock where that was given",
  ),
  lastFailureAt: time("When the last failure happened, by its sender's clock where that was given"),
  occurrences: z.int().check(z.gte(1), z.describe('How often it was reported')),
  lastSeenAt: time('When it was last reported'),
});
export type RelatedIssue = z.infer<typeof relatedIssueSchema>;

const relationSchema = z.object({ id: z.uuid(), sourceId: z.uuid(), targetId: z.uuid() });

/** An issue as the API answers it (docs/api.md, Issue). */
export const issueSchema = z.extend(relatedIssueSchema, {
  relatedFrom: z
    .array(z.extend(relationSchema, { target: relatedIssueSchema }))
    .check(z.describe('Relations of which this issue is the source')),
  relatedTo: z
    .array(z.extend(relationSchema, { source: relatedIssueSchema }))
    .check(z.describe('Relations of which this issue is the target')),
});
export type Issue = z.infer<typeof issueSchema>;
