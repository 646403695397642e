import * as z from 'zod';
import { issueType, link, severity, state } from './issue.ts';
import { scope } from './scope.ts';

/** An issue without its relations: how it appears inside a relation. */
export const relatedIssue = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string(),
  severity,
  issueType,
  state,
  detectedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable(),
  namespace: z.string(),
  scopeId: z.uuid(),
  scope: scope.extend({ id: z.uuid() }),
  links: z.array(link.extend({ id: z.uuid(), issueId: z.uuid() })),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  occurrences: z.int(),
  lastSeenAt: z.iso.datetime(),
});
export type RelatedIssue = z.infer<typeof relatedIssue>;

const relation = z.object({ id: z.uuid(), sourceId: z.uuid(), targetId: z.uuid() });

/** An issue as the API answers it (issues-api.md, Issue). */
export const issue = relatedIssue.extend({
  /** Relations of which this issue is the source. */
  relatedFrom: z.array(relation.extend({ target: relatedIssue })),
  /** Relations of which this issue is the target. */
  relatedTo: z.array(relation.extend({ source: relatedIssue })),
});
export type Issue = z.infer<typeof issue>;
