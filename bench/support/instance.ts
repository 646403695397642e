import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import * as z from 'zod';
import { BUNDLING } from '../../lib/bundles.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import type { Captured } from './captures.ts';

const cold = z.object({ importMs: z.number(), firstMs: z.number(), cpuMs: z.number() });
/** How long it took to load a function and to answer its first invocation. */
export type ColdStart = z.infer<typeof cold>;

const warm = z.object({ wallMs: z.number(), activeMs: z.number(), cpuMs: z.number() });
/** The mean of many invocations: duration, duration without waiting, and CPU time. */
export type Warm = z.infer<typeof warm>;

/** A function in its own process, as on Lambda, after its first invocation. */
interface Instance {
  readonly pid: number;
  readonly cold: ColdStart;
  /** Invokes it again, this many times in sequence. */
  run(times: number): Promise<Warm>;
  end(): Promise<void>;
}

/** What an instance runs, and how. */
export interface InstanceOptions {
  /** The bundle's file. @default - the captured function's own */
  readonly bundle?: string;
  /** The event that it is invoked with, and the answer that it must give. */
  readonly captured: Captured;
  /** The endpoint of the database and of Parameter Store. */
  readonly database: string;
  readonly execArgv?: readonly string[];
  /** Variables in addition to the function's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with the process's id as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

/** Code that is no file, and the folder from which it imports. */
export interface Source {
  readonly code: string;
  readonly folder: string;
}

/** Bundles functions and starts instances of them. */
export interface Workshop {
  /**
   * Bundles a source as the stack bundles functions.
   * @param source a file, or code together with the folder from which it imports
   * @param changes other bundling options
   * @returns the bundle's file
   */
  bundle(source: string | Source, changes?: BuildOptions): string;
  /** Writes JSON for an instance to read and returns the file. */
  write(content: unknown): Promise<string>;
  start(options: InstanceOptions): Promise<Instance>;
  close(): Promise<void>;
}

const outcome = z.object({ statusCode: z.number().optional(), isAuthorized: z.boolean().optional() });

/** ES modules, which are esbuild's default. */
export const AS_MODULE = {
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  supported: {},
  // Some of the SDK's dependencies are CommonJS and call require().
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} satisfies BuildOptions;

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'kite-bench-'));
  let files = 0;
  const bundle: Workshop['bundle'] = (source, changes = {}) => {
    const options = { ...BUNDLING, ...changes };
    const outfile = join(folder, `${++files}/index${options.outExtension['.js']}`);
    const input =
      typeof source === 'string'
        ? { entryPoints: [source] }
        : { stdin: { contents: source.code, resolveDir: source.folder, loader: 'ts' as const } };
    buildSync({ ...input, ...options, outfile, outExtension: {} });
    return outfile;
  };
  const write: Workshop['write'] = async (content) => {
    const path = join(folder, `${++files}.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const invoker = bundle(join(import.meta.dirname, 'invoker.ts'), { ...AS_MODULE, banner: {} });

  async function start(options: InstanceOptions): Promise<Instance> {
    const { captured, bundle = captured.function.file, database, execArgv = [], onStart } = options;
    const { statusCode, isAuthorized } = outcome.parse(JSON.parse(captured.answer));
    const invocation = await write({ event: captured.event, outcome: statusCode ?? isAuthorized });
    const child = fork(invoker, [bundle, invocation], {
      env: {
        ...captured.function.environment,
        ...LOCAL_CREDENTIALS,
        AWS_ENDPOINT_URL_DYNAMODB: database,
        AWS_ENDPOINT_URL_SSM: database,
        AWS_LAMBDA_FUNCTION_NAME: 'bench',
        REQUESTS_PER_SECOND: '0',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(captured.function.memoryMb),
        // Hides this machine's AWS configuration from the SDK; Lambda has none.
        HOME: folder,
        ...options.environment,
      },
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit');
    const lost = ended.then(([code]) => {
      throw new Error(`${bundle} ended with ${code}`);
    });
    lost.catch(() => undefined);
    const next = async () => (await Promise.race([once(child, 'message'), lost]))[0];
    const { pid } = child;
    if (pid === undefined) throw new Error('No process was started');
    onStart?.(pid);
    const first = cold.parse(await next());
    return {
      pid,
      cold: first,
      async run(times) {
        child.send(times);
        return warm.parse(await next());
      },
      async end() {
        child.disconnect();
        await ended;
      },
    };
  }

  return { bundle, write, start, close: () => rm(folder, { recursive: true, force: true }) };
}
