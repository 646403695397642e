import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import type { MemorySample } from './soak-memory.ts';

/*
 * Serves as kite-server.ts does, and notes every second, in the file that its fourth argument names, what memory
 * it has in use. All collections of garbage are whole ones, so that little of that is garbage.
 */
const SAMPLE_MS = 1_000;
setFlagsFromString('--gc-global');
const [, , , file = ''] = process.argv.slice(2);

/** The functions' threads. */
const threads = new Set<Worker>();
process.on('worker', (thread: Worker) => {
  threads.add(thread);
  thread.once('exit', () => threads.delete(thread));
});

/** What a thread has in use; nothing when it ends meanwhile. */
const usedBy = (thread: Worker) =>
  thread.getHeapStatistics().then(
    ({ used_heap_size, external_memory }) => used_heap_size + external_memory,
    () => 0,
  );

await import('./kite-server.ts');
setInterval(async () => {
  const { rss, heapUsed, external } = process.memoryUsage();
  const used = await Promise.all([...threads].map(usedBy));
  const sample: MemorySample = {
    seconds: performance.now() / 1000,
    resident: rss,
    used: used.reduce((sum, bytes) => sum + bytes, heapUsed + external),
    threads: threads.size,
  };
  appendFileSync(file, `${JSON.stringify(sample)}\n`);
}, SAMPLE_MS);
