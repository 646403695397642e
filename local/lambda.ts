import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import * as z from 'zod';
import type { LocalFunction } from './assembly.ts';

/** What runs in the threads, without its types: to strip them in each thread would cost each a third of its start. */
const INSIDE = new URL(
  `data:text/javascript,${encodeURIComponent(
    stripTypeScriptTypes(readFileSync(new URL('./lambda-worker.ts', import.meta.url), 'utf8')),
  )}`,
);

/** Invokes a function and returns its result as JSON. */
export type Invoke = (target: LocalFunction, event: unknown) => Promise<string | undefined>;

/** An event for a worker. */
export interface Invocation {
  readonly id: number;
  readonly event: unknown;
  /** When the function times out: epoch, ms. */
  readonly deadline: number;
}

const outcomeSchema = z.object({
  id: z.number(),
  result: z.string().optional(),
  error: z.string().optional(),
});

interface Pending {
  readonly succeed: (result: string | undefined) => void;
  readonly fail: (error: Error) => void;
}

/** A worker thread and its unanswered invocations. */
interface Instance {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/**
 * Invocations that a thread runs at a time; the rest wait in a queue. Many more would wait for each other's
 * sockets and time out, which does not happen in Lambda, where each has an instance of its own.
 */
const CONCURRENCY = 8;

/**
 * Runs a function as Lambda does: its bundle in a thread of its own, started by the first invocation, with only
 * its own environment. Unlike a Lambda instance, it runs several invocations at a time.
 */
export class LocalLambda {
  readonly #definition: LocalFunction;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #logs: NodeJS.WritableStream;
  #instance: Instance | undefined;
  readonly #slots = pLimit(CONCURRENCY);
  #lastId = 0;

  /**
   * @param environment variables that Lambda adds to the function's own: region, credentials, endpoint
   * @param logs receives the function's output
   */
  constructor(
    definition: LocalFunction,
    environment: Readonly<Record<string, string>>,
    logs: NodeJS.WritableStream,
  ) {
    this.#definition = definition;
    this.#environment = environment;
    this.#logs = logs;
  }

  /**
   * Runs the handler for one event.
   * @returns its result as JSON
   * @throws Error when the handler throws, ends its process or times out
   */
  invoke(event: unknown): Promise<string | undefined> {
    return this.#slots(() => this.#run(event));
  }

  async #run(event: unknown): Promise<string | undefined> {
    const { name, timeoutSeconds } = this.#definition;
    this.#instance ??= this.#start();
    const instance = this.#instance;
    const id = ++this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string | undefined>((succeed, fail) => {
        instance.pending.set(id, { succeed, fail });
        timer = setTimeout(() => {
          this.#retire(instance);
          fail(new Error(`${name} timed out after ${timeoutSeconds} seconds`));
        }, timeoutSeconds * 1000);
        instance.worker.postMessage({ id, event, deadline: Date.now() + timeoutSeconds * 1000 });
      });
    } finally {
      clearTimeout(timer);
      instance.pending.delete(id);
      if (instance !== this.#instance && instance.pending.size === 0) await instance.worker.terminate();
    }
  }

  #start(): Instance {
    const { file, name, memoryMb, environment } = this.#definition;
    const worker = new Worker(INSIDE, {
      name,
      workerData: { file, name, memoryMb },
      env: { ...environment, ...this.#environment, AWS_LAMBDA_FUNCTION_NAME: name },
      // Functions map their stacks by themselves (functions/shared/runtime/source-map.ts), when there is an error.
      execArgv: ['--no-warnings'],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on('data', (chunk) => this.#logs.write(chunk));
    }
    const instance: Instance = { worker, pending: new Map() };
    const end = (error: Error) => {
      this.#retire(instance);
      for (const { fail } of instance.pending.values()) fail(error);
    };
    worker.on('message', (message) => {
      const { id, result, error } = outcomeSchema.parse(message);
      const pending = instance.pending.get(id);
      if (error === undefined) pending?.succeed(result);
      else pending?.fail(new Error(error));
    });
    worker.on('error', end);
    worker.on('exit', (code) => end(new Error(`${name} ended with exit code ${code}`)));
    return instance;
  }

  /** The next invocation starts a new thread; this one ends after its pending invocations. */
  #retire(instance: Instance): void {
    if (this.#instance === instance) this.#instance = undefined;
  }

  async close(): Promise<void> {
    const instance = this.#instance;
    this.#instance = undefined;
    await instance?.worker.terminate();
  }
}
