import { logger } from '../runtime/log.ts';
import { inSources } from '../runtime/source-map.ts';
import { onResponse, type Part } from './parts.ts';

/** Logs one line for each request: route and status, and whether it was too many; never its content. */
export const requestLog = (): Part =>
  onResponse(({ event, response, error }) => {
    const status = response?.statusCode;
    const { requestId } = event.requestContext;
    const entry = { requestId, route: event.routeKey, status, ...(status === 429 && { throttled: true }) };
    if (error === null || error === undefined || (status !== undefined && status < 500)) {
      logger.info('request', entry);
    } else {
      const thrown = error instanceof Error ? error : new Error(String(error));
      logger.error('request', { ...entry, error: inSources(thrown) });
    }
  });
