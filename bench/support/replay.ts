import { createServer } from 'node:http';
import { json, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { SENDERS } from '../../functions/shared/store/names.ts';
import type { Exchange } from '../../harness/database-proxy.ts';
import { listen, startProcess } from './own-process.ts';

/** The answers to give, in order, and how long each takes. */
const script = z.object({
  answers: z.array(z.object({ name: z.string(), status: z.number(), answer: z.string() })),
  delayMs: z.number(),
});
type Script = z.infer<typeof script>;

/** Gives captured answers from its own process: a database that takes no time. */
export interface Replay {
  /**
   * Adds answers under an endpoint of their own.
   * @param delayMs how long each answer takes
   * @returns the endpoint, for the SDK; it gives the answers of each operation in turn, over and over
   */
  play(exchanges: readonly Exchange[], delayMs?: number): Promise<string>;
  close(): Promise<void>;
}

export async function startReplay(): Promise<Replay> {
  const { url, close } = await startProcess(import.meta.filename);
  let plays = 0;
  return {
    async play(exchanges, delayMs = 0) {
      const endpoint = `${url}/${++plays}`;
      const answers = exchanges
        .filter(({ body }) => !isNote(body.toString()))
        .map(({ name, status, answer }) => ({ ...{ name, status }, answer: answer.toString() }));
      // With the final slash, as the SDK writes it.
      const body = JSON.stringify({ answers, delayMs } satisfies Script);
      const { ok } = await fetch(`${endpoint}/`, { method: 'PUT', body });
      if (!ok) throw new Error('The replay server refused the answers');
      return endpoint;
    },
    close,
  };
}

/** Whether a request notes that a sender was heard: that goes beside its report, in no order. */
const isNote = (input: string) => input.includes(`"${SENDERS}`);

/** Stands in for the database and Parameter Store: `PUT /<name>` takes answers, `POST /<name>` gives them. */
async function serveReplay(): Promise<void> {
  const plays = new Map<string, { readonly script: Script; readonly given: Map<string, number> }>();

  function answerTo(path: string, operation: string) {
    const play = plays.get(path);
    const answers = play?.script.answers.filter(({ name }) => name === operation) ?? [];
    const given = play?.given.get(operation) ?? 0;
    play?.given.set(operation, given + 1);
    const { status, answer } = answers[given % answers.length] ?? { status: 400, answer: '{}' };
    return { status, answer, delayMs: play?.script.delayMs ?? 0 };
  }

  const server = createServer(async (request, response) => {
    const path = z.string().parse(request.url);
    if (request.method === 'PUT') {
      plays.set(path, { script: script.parse(await json(request)), given: new Map() });
      response.end();
      return;
    }
    if (isNote(await text(request))) return response.end('{}');
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    const { status, answer, delayMs } = answerTo(path, operation);
    if (delayMs > 0) await sleep(delayMs);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer);
  });
  // Clients that pause for a while find their connections still open.
  server.keepAliveTimeout = 600_000;
  await listen(server);
}

if (import.meta.main) await serveReplay();
