import * as z from 'zod';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';

/** A release succeeded (issues-api.md, Webhooks beyond webhooks.md). */
export const handler = defineSuccess({
  body: z.object({ application: resourceName, namespace }),
  scope: ({ application }) => ({ resourceType: 'application', resourceName: application }),
  noun: 'application',
});
