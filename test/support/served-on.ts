import { type Assembly, readAssembly } from '../../local/assembly.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { type GatewayOptions, gateway } from '../../local/gateway.ts';
import { functionsIn } from '../../local/serve.ts';
import { served } from './kite.ts';
import { logTo } from './logs.ts';

/** How a stack is served once more, for some tests alone. */
export interface Served {
  readonly url: string;
  /** Serves the same functions behind another gateway too, until `close`. */
  behind(trailingSlash: GatewayOptions['trailingSlash']): Promise<string>;
  close(): Promise<void>;
}

export interface ServeAgain {
  /** Whether credentials are asked for. @default false */
  readonly auth?: boolean;
  /** For how many seconds the gateway keeps what an authorizer says. @default - as the template has it */
  readonly cacheSeconds?: number;
  /** What the gateway makes of a path's trailing slash. @default 'ignored' */
  readonly trailingSlash?: GatewayOptions['trailingSlash'];
}

/**
 * Serves the stack once more, with variables of its functions changed.
 * @param environment in place of the template's variables, and of the database that the tests share
 */
export async function serveAgain(
  environment: Readonly<Record<string, string>>,
  options: ServeAgain = {},
): Promise<Served> {
  return serveAssembly(await readAssembly(served.assembly), environment, options);
}

/** Serves another stack on the database that the tests share. */
export async function serveAssembly(
  assembly: Assembly,
  environment: Readonly<Record<string, string>>,
  { auth = false, cacheSeconds, trailingSlash = 'ignored' }: ServeAgain = {},
): Promise<Served> {
  const routes = assembly.routes.map(({ authorizer, ...route }) => ({
    ...route,
    authorizer: authorizer && { ...authorizer, cacheSeconds: cacheSeconds ?? authorizer.cacheSeconds },
  }));
  const { invoke, close } = functionsIn(
    {
      ...LOCAL_CREDENTIALS,
      // Some tests send more than any caller should.
      REQUESTS_PER_SECOND: '0',
      AWS_ENDPOINT_URL_DYNAMODB: served.endpoint,
      AWS_ENDPOINT_URL_SSM: served.parameters,
      ...environment,
    },
    logTo(served.logs),
  );
  const gateways: Awaited<ReturnType<typeof gateway>>[] = [];
  const behind = async (slash: GatewayOptions['trailingSlash']) => {
    const options = { auth, onError: () => undefined, ...(slash && { trailingSlash: slash }) };
    const app = await gateway({ ...assembly, routes }, invoke, options);
    gateways.push(app);
    return app.listen({ host: '127.0.0.1', port: 0 });
  };
  return {
    url: await behind(trailingSlash),
    behind,
    async close() {
      await close();
      for (const app of gateways) {
        // A client that gave up leaves its connection open, and Fastify would keep it for 72 s.
        app.server.closeAllConnections();
        await app.close();
      }
    },
  };
}

/** The same for as long as `requests` take, with what they make of it. */
export async function servedOn<T>(
  environment: Readonly<Record<string, string>>,
  requests: (url: string) => Promise<T>,
  options: ServeAgain = {},
): Promise<T> {
  const { url, close } = await serveAgain(environment, options);
  try {
    return await requests(url);
  } finally {
    await close();
  }
}
