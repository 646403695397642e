import type { MiddlewareObj, Request } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** One part of the chain that every endpoint is (endpoint.ts). */
export type Part = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;
export type Exchange = Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** Passes a part's result for a request on to the parts after it. */
export function perRequest<T>() {
  const found = new WeakMap<APIGatewayProxyEventV2, { readonly value: T }>();
  return {
    set: (event: APIGatewayProxyEventV2, value: T): void => void found.set(event, { value }),
    find: (event: APIGatewayProxyEventV2): T | undefined => found.get(event)?.value,
    /** @throws Error when the part has not run: the chain is in the wrong order */
    get(event: APIGatewayProxyEventV2): T {
      const entry = found.get(event);
      if (entry === undefined) throw new Error('A part of the chain is missing');
      return entry.value;
    },
  };
}

/** A part that works on every response, whether the handler made it or an error did. */
export const onResponse = (work: (exchange: Exchange) => void): Part => ({ after: work, onError: work });
