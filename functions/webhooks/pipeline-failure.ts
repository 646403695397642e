import * as z from 'zod';
import { defineFailure } from '../shared/intake/webhook.ts';
import { failureReason, severity } from '../shared/issue/issue.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';
import { httpUrl, optional, text } from '../shared/issue/text.ts';

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
