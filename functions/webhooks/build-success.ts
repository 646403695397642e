import * as z from 'zod';
import { defineSuccess } from '../shared/intake/webhook.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';

/** A component builds again; the counterpart of build-failure. */
export const handler = defineSuccess({
  body: z.object({ componentName: resourceName, namespace }),
  scope: ({ componentName }) => ({ resourceType: 'component', resourceName: componentName }),
  noun: 'component',
});
