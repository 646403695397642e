import * as z from 'zod';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';

/** An application was deployed; the counterpart of deployment-failure. */
export const handler = defineSuccess({
  body: z.object({ applicationName: resourceName, namespace }),
  scope: ({ applicationName }) => ({ resourceType: 'application', resourceName: applicationName }),
  noun: 'application',
});
