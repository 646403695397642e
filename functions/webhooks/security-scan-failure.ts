import * as z from 'zod/mini';
import { defineFailure } from '../shared/intake/webhook.ts';
import { severitySchema } from '../shared/issue/issue.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';
import { httpUrlSchema, optional, text } from '../shared/issue/text.ts';

/** A security scan found vulnerabilities in a component (docs/webhooks.md, security-scan-failure). */
export const handler = defineFailure({
  body: z.object({
    componentName: resourceNameSchema,
    namespace: namespaceSchema,
    vulnerabilities: z.array(z.string()),
    severity: optional(severitySchema),
    scanId: optional(text(253)),
    reportUrl: optional(httpUrlSchema),
  }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  issue: ({ componentName, vulnerabilities, severity, scanId, reportUrl }) => ({
    issueType: 'dependency',
    severity: severity ?? 'major',
    title: `Security scan failed for ${componentName}`,
    description: `The security scan ${scanId ? `${scanId} ` : ''}of ${componentName} ${vulnerabilities.length > 0 ? `found: ${vulnerabilities.join(', ')}` : 'failed'}`,
    links: reportUrl ? [{ title: 'Security Scan Report', url: reportUrl }] : [],
  }),
  // Each scan is a full snapshot of the component: the next one replaces what this one found.
  dedupKey: () => 'security scan',
  run: 'scanId',
});
