import * as z from 'zod';
import { description, issueType, link, MAX_LINKS, severity, state, title } from './issue.ts';
import { namespace, resourceName, resourceType } from './scope.ts';
import { instant, text } from './text.ts';

const links = z.array(z.strictObject(link.shape)).max(MAX_LINKS, `must be at most ${MAX_LINKS} links`);

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
