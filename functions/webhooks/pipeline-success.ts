import * as z from 'zod';
import { namespace, resourceName } from '../shared/scope.ts';
import { defineSuccess } from '../shared/webhook.ts';

/** A pipeline run succeeded (webhooks.md, Pipeline Success Webhook). */
export const handler = defineSuccess({
  body: z.object({ pipelineName: resourceName, namespace }),
  scope: ({ pipelineName }) => ({ resourceType: 'pipelinerun', resourceName: pipelineName }),
  noun: 'pipeline',
});
