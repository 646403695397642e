import * as z from 'zod/mini';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';

/** An application was deployed; the counterpart of deployment-failure. */
export const handler = defineSuccess({
  body: z.object({ applicationName: resourceNameSchema, namespace: namespaceSchema }),
  scope: ({ applicationName }) => ({ resourceType: 'application', resourceName: applicationName }),
  noun: 'application',
});
