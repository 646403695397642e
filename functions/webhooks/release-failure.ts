import * as z from 'zod';
import { defineFailure } from '../shared/intake/webhook.ts';
import { severity } from '../shared/issue/issue.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';
import { httpUrl, optional, text } from '../shared/issue/text.ts';

/** A release of an application failed (issues-api.md, Webhooks beyond webhooks.md). */
export const handler = defineFailure({
  body: z.object({
    application: resourceName,
    namespace,
    failurePhase: text(1_000),
    release: text(253),
    severity: optional(severity),
    pipelineRunUrl: optional(httpUrl),
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
