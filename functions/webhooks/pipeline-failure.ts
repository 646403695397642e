import * as z from 'zod/mini';
import { defineFailure } from '../shared/intake/webhook.ts';
import { reasonSchema, severitySchema } from '../shared/issue/issue.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';
import { httpUrlSchema, optional, text } from '../shared/issue/text.ts';

/** A pipeline run failed (docs/webhooks.md, pipeline-failure). */
export const handler = defineFailure({
  body: z.object({
    pipelineName: resourceNameSchema,
    namespace: namespaceSchema,
    failureReason: reasonSchema,
    severity: optional(severitySchema),
    runId: optional(text(253)),
    logsUrl: optional(httpUrlSchema),
  }),
  scope: ({ pipelineName }) => ({ resourceType: 'pipelinerun', resourceName: pipelineName }),
  issue: ({ pipelineName, failureReason, severity, runId, logsUrl }, { logsBaseUrl }) => {
    const url = logsUrl ?? (logsBaseUrl && runId && `${logsBaseUrl}/${encodeURIComponent(runId)}`);
    return {
      issueType: 'pipeline',
      severity: severity ?? 'major',
      title: `Pipeline run failed: ${pipelineName}`,
      description: `The pipeline run ${pipelineName} failed with reason: ${failureReason}`,
      links: url ? [{ title: 'Pipeline Run Logs', url }] : [],
    };
  },
  dedupKey: ({ failureReason }) => failureReason,
  run: 'runId',
});
