import * as z from 'zod/mini';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';

/** A release succeeded (docs/webhooks.md, release-success). */
export const handler = defineSuccess({
  body: z.object({ application: resourceNameSchema, namespace: namespaceSchema }),
  scope: ({ application }) => ({ resourceType: 'application', resourceName: application }),
  noun: 'application',
});
