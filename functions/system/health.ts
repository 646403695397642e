import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { readSettings } from '../shared/runtime/env.ts';
import { logger } from '../shared/runtime/log.ts';
import { connect, ping } from '../shared/store/table.ts';

const { VERSION: version } = readSettings(routes['system/health'], { VERSION: z.string() });
const table = connect();

/** `GET /health`: 200 while the table answers, else 503. */
export const handler = endpoint({
  access: routes['system/health'].caller,
  request: z.object({}),
  run: async () => {
    const start = performance.now();
    const isUp = await ping(table).then(
      () => true,
      (error: unknown) => {
        logger.error('The table does not answer', { error });
        return false;
      },
    );
    const response_time_seconds = (performance.now() - start) / 1000;
    const status = isUp ? 'UP' : 'DOWN';
    return {
      status: isUp ? 200 : 503,
      ...(!isUp && { headers: { 'retry-after': '5' } }),
      body: {
        status,
        message: isUp ? 'All systems operational' : 'The database does not answer',
        timestamp: new Date().toISOString(),
        components: {
          api: { status: 'UP', message: 'The API answers', details: { version } },
          database: {
            status,
            message: isUp ? 'The table answers' : 'The table does not answer',
            details: { response_time_seconds },
          },
        },
      },
    };
  },
});
