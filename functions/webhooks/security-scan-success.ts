import * as z from 'zod';
import { namespace, resourceName } from '../shared/scope.ts';
import { defineSuccess } from '../shared/webhook.ts';

/** A component passed its security scan; the counterpart of security-scan-failure. */
export const handler = defineSuccess({
  body: z.object({ componentName: resourceName, namespace }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  noun: 'component',
});
