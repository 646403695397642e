import { readAssembly } from '../../local/assembly.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { load } from '../../local/serve.ts';
import { served } from './kite.ts';

/**
 * Serves the stack once more, with variables of its functions changed, and gives what `requests` make of it.
 * @param environment in place of the template's variables, and of the database that the tests share
 */
export async function servedOn<T>(
  environment: Readonly<Record<string, string>>,
  requests: (url: string) => Promise<T>,
): Promise<T> {
  const { app, close } = await load(
    await readAssembly(served.assembly),
    {
      ...LOCAL_CREDENTIALS,
      AWS_ENDPOINT_URL_DYNAMODB: served.endpoint,
      AWS_ENDPOINT_URL_SSM: served.parameters,
      POWERTOOLS_LOG_LEVEL: 'CRITICAL',
      ...environment,
    },
    () => undefined,
  );
  try {
    return await requests(await app.listen({ host: '127.0.0.1', port: 0 }));
  } finally {
    await close();
  }
}
