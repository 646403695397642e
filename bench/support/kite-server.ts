import { once } from 'node:events';
import { appendFileSync, createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { readAssembly } from '../../local/assembly.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { load } from '../../local/serve.ts';
import { sendUrl } from './own-process.ts';

/*
 * Serves a synthesized stack. Arguments: the database's endpoint, the table's name, the folder of the synthesis,
 * and optionally a file to which it appends a `MemorySample` every second, a line each.
 */

export const memorySample = z.object({
  /** Since the process began. */
  seconds: z.number(),
  /** Bytes that the operating system has given the process, and those of them in use. */
  resident: z.number(),
  used: z.number(),
  /** How many functions have a thread. */
  threads: z.number(),
});
export type MemorySample = z.infer<typeof memorySample>;
const SAMPLE_MS = 1_000;

async function serve(endpoint: string, table: string, assembly: string): Promise<void> {
  const logs = createWriteStream(devNull);
  await once(logs, 'open');
  const { app } = await load(
    await readAssembly(assembly),
    {
      ...LOCAL_CREDENTIALS,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      TABLE_NAME: table,
      REQUESTS_PER_SECOND: '0',
    },
    { auth: false, onError: (error) => console.error(error), logs },
  );
  sendUrl(await app.listen({ host: '127.0.0.1', port: 0 }));
}

function sampleMemory(file: string): void {
  // Every garbage collection is a full one, so that little of the memory in use is garbage.
  setFlagsFromString('--gc-global');
  const functions = new Set<Worker>();
  process.on('worker', (thread: Worker) => {
    functions.add(thread);
    thread.once('exit', () => functions.delete(thread));
  });
  /** The bytes that a thread uses; 0 when it ends meanwhile. */
  const usedBy = (thread: Worker) =>
    thread.getHeapStatistics().then(
      ({ used_heap_size, external_memory }) => used_heap_size + external_memory,
      () => 0,
    );
  setInterval(async () => {
    const { rss, heapUsed, external } = process.memoryUsage();
    const used = await Promise.all([...functions].map(usedBy));
    const sample: MemorySample = {
      seconds: performance.now() / 1000,
      resident: rss,
      used: used.reduce((sum, bytes) => sum + bytes, heapUsed + external),
      threads: functions.size,
    };
    appendFileSync(file, `${JSON.stringify(sample)}\n`);
  }, SAMPLE_MS);
}

if (import.meta.main) {
  const [endpoint = '', table = '', assembly = '', memoryFile] = process.argv.slice(2);
  if (memoryFile !== undefined) sampleMemory(memoryFile);
  await serve(endpoint, table, assembly);
}
