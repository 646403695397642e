import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import * as z from 'zod';
import { reasonOf } from '../operate/command.ts';

const refuse = (file: string, error: unknown) => {
  throw new Error(`--secrets ${file} cannot be read: ${reasonOf(error)}`);
};

/** A stand-in for Parameter Store, with the one call that the functions use. Its URL cannot be guessed. */
export interface Parameters {
  readonly endpoint: string;
  close(): Promise<void>;
}

const getParameterSchema = z.object({ Name: z.string() });

/** `/kite/dev/argo-cd` becomes `KITE_SECRET_ARGO_CD`. */
const variableOf = (parameter: string) =>
  `KITE_SECRET_${(parameter.split('/').at(-1) ?? '').toUpperCase().replaceAll('-', '_')}`;

/**
 * Serves the senders' secrets as Parameter Store would (`GetParameter`, AWS JSON 1.1).
 * @param file lines like `KITE_SECRET_GITHUB="one two"`, read again for every request, so that secrets can be
 * rotated; secrets that it lacks come from this process's environment
 * @throws Error when the file cannot be read
 */
export async function startParameters(file?: string): Promise<Parameters> {
  // Later, a file that is not there would look to senders as if Parameter Store did not answer.
  if (file !== undefined) await readFile(file).catch((error) => refuse(file, error));
  const read = async (parameter: string) => {
    const name = variableOf(parameter);
    const lines = file === undefined ? {} : parseEnv(await readFile(file, 'utf8'));
    return lines[name] ?? process.env[name];
  };
  // The secret that the functions prove themselves with; AWS's own key may belong to others too.
  const path = `/${randomBytes(32).toString('hex')}`;
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    if (request.url?.replace(/\/$/, '') !== path) return answer(403, { __type: 'AccessDeniedException' });
    try {
      const { Name } = getParameterSchema.parse(await json(request));
      const Value = await read(Name);
      if (Value === undefined) answer(400, { __type: 'ParameterNotFound', message: Name });
      else answer(200, { Parameter: { Name, Value, Type: 'SecureString', Version: 1 } });
    } catch (error) {
      answer(500, { __type: 'InternalServerError', message: String(error) });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}${path}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
