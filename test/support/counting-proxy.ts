import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';

/** Stands before DynamoDB Local and counts what is asked of it. */
export interface CountingProxy {
  readonly url: string;
  /** The operations since it was last asked, like `GetItem`. */
  taken(): string[];
  close(): Promise<void>;
}

export async function startCountingProxy(target: string): Promise<CountingProxy> {
  let operations: string[] = [];
  const server = createServer((incoming, outgoing) => {
    operations.push(String(incoming.headers['x-amz-target']).replace(/^.*\./, ''));
    const passed = forward(target, { method: 'POST', headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    taken() {
      const seen = operations;
      operations = [];
      return seen;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
