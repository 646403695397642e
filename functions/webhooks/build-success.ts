import * as z from 'zod/mini';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';

/** A component builds again; the counterpart of build-failure. */
export const handler = defineSuccess({
  body: z.object({ componentName: resourceNameSchema, namespace: namespaceSchema }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  noun: 'component',
});
