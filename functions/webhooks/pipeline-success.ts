import * as z from 'zod';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';

/** A pipeline run succeeded (webhooks.md, Pipeline Success Webhook). */
export const handler = defineSuccess({
  body: z.object({ pipelineName: resourceName, namespace }),
  scope: ({ pipelineName }) => ({ resourceType: 'pipelinerun', resourceName: pipelineName }),
  noun: 'pipeline',
});
