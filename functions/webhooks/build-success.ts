import * as z from 'zod';
import { namespace, resourceName } from '../shared/scope.ts';
import { defineSuccess } from '../shared/webhook.ts';

/** A component builds again; the counterpart of build-failure. */
export const handler = defineSuccess({
  body: z.object({ componentName: resourceName, namespace }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  noun: 'component',
});
