import * as z from 'zod/mini';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';

/** A pipeline run succeeded (docs/webhooks.md, pipeline-success). */
export const handler = defineSuccess({
  body: z.object({ pipelineName: resourceNameSchema, namespace: namespaceSchema }),
  scope: ({ pipelineName }) => ({ resourceType: 'pipelinerun', resourceName: pipelineName }),
  noun: 'pipeline',
});
