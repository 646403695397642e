import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { Caller, toContext } from '../../functions/shared/access/caller.ts';
import type { Grant } from '../../functions/shared/access/grant.ts';
import type { Part } from '../../functions/shared/http/parts.ts';

/** An event as the gateway makes it; `grants` are what the authorizer says of its caller. */
export const anEvent = ({
  grants,
  ...changes
}: Partial<APIGatewayProxyEventV2> & {
  readonly grants?: readonly Grant[];
} = {}): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'GET /',
  rawPath: '/',
  rawQueryString: '',
  headers: {},
  requestContext: {
    accountId: '000000000000',
    apiId: 'test',
    domainName: 'test',
    domainPrefix: 'test',
    http: { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
    requestId: 'request-1',
    routeKey: 'GET /',
    stage: '$default',
    time: '17/Jun/2025:18:00:00 +0000',
    timeEpoch: 0,
    ...(grants && { authorizer: { lambda: toContext(new Caller('test', grants)) } }),
  },
  isBase64Encoded: false,
  ...changes,
});

/** The context of a Lambda that has so many milliseconds left. */
export const remaining = (milliseconds: number): Context => ({
  functionName: 'test',
  functionVersion: '$LATEST',
  invokedFunctionArn: '',
  memoryLimitInMB: '128',
  awsRequestId: '',
  logGroupName: '',
  logStreamName: '',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => milliseconds,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

/** Runs parts of the chain, in their order, before a handler. */
export const run = (
  parts: readonly Part[],
  event: APIGatewayProxyEventV2,
  handler: (event: APIGatewayProxyEventV2) => APIGatewayProxyStructuredResultV2 = () => ({ statusCode: 200 }),
) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use([...parts])
    .handler(async (request) => handler(request))(event, remaining(10_000));

/** What is printed while `work` is under way, a line each. */
export async function printedBy(work: () => Promise<unknown>): Promise<string[]> {
  const { write } = process.stdout;
  const lines: string[] = [];
  process.stdout.write = (text: string | Uint8Array) => {
    lines.push(...String(text).trimEnd().split('\n'));
    return true;
  };
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
  return lines;
}
