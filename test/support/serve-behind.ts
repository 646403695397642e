import { type ProxyOptions, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { served } from './kite.ts';
import { type Served, serveAgain } from './served-on.ts';

/**
 * Serves the stack once more, behind a proxy of its own.
 * @param target the database; that which all tests share, when it is not given
 */
export async function serveBehind(
  options: ProxyOptions,
  target: Parameters<typeof startDatabaseProxy>[0] = served.endpoint,
): Promise<Served> {
  const proxy = await startDatabaseProxy(target, options);
  const { url, close } = await serveAgain({ AWS_ENDPOINT_URL_DYNAMODB: proxy.url });
  return {
    url,
    async close() {
      await close();
      await proxy.close();
    },
  };
}
