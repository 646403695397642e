import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import * as z from 'zod';
import { BUNDLING } from '../lib/bundles.ts';
import { LOCAL_CREDENTIALS } from '../local/dynamodb.ts';
import { bareWorkOf } from './bare-work.ts';
import type { Recording } from './recordings.ts';

const cold = z.object({ importMs: z.number(), firstMs: z.number(), cpuMs: z.number() });
/** What it took to load a function and to run it for the first time. */
export type ColdStart = z.infer<typeof cold>;

const warm = z.object({ wallMs: z.number(), activeMs: z.number(), cpuMs: z.number() });
/** What an invocation took, of many: all in all, without waiting, and of the processor. */
export type Warm = z.infer<typeof warm>;

/** A function in a process of its own, as on Lambda; its first invocation is over. */
export interface Instance {
  readonly pid: number;
  readonly cold: ColdStart;
  /** Invokes it again, one time after the other. */
  run(times: number): Promise<Warm>;
  end(): Promise<void>;
}

/** What an instance is to run, and how. */
export interface InstanceOptions {
  /** The bundle's file. @default - the recorded function's own */
  readonly bundle?: string;
  /** What it is invoked for, and must answer. */
  readonly recording: Recording;
  /** Where the database is, and Parameter Store. */
  readonly database: string;
  readonly execArgv?: readonly string[];
  /** Variables beside the function's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Told of the process as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

/** Makes bundles and starts instances of them. */
export interface Workshop {
  /**
   * Bundles a source as functions are bundled.
   * @param source a file, or the code itself, which imports as a file beside this one would
   * @param changes to how that is done
   * @returns the bundle's file
   */
  bundle(source: string | { readonly code: string }, changes?: BuildOptions): string;
  start(options: InstanceOptions): Promise<Instance>;
  close(): Promise<void>;
}

const outcome = z.object({ statusCode: z.number().optional(), isAuthorized: z.boolean().optional() });

/** As an ES module, as esbuild makes them by itself. */
export const AS_MODULE = {
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  supported: {},
  // Some of the SDK's dependencies are CommonJS and call require().
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} satisfies BuildOptions;

/** The file of a source beside this one. */
export const sourceOf = (name: string) => join(import.meta.dirname, `${name}.ts`);

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'kite-bench-'));
  let files = 0;
  const bundle: Workshop['bundle'] = (source, changes = {}) => {
    const options = { ...BUNDLING, ...changes };
    const outfile = join(folder, `${++files}/index${options.outExtension['.js']}`);
    const input =
      typeof source === 'string'
        ? { entryPoints: [source] }
        : { stdin: { contents: source.code, resolveDir: import.meta.dirname, loader: 'ts' as const } };
    buildSync({ ...input, ...options, outfile, outExtension: {} });
    return outfile;
  };
  const write = async (content: unknown) => {
    const path = join(folder, `${++files}.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const invoker = bundle(sourceOf('invoker'), { ...AS_MODULE, banner: {} });

  async function start(options: InstanceOptions): Promise<Instance> {
    const { recording, bundle = recording.function.file, database, execArgv = [], onStart } = options;
    const { statusCode, isAuthorized } = outcome.parse(JSON.parse(recording.answer));
    const told = await write({ event: recording.event, outcome: statusCode ?? isAuthorized });
    const child = fork(invoker, [bundle, told], {
      env: {
        ...recording.function.environment,
        ...LOCAL_CREDENTIALS,
        AWS_ENDPOINT_URL_DYNAMODB: database,
        AWS_ENDPOINT_URL_SSM: database,
        AWS_LAMBDA_FUNCTION_NAME: 'bench',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(recording.function.memoryMb),
        // Without a configuration for the SDK to find, as on Lambda.
        HOME: folder,
        BARE_WORK: await write(bareWorkOf(recording)),
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

  return { bundle, start, close: () => rm(folder, { recursive: true, force: true }) };
}
