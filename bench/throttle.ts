import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** Linux's scheduler gives a group of processes its share anew in every such period; so does Lambda. */
const PERIOD_MS = 20;

/** What a thread has had of the processor, in milliseconds; nothing, once it has ended. */
function cpuMsOf(task: string): number {
  try {
    return Number.parseInt(readFileSync(`${task}/schedstat`, 'utf8'), 10) / 1e6;
  } catch {
    return 0;
  }
}

/** What a process and those of its threads that live have had. */
function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => sum + cpuMsOf(`${tasks}/${task}`), 0);
}

/**
 * Holds a process to a share of one processor, as a quota of Linux's scheduler would: stops it when it has had
 * its share of a period, until that is made up for. What it did not use is lost.
 * @param share of one processor
 * @returns a function that lets it go
 */
export function throttle(pid: number, share: number): () => void {
  const perPeriod = share * PERIOD_MS;
  let [left, had, period, isStopped] = [perPeriod, cpuMs(pid), performance.now(), false];
  const timer = setInterval(() => {
    try {
      const now = performance.now();
      const periods = Math.floor((now - period) / PERIOD_MS);
      period += periods * PERIOD_MS;
      const has = cpuMs(pid);
      left = Math.min(perPeriod, left + periods * perPeriod - Math.max(0, has - had));
      had = has;
      if (left <= 0 !== isStopped) {
        isStopped = !isStopped;
        process.kill(pid, isStopped ? 'SIGSTOP' : 'SIGCONT');
      }
    } catch {
      // It has ended.
      clearInterval(timer);
    }
  }, 1);
  return () => {
    clearInterval(timer);
    if (isStopped) process.kill(pid, 'SIGCONT');
  };
}

/** Uses the processor for 0.2 s, and prints how many milliseconds that took. */
const BUSY = `const cpu = () => { const { user, system } = process.cpuUsage(); return user + system; };
const [start, before] = [performance.now(), cpu()];
while (cpu() - before < 200_000);
console.log((performance.now() - start) / 200);`;

/** How many times as long as with a whole processor a loop takes that is held to a share of one. */
export async function slowdown(share: number): Promise<number> {
  const child = spawn(process.execPath, ['-e', BUSY], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  const release = throttle(child.pid ?? 0, share);
  try {
    return Number(await text(child.stdout));
  } finally {
    release();
  }
}
