import * as z from 'zod';
import { defineFailure } from '../shared/intake/webhook.ts';
import { failureReason, severity } from '../shared/issue/issue.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';
import { httpUrl, optional, text } from '../shared/issue/text.ts';

/** An application's deployment failed (webhooks.md, Example: Deployment Failure). */
export const handler = defineFailure({
  body: z.object({
    applicationName: resourceName,
    namespace,
    failureReason,
    severity: optional(severity),
    deploymentId: optional(text(253)),
    dashboardUrl: optional(httpUrl),
  }),
  scope: ({ applicationName }) => ({ resourceType: 'application', resourceName: applicationName }),
  issue: ({ applicationName, failureReason, severity, deploymentId, dashboardUrl }) => ({
    issueType: 'release',
    severity: severity ?? 'major',
    title: `Deployment failed for ${applicationName}`,
    description: `The deployment ${deploymentId ? `${deploymentId} ` : ''}of ${applicationName} failed with reason: ${failureReason}`,
    links: dashboardUrl ? [{ title: 'Deployment Dashboard', url: dashboardUrl }] : [],
  }),
  dedupKey: ({ failureReason }) => failureReason,
});
