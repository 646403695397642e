import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { readSettings } from '../shared/runtime/env.ts';

const { VERSION: version } = readSettings(routes['system/version'], { VERSION: z.string() });

/** `GET /version`: what is deployed. */
export const handler = endpoint({
  access: routes['system/version'].caller,
  request: z.object({}),
  run: () => ({
    status: 200,
    body: {
      version,
      name: 'Kite for AWS',
      description: 'CI failures become issues; successes resolve them',
    },
  }),
});
