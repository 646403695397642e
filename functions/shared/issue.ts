import * as z from 'zod';
import { namespace, resourceName, resourceType, scope } from './scope.ts';
import { httpUrl, instant, text } from './text.ts';

export const severity = z.enum(['info', 'minor', 'major', 'critical']);
export const issueType = z.enum(['build', 'test', 'release', 'dependency', 'pipeline']);
export const state = z.enum(['ACTIVE', 'RESOLVED']);
export type State = z.infer<typeof state>;

/*
 * The limits below keep an issue, at three UTF-8 bytes a character, under DynamoDB's 400 KB for an item;
 * test/store/limits.test.ts stores the largest one.
 */
export const MAX_TITLE = 1_000;
export const title = text(MAX_TITLE);
export const MAX_DESCRIPTION = 30_000;
export const description = text(MAX_DESCRIPTION);
/** The reason a sender gives for a failure; shorter than a description, which quotes it. */
export const MAX_REASON = 10_000;
export const failureReason = text(MAX_REASON);

export const link = z.object({ title: text(200), url: httpUrl });
export type Link = z.infer<typeof link>;
export const MAX_LINKS = 20;
const links = z.array(z.strictObject(link.shape)).max(MAX_LINKS, `must be at most ${MAX_LINKS} links`);

/** How many issues one issue may be related to: a deletion removes it from all of them in one transaction. */
export const MAX_RELATED = 97;

/** The body of `POST /issues` (issues-api.md, Endpoints). */
export const newIssue = z.strictObject({
  title,
  description,
  severity,
  issueType,
  namespace,
  scope: z.strictObject({ resourceType, resourceName, resourceNamespace: namespace.optional() }),
  state: state.default('ACTIVE'),
  links: links.default([]),
  dedupKey: text(1_000).optional(),
});

/** The body of `PUT /issues/{id}`: at least one of these fields. */
export const issueChange = z
  .strictObject({
    title,
    description,
    severity,
    issueType,
    state,
    resolvedAt: instant.nullable(),
    links,
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change at least one field')
  .refine(
    ({ state, resolvedAt }) =>
      state === undefined || resolvedAt === undefined || (state === 'RESOLVED') === (resolvedAt !== null),
    { path: ['resolvedAt'], error: 'goes with state RESOLVED; null goes with state ACTIVE' },
  );
export type IssueChange = z.infer<typeof issueChange>;

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

/** What one failure report says, whoever sent it. Every report with the same identity is the same issue. */
export interface Report {
  readonly namespace: string;
  readonly scope: z.infer<typeof scope>;
  readonly issueType: z.infer<typeof issueType>;
  /** Tells failures of one scope and type apart; see dedup.ts. */
  readonly dedupKey: string;
  readonly title: string;
  readonly description: string;
  readonly severity: z.infer<typeof severity>;
  readonly links: readonly Link[];
  readonly state: State;
}
