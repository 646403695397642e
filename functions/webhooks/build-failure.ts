import * as z from 'zod/mini';
import { defineFailure } from '../shared/intake/webhook.ts';
import { reasonSchema, severitySchema } from '../shared/issue/issue.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';
import { httpUrlSchema, optional, text } from '../shared/issue/text.ts';

/** A component's build failed (docs/webhooks.md, build-failure). */
export const handler = defineFailure({
  body: z.object({
    componentName: resourceNameSchema,
    namespace: namespaceSchema,
    errorMessage: reasonSchema,
    severity: optional(severitySchema),
    buildId: optional(text(253)),
    buildLogsUrl: optional(httpUrlSchema),
  }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  issue: ({ componentName, errorMessage, severity, buildId, buildLogsUrl }) => ({
    issueType: 'build',
    severity: severity ?? 'major',
    title: `Build failed for ${componentName}`,
    description: `The build ${buildId ? `${buildId} ` : ''}of ${componentName} failed with error: ${errorMessage}`,
    links: buildLogsUrl ? [{ title: 'Build Logs', url: buildLogsUrl }] : [],
  }),
  dedupKey: ({ errorMessage }) => errorMessage,
  run: 'buildId',
});
