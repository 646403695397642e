import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { logger } from '../runtime/log.ts';
import { type Counts, type Kind, metricFields, refusalOf } from '../runtime/metrics.ts';
import { inSources } from '../runtime/source-map.ts';
import { onResponse, type Part } from './parts.ts';

/** The ids that paths hold: of issues and of tokens. Whatever else stands in their place may be a secret. */
const ID = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{16})$/i;

const idsIn = ({ pathParameters }: APIGatewayProxyEventV2) => {
  const ids = Object.values(pathParameters ?? {}).filter((value) => value !== undefined && ID.test(value));
  return ids.length > 0 ? { ids } : {};
};

/**
 * Logs one line for each request: who asked for which route, the status, and whether
 * it was too many; of its content, ids in the path alone.
 * @param reports the kind of sender whose reports the endpoint takes: the line counts what became of them. @default - none
 */
export function requestLog(
  callerIdOf: (event: APIGatewayProxyEventV2) => string | undefined,
  reports?: Kind,
) {
  const counted = new WeakMap<APIGatewayProxyEventV2, Counts>();
  const part: Part = onResponse(({ event, response, error }) => {
    const status = response?.statusCode;
    const metrics = reports && metricFields(reports, counted.get(event) ?? refusalOf(status));
    const { requestId } = event.requestContext;
    const entry = {
      requestId,
      caller: callerIdOf(event),
      route: event.routeKey,
      ...idsIn(event),
      status,
      ...(status === 429 && { throttled: true }),
      ...metrics,
    };
    if (error === null || error === undefined || (status !== undefined && status < 500)) {
      logger.info('request', entry);
    } else {
      const thrown = error instanceof Error ? error : new Error(String(error));
      logger.error('request', { ...entry, error: inSources(thrown) });
    }
  });
  return { ...part, count: (event: APIGatewayProxyEventV2, counts: Counts) => counted.set(event, counts) };
}
