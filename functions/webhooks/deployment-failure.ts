import * as z from 'zod/mini';
import { defineFailure } from '../shared/intake/webhook.ts';
import { reasonSchema, severitySchema } from '../shared/issue/issue.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';
import { httpUrlSchema, optional, text } from '../shared/issue/text.ts';

/** An application's deployment failed (docs/webhooks.md, deployment-failure). */
export const handler = defineFailure({
  body: z.object({
    applicationName: resourceNameSchema,
    namespace: namespaceSchema,
    failureReason: reasonSchema,
    severity: optional(severitySchema),
    deploymentId: optional(text(253)),
    dashboardUrl: optional(httpUrlSchema),
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
  run: 'deploymentId',
});
