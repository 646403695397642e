import * as z from 'zod';
import { defineFailure } from '../shared/intake/webhook.ts';
import { failureReason, severity } from '../shared/issue/issue.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';
import { httpUrl, optional, text } from '../shared/issue/text.ts';

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
