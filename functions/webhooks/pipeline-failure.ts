import * as z from 'zod';
import { failureReason, severity } from '../shared/issue.ts';
import { namespace, resourceName } from '../shared/scope.ts';
import { httpUrl, text } from '../shared/text.ts';
import { defineFailure } from '../shared/webhook.ts';

/** A pipeline run failed (webhooks.md, Pipeline Failure Webhook). */
export const handler = defineFailure({
  body: z.object({
    pipelineName: resourceName,
    namespace,
    failureReason,
    severity: severity.default('major'),
    runId: text(253).optional(),
    logsUrl: httpUrl.optional(),
  }),
  scope: ({ pipelineName }) => ({ resourceType: 'pipelinerun', resourceName: pipelineName }),
  issue: ({ pipelineName, failureReason, severity, runId, logsUrl }, { logsBaseUrl }) => {
    const url = logsUrl ?? (logsBaseUrl && runId && `${logsBaseUrl}/${encodeURIComponent(runId)}`);
    return {
      issueType: 'pipeline',
      severity,
      title: `Pipeline run failed: ${pipelineName}`,
      description: `The pipeline run ${pipelineName} failed with reason: ${failureReason}`,
      links: url ? [{ title: 'Pipeline Run Logs', url }] : [],
    };
  },
  dedupKey: ({ failureReason }) => failureReason,
});
