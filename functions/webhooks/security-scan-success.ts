import * as z from 'zod/mini';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';

/** A component passed its security scan; the counterpart of security-scan-failure. */
export const handler = defineSuccess({
  body: z.object({ componentName: resourceNameSchema, namespace: namespaceSchema }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  noun: 'component',
});
