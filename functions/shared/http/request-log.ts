import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { logger } from '../runtime/log.ts';
import { type Counts, type Kind, metricFields, refusalOf } from '../runtime/metrics.ts';
import { inSources } from '../runtime/source-map.ts';
import { onResponse, type Part } from './parts.ts';

/**
 * Logs one line for each request: route and status, never its content.
 * @param reports the kind of sender whose reports the endpoint takes: the line counts what became of them. @default - none
 */
export function requestLog(reports?: Kind) {
  const counted = new WeakMap<APIGatewayProxyEventV2, Counts>();
  const part: Part = onResponse(({ event, response, error }) => {
    const status = response?.statusCode;
    const metrics = reports && metricFields(reports, counted.get(event) ?? refusalOf(status));
    const entry = { requestId: event.requestContext.requestId, route: event.routeKey, status, ...metrics };
    if (error === null || error === undefined || (status !== undefined && status < 500)) {
      logger.info('request', entry);
    } else {
      const thrown = error instanceof Error ? error : new Error(String(error));
      logger.error('request', { ...entry, error: inSources(thrown) });
    }
  });
  return { ...part, count: (event: APIGatewayProxyEventV2, counts: Counts) => counted.set(event, counts) };
}
