import * as z from 'zod';
import { namespace, resourceName } from '../shared/scope.ts';
import { defineSuccess } from '../shared/webhook.ts';

/** An application was deployed; the counterpart of deployment-failure. */
export const handler = defineSuccess({
  body: z.object({ applicationName: resourceName, namespace }),
  scope: ({ applicationName }) => ({ resourceType: 'application', resourceName: applicationName }),
  noun: 'application',
});
