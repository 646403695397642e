import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { tellUrl } from './own-process.ts';
import { type Replayed, replayed } from './replay.ts';

/*
 * Stands in for the database, and for Parameter Store: `PUT /<name>` takes answers, `POST /<name>` gives the
 * next one to the operation that it asks for, over and over.
 */
const plays = new Map<string, { readonly said: Replayed; readonly asked: Map<string, number> }>();

function answerTo(path: string, operation: string): Replayed['answers'][number] & { delayMs: number } {
  const play = plays.get(path);
  const answers = play?.said.answers.filter(({ name }) => name === operation) ?? [];
  const asked = play?.asked.get(operation) ?? 0;
  play?.asked.set(operation, asked + 1);
  const answer = answers[asked % answers.length];
  const delayMs = play?.said.delayMs ?? 0;
  return answer ? { ...answer, delayMs } : { name: operation, status: 400, answer: '{}', delayMs };
}

const server = createServer(async (request, response) => {
  const path = z.string().parse(request.url);
  if (request.method === 'PUT') {
    plays.set(path, { said: replayed.parse(await json(request)), asked: new Map() });
    response.end();
    return;
  }
  request.resume();
  await once(request, 'end');
  const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
  const { status, answer, delayMs } = answerTo(path, operation);
  if (delayMs > 0) await sleep(delayMs);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer);
}).listen(0, '127.0.0.1');
// Nobody finds a connection closed that was left alone for a while.
server.keepAliveTimeout = 600_000;
await once(server, 'listening');
const address = server.address();
tellUrl(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
