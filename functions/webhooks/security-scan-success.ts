import * as z from 'zod';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';

/** A component passed its security scan; the counterpart of security-scan-failure. */
export const handler = defineSuccess({
  body: z.object({ componentName: resourceName, namespace }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  noun: 'component',
});
