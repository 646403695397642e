import * as z from 'zod';
import { failureReason, severity } from '../shared/issue.ts';
import { namespace, resourceName } from '../shared/scope.ts';
import { httpUrl, optional, text } from '../shared/text.ts';
import { defineFailure } from '../shared/webhook.ts';

/** A component's build failed (webhooks.md, Example: Build Failure). */
export const handler = defineFailure({
  body: z.object({
    componentName: resourceName,
    namespace,
    errorMessage: failureReason,
    severity: optional(severity),
    buildId: optional(text(253)),
    buildLogsUrl: optional(httpUrl),
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
});
