import * as z from 'zod/mini';
import {
  dedupKeySchema,
  ISSUE_TYPE_ALIASES,
  issueTypeSchema,
  linkSchema,
  MAX_DESCRIPTION,
  MAX_LINKS,
  MAX_TITLE,
  severitySchema,
  stateSchema,
} from './issue.ts';
import { withoutPasswords, withoutUser } from './passwords.ts';
import { issueIdSchema } from './path.ts';
import { namespaceSchema, resourceNameSchema, resourceTypeSchema, scopeSchema } from './scope.ts';
import { anyCase, instantSchema, spelling, text, withoutBlanks } from './text.ts';

const dropped = z.transform(() => undefined);
/** A field of answers that requests cannot set. Its value is dropped, so that an issue can be sent back. */
const ignored = z.readonly(z.optional(z.pipe(z.unknown(), dropped)));
const answerFields = {
  detectedAt: ignored,
  createdAt: ignored,
  createdBy: ignored,
  updatedAt: ignored,
  changedBy: ignored,
  lastSeenAt: ignored,
  brokenSince: ignored,
  lastFailureAt: ignored,
  occurrences: ignored,
  relatedFrom: ignored,
  relatedTo: ignored,
  // Beside the issue in the answer of a report.
  fingerprint: ignored,
  status: ignored,
  warnings: ignored,
  stale: ignored,
  duplicate: ignored,
};

const uuidSchema = z.optional(issueIdSchema);
/** A text that is taken without the user names and passwords of the URLs in it. */
const safe = <T extends z.ZodMiniType>(schema: T, mend = withoutPasswords) =>
  z.pipe(
    z.transform((value: unknown) => (typeof value === 'string' ? mend(value) : value)),
    schema,
  );
const { title, url } = linkSchema.shape;
const linksSchema = z
  .array(
    withoutBlanks(
      z.strictObject({
        title: safe(title),
        url: safe(url, withoutUser),
        id: uuidSchema,
        issueId: uuidSchema,
      }),
    ),
  )
  .check(z.maxLength(MAX_LINKS, `must be at most ${MAX_LINKS} links`));
const contentFields = {
  title: safe(text(MAX_TITLE)),
  description: safe(text(MAX_DESCRIPTION)),
  severity: anyCase(severitySchema),
  issueType: anyCase(issueTypeSchema, ISSUE_TYPE_ALIASES),
  state: anyCase(stateSchema),
  links: linksSchema,
};

/** The body of `POST /issues` (docs/api.md, POST /issues). */
export const newIssueSchema = withoutBlanks(
  z.strictObject({
    ...answerFields,
    id: ignored,
    scopeId: ignored,
    ...contentFields,
    namespace: namespaceSchema,
    scope: withoutBlanks(
      z.strictObject({
        id: ignored,
        resourceType: resourceTypeSchema,
        resourceName: resourceNameSchema,
        resourceNamespace: z.optional(namespaceSchema),
      }),
    ),
    state: z.pipe(spelling(stateSchema.options), z._default(stateSchema, 'ACTIVE')),
    links: z._default(linksSchema, []),
    dedupKey: z.optional(safe(dedupKeySchema)),
  }),
);

/** The body of `PUT /issues/{id}`: at least one of these fields. */
export const issueChangeSchema = withoutBlanks(
  z
    .partial(
      z.strictObject({
        ...answerFields,
        ...contentFields,
        resolvedAt: instantSchema,
        // These never change; the store compares them with the issue's.
        id: issueIdSchema,
        namespace: namespaceSchema,
        scopeId: issueIdSchema,
        scope: withoutBlanks(z.partial(z.strictObject({ id: issueIdSchema, ...scopeSchema.shape }))),
      }),
    )
    .check(z.refine((change) => Object.keys(change).length > 0, 'must change at least one field')),
);
export type IssueChange = z.infer<typeof issueChangeSchema>;
