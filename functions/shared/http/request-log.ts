import { logger } from '../runtime/log.ts';
import { inSources } from '../runtime/source-map.ts';
import { onResponse, type Part } from './parts.ts';

/** Logs one line a request: what was asked and how it ended, never what it held. */
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
