import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import * as z from 'zod';

/** A server in its own process. */
interface OwnProcess {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a server in its own process, so that it does not share an event loop with the code that measures it.
 * @param script the path of a file that calls `sendUrl` once it listens
 * @throws Error when the process ends before it listens
 */
export async function startProcess(script: string, args: readonly string[] = []): Promise<OwnProcess> {
  const child = fork(script, args);
  const ended = once(child, 'exit');
  const [url] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`${script} ended with ${code} before it listened`);
    }),
  ]);
  return {
    url: z.url().parse(url),
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** Sends the server's URL to the process that started this one, and ends this process when that one ends. */
export function sendUrl(url: string): void {
  process.once('disconnect', () => process.exit());
  process.send?.(url);
}

/** Has a server listen on any free port of this machine, then sends its URL. */
export async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  sendUrl(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
}
