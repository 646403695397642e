import * as z from 'zod/mini';
import { defineFailure } from '../shared/intake/webhook.ts';
import { reasonSchema, severitySchema } from '../shared/issue/issue.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';
import { httpUrlSchema, optional, text } from '../shared/issue/text.ts';

/** A release of an application failed (docs/webhooks.md, release-failure). */
export const handler = defineFailure({
  body: z.object({
    application: resourceNameSchema,
    namespace: namespaceSchema,
    failurePhase: reasonSchema,
    release: text(253),
    severity: optional(severitySchema),
    pipelineRunUrl: optional(httpUrlSchema),
  }),
  scope: ({ application }) => ({ resourceType: 'application', resourceName: application }),
  issue: ({ application, failurePhase, release, severity, pipelineRunUrl }) => ({
    issueType: 'release',
    severity: severity ?? 'major',
    title: `Release ${release} failed for application ${application}`,
    description: `The release failed in phase: ${failurePhase}${pipelineRunUrl ? `. Link to logs: ${pipelineRunUrl}` : ''}`,
    links: pipelineRunUrl ? [{ title: 'Release Pipeline Run', url: pipelineRunUrl }] : [],
  }),
  // The phase is the failure; the release's own name differs every time.
  dedupKey: ({ failurePhase }) => `release: ${failurePhase}`,
});
