import * as z from 'zod/mini';
import {
  issueTypeSchema,
  linkSchema,
  MAX_DESCRIPTION,
  MAX_LINKS,
  MAX_TITLE,
  severitySchema,
  stateSchema,
} from './issue.ts';
import { namespaceSchema, resourceNameSchema, resourceTypeSchema } from './scope.ts';
import { instantSchema, text } from './text.ts';

const titleSchema = text(MAX_TITLE);
const descriptionSchema = text(MAX_DESCRIPTION);
const linksSchema = z
  .array(z.strictObject(linkSchema.shape))
  .check(z.maxLength(MAX_LINKS, `must be at most ${MAX_LINKS} links`));

/** The body of `POST /issues` (docs/api.md, POST /issues). */
export const newIssueSchema = z.strictObject({
  title: titleSchema,
  description: descriptionSchema,
  severity: severitySchema,
  issueType: issueTypeSchema,
  namespace: namespaceSchema,
  scope: z.strictObject({
    resourceType: resourceTypeSchema,
    resourceName: resourceNameSchema,
    resourceNamespace: z.optional(namespaceSchema),
  }),
  state: z._default(stateSchema, 'ACTIVE'),
  links: z._default(linksSchema, []),
  dedupKey: z.optional(text(1_000)),
});

/** The body of `PUT /issues/{id}`: at least one of these fields. */
export const issueChangeSchema = z
  .partial(
    z.strictObject({
      title: titleSchema,
      description: descriptionSchema,
      severity: severitySchema,
      issueType: issueTypeSchema,
      state: stateSchema,
      resolvedAt: z.nullable(instantSchema),
      links: linksSchema,
    }),
  )
  .check(
    z.refine((change) => Object.keys(change).length > 0, 'must change at least one field'),
    z.refine(
      ({ state, resolvedAt }) =>
        state === undefined || resolvedAt === undefined || (state === 'RESOLVED') === (resolvedAt !== null),
      { path: ['resolvedAt'], error: 'goes with state RESOLVED; null goes with state ACTIVE' },
    ),
  );
export type IssueChange = z.infer<typeof issueChangeSchema>;
