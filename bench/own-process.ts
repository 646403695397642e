import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';

/** A server in a process of its own. */
export interface OwnProcess {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a server that is measured in a process of its own, so that whoever loads it does not share its event
 * loop.
 * @param script a file beside this one that calls `tellUrl` once it listens
 * @throws Error when it ends before that
 */
export async function startProcess(script: string, args: readonly string[]): Promise<OwnProcess> {
  const child = fork(join(import.meta.dirname, script), args);
  const ended = once(child, 'exit');
  const [told] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`${script} ended with ${code} before it listened`);
    }),
  ]);
  return {
    url: z.url().parse(told),
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** Tells whoever started this process where it listens, and ends it with them. */
export function tellUrl(url: string): void {
  process.once('disconnect', () => process.exit());
  process.send?.(url);
}
