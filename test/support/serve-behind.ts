import { type ProxyOptions, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { served } from './kite.ts';
import { type Served, serveAgain } from './served-on.ts';

/** How long functions wait here for the database, in place of 3 s: longer than it takes, and than faults delay it. */
const TIMEOUT_MS = 500;

/**
 * Serves the stack once more, behind a proxy of its own.
 * @param target the database; that which all tests share, when it is not given
 * @param environment more variables of its functions
 */
export async function serveBehind(
  options: ProxyOptions,
  target: Parameters<typeof startDatabaseProxy>[0] = served.endpoint,
  environment: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const proxy = await startDatabaseProxy(target, options);
  const { close, ...kite } = await serveAgain({
    AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
    DATABASE_TIMEOUT_MS: String(TIMEOUT_MS),
    ...environment,
  });
  return {
    ...kite,
    async close() {
      await close();
      await proxy.close();
    },
  };
}
