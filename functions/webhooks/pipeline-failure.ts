import * as z from 'zod';
import { failureReason, severity } from '../shared/issue.ts';
import { namespace, resourceName } from '../shared/scope.ts';
import { httpUrl, optional, text } from '../shared/text.ts';
import { defineFailure } from '../shared/webhook.ts';

/** A pipeline run failed (webhooks.md, Pipeline Failure Webhook). */
export const handler = defineFailure({
  body: z.object({
    pipelineName: resourceName,
    namespace,
    failureReason,
    severity: optional(severity),
    runId: optional(text(253)),
    logsUrl: optional(httpUrl),
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
});
