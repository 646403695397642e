import * as z from 'zod';
import { readEnv } from '../shared/env.ts';
import { endpoint } from '../shared/http.ts';

const { VERSION: version } = readEnv(z.object({ VERSION: z.string() }));

/** `GET /version`: what is deployed. */
export const handler = endpoint('public', z.object({}), () => ({
  status: 200,
  body: { version, name: 'Kite for AWS', description: 'CI failures become issues; successes resolve them' },
}));
