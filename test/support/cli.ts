import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

const PATIENCE_MS = 90_000;

/** A running `bin/local.ts`. */
export interface Cli {
  readonly process: ChildProcess;
  /** What it has printed so far, on both streams. */
  output(): string;
  /** Waits until it has printed something that matches, and gives the match; fails when it ends or 90 s pass. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end and gives the exit code. */
  ended(): Promise<number | null>;
}

/** Starts the command as `npm start` does, in a process group of its own. */
export function startCli(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Cli {
  const child = spawn(process.execPath, ['--no-warnings', 'bin/local.ts', ...args], {
    cwd: options.cwd ?? PROJECT,
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    process: child,
    output: () => text,
    async printed(pattern) {
      for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
        const match = pattern.exec(text);
        if (match) return match;
        if (hasEnded()) throw new Error(`It ended before it printed ${pattern}:\n${text}`);
        await sleep(50);
      }
      throw new Error(`It did not print ${pattern}:\n${text}`);
    },
    async ended() {
      // `close`, not `exit`: what it printed last has arrived by then.
      if (!hasEnded()) await once(child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
      return child.exitCode;
    },
  };
}

/** Whether a DynamoDB Local with that port, or that folder for its data, is among the processes. */
export const javaRuns = (argument: string): boolean =>
  execFileSync('ps', ['-A', '-ww', '-o', 'args='])
    .toString()
    .split('\n')
    .some((line) => line.includes('DynamoDBLocal.jar') && `${line} `.includes(` ${argument} `));

/** Waits, for 10 seconds at most, until no such DynamoDB Local runs. */
export const javaIsGone = (argument: string): Promise<boolean> => comes(() => !javaRuns(argument));

/** Waits, for 10 seconds at most, until something is so, and tells whether it is. */
export async function comes(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < 100 && !(await isSo()); i++) await sleep(100);
  return isSo();
}
