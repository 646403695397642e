import * as z from 'zod';
import { namespace, resourceName } from '../shared/scope.ts';
import { defineSuccess } from '../shared/webhook.ts';

/** A release succeeded (issues-api.md, Webhooks beyond webhooks.md). */
export const handler = defineSuccess({
  body: z.object({ application: resourceName, namespace }),
  scope: ({ application }) => ({ resourceType: 'application', resourceName: application }),
  noun: 'application',
});
