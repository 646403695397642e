import * as z from 'zod';
import { defineFailure } from '../shared/intake/webhook.ts';
import { severity } from '../shared/issue/issue.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';
import { httpUrl, optional, text } from '../shared/issue/text.ts';

/** A security scan found vulnerabilities in a component (webhooks.md, Example: Security Scan Failure). */
export const handler = defineFailure({
  body: z.object({
    componentName: resourceName,
    namespace,
    vulnerabilities: z.array(text(100)).min(1, 'must name at least one').max(250, 'must be at most 250'),
    severity: optional(severity),
    scanId: optional(text(253)),
    reportUrl: optional(httpUrl),
  }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  issue: ({ componentName, vulnerabilities, severity, scanId, reportUrl }) => ({
    issueType: 'dependency',
    severity: severity ?? 'major',
    title: `Security scan failed for ${componentName}`,
    description: `The security scan ${scanId ? `${scanId} ` : ''}of ${componentName} found: ${vulnerabilities.join(', ')}`,
    links: reportUrl ? [{ title: 'Security Scan Report', url: reportUrl }] : [],
  }),
  // Each scan is a full snapshot of the component: the next one replaces what this one found.
  dedupKey: () => 'security scan',
});
