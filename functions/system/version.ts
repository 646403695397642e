import * as z from 'zod';
import { endpoint } from '../shared/http/endpoint.ts';
import { readEnv } from '../shared/runtime/env.ts';

const { VERSION: version } = readEnv(z.object({ VERSION: z.string() }));

/** `GET /version`: what is deployed. */
export const handler = endpoint('public', z.object({}), () => ({
  status: 200,
  body: { version, name: 'Kite for AWS', description: 'CI failures become issues; successes resolve them' },
}));
