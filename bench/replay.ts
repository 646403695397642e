import * as z from 'zod';
import type { Exchange } from '../test/support/database-proxy.ts';
import { startProcess } from './own-process.ts';

/** What replay-server.ts is told: the answers in their order, and how long each takes. */
export const replayed = z.object({
  answers: z.array(z.object({ name: z.string(), status: z.number(), answer: z.string() })),
  delayMs: z.number(),
});
export type Replayed = z.infer<typeof replayed>;

/** Gives recorded answers, from a process of its own: a database that takes no time. */
export interface Replay {
  /**
   * Takes what is to be answered.
   * @param delayMs how long each answer takes
   * @returns where it is answered, as an endpoint for the SDK; of one operation, one answer after the other, over and over
   */
  play(exchanges: readonly Exchange[], delayMs?: number): Promise<string>;
  close(): Promise<void>;
}

export async function startReplay(): Promise<Replay> {
  const { url, close } = await startProcess('replay-server.ts', []);
  let plays = 0;
  return {
    async play(exchanges, delayMs = 0) {
      const endpoint = `${url}/${++plays}`;
      const said: Replayed = {
        answers: exchanges.map(({ name, status, answer }) => ({ name, status, answer: answer.toString() })),
        delayMs,
      };
      // As the SDK writes it.
      const { ok } = await fetch(`${endpoint}/`, { method: 'PUT', body: JSON.stringify(said) });
      if (!ok) throw new Error('What is to be replayed was not taken');
      return endpoint;
    },
    close,
  };
}
