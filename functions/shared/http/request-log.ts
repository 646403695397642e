import { logger } from '../runtime/log.ts';
import { inSources } from '../runtime/source-map.ts';
import { onResponse, type Part } from './parts.ts';

/** Logs one line for each request: route and status, never its content. */
export const requestLog = (): Part =>
  onResponse(({ event, response, error }) => {
    const status = response?.statusCode;
    const entry = { requestId: event.requestContext.requestId, route: event.routeKey, status };
    if (error === null || error === undefined || (status !== undefined && status < 500)) {
      logger.info('request', entry);
    } else {
      const thrown = error instanceof Error ? error : new Error(String(error));
      logger.error('request', { ...entry, error: inSources(thrown) });
    }
  });
