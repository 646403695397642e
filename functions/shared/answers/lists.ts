import * as z from 'zod/mini';
import { issueSchema, relatedIssueSchema } from '../issue/answer.ts';
import { issueTypeSchema, linkSchema, severitySchema } from '../issue/issue.ts';
import { scopeSchema } from '../issue/scope.ts';
import { warningsSchema } from './problem.ts';

/* What lists answer. Functions import the types alone, so that no bundle holds these schemas. */

const countSchema = z.int().check(z.gte(0));
/** Where the next page begins; null on the last page. */
const nextCursorSchema = z.nullable(z.string());

const page = { limit: z.int(), nextCursor: nextCursorSchema, warnings: z.optional(warningsSchema) };

/** `GET /issues`. */
export const issueListSchema = z.object({
  data: z.array(issueSchema),
  total: countSchema.check(z.describe('How many issues the filters match, all pages together')),
  totalIsExact: z
    .optional(z.literal(false))
    .check(z.describe('Given where `total` is a lower bound, because not everything could be read')),
  offset: countSchema,
  ...page,
});
export type IssueList = z.infer<typeof issueListSchema>;

const bySeveritySchema = z.record(severitySchema, countSchema);
const byIssueTypeSchema = z.record(issueTypeSchema, countSchema);

/** One ACTIVE issue, in a group. */
const shownIssueSchema = z.extend(
  z.pick(relatedIssueSchema, {
    id: true,
    title: true,
    description: true,
    severity: true,
    issueType: true,
    createdAt: true,
    detectedAt: true,
    brokenSince: true,
    lastFailureAt: true,
    lastSeenAt: true,
    occurrences: true,
  }),
  { links: z.array(linkSchema) },
);
export type ShownIssue = z.infer<typeof shownIssueSchema>;

/** The ACTIVE issues of one scope. */
export const scopeGroupSchema = z.object({
  scope: z.extend(scopeSchema, { id: z.uuid() }),
  namespace: z.string(),
  severity: severitySchema.check(z.describe('The worst')),
  total: countSchema,
  bySeverity: bySeveritySchema,
  byIssueType: byIssueTypeSchema,
  activeSince: z.iso.datetime(),
  brokenSince: z.iso
    .datetime()
    .check(
      z.describe("Since when it has been broken by its senders' clocks, where they said when it failed"),
    ),
  lastFailureAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  occurrences: countSchema,
  isExact: z
    .boolean()
    .check(
      z.describe(
        'Whether `lastFailureAt`, `lastSeenAt` and `occurrences` are of all its issues; else of the newest',
      ),
    ),
  lastSuccessAt: z
    .nullable(z.iso.datetime())
    .check(
      z.describe('When a success was last heard of it that said when it happened; null where none is known'),
    ),
  newest: z.array(shownIssueSchema).check(z.describe('At most three')),
  issuesQuery: z.string().check(z.describe('The query of `GET /issues` that lists its issues')),
});
export type ScopeGroup = z.infer<typeof scopeGroupSchema>;

/** `GET /scopes`. */
export const scopeListSchema = z.object({
  data: z.array(scopeGroupSchema),
  total: countSchema.check(
    z.describe('How many groups there are on all pages together, and how many issues in them'),
  ),
  totalIssues: countSchema,
  isExact: z.boolean().check(z.describe('Whether all ACTIVE issues of the namespaces were looked at')),
  /** Of each field, how many issues there are by its value that all other filters leave. */
  facets: z.object({
    severity: bySeveritySchema,
    issueType: byIssueTypeSchema,
    resourceType: z.record(z.string(), countSchema),
  }),
  ...page,
});
export type ScopeList = z.infer<typeof scopeListSchema>;

/** `GET /namespaces`. */
export const namespaceListSchema = z.object({
  data: z.array(
    z.object({
      namespace: z.string(),
      /** The ACTIVE issues, with `counts`. */
      active: z.optional(
        z.object({
          total: countSchema,
          bySeverity: bySeveritySchema,
          isExact: z
            .boolean()
            .check(z.describe('Otherwise there are at least so many: the newest are counted')),
          longestBroken: z
            .nullable(
              z.object({
                scope: z.extend(scopeSchema, { id: z.uuid() }),
                issueId: z.uuid(),
                severity: severitySchema,
                brokenSince: z.iso.datetime(),
              }),
            )
            .check(
              z.describe(
                'The issue that has been broken for longest; null where none is ACTIVE, or not all were counted',
              ),
            ),
        }),
      ),
    }),
  ),
  ...page,
});
export type NamespaceList = z.infer<typeof namespaceListSchema>;
