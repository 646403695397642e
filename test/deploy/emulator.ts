import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../local/dynamodb.ts';

const FOLDER = import.meta.dirname;
/** Made here at the first run; git ignores it. */
const PYTHON_FOLDER = join(FOLDER, '../../.venv');
const PYTHON = join(PYTHON_FOLDER, 'bin/python');

const execute = promisify(execFile);

/** An emulated AWS: a new account, whose state is lost at the end. */
export interface Emulator {
  readonly url: string;
  /** For clients of AWS. */
  readonly environment: NodeJS.ProcessEnv;
  /** Calls an operation, as botocore names it. */
  call(service: string, operation: string, parameters?: object): Promise<unknown>;
  close(): Promise<void>;
}

/** @throws Error with instructions when there is no Python 3, or the emulator cannot be installed or started */
export async function startEmulator(): Promise<Emulator> {
  await install();
  const port = await freePort();
  // An IP address: the CDK would ask for hosts like `<bucket>.localhost`, which not every machine resolves.
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    ...process.env,
    // Functions run on this Node.js.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    NODE_OPTIONS: '',
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    CI: 'true',
  };
  const emulator = spawn(PYTHON, ['-m', 'ministack'], {
    env: {
      ...environment,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      NODE_OPTIONS: `--require=${JSON.stringify(join(FOLDER, 'load-cjs.cjs'))}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its functions' processes end with it.
    detached: true,
  });
  let output = '';
  for (const stream of [emulator.stdout, emulator.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-4_000);
    });
  }
  const ended = once(emulator, 'exit');
  const close = async () => {
    if (emulator.pid === undefined || emulator.exitCode !== null) return;
    process.kill(-emulator.pid);
    await ended;
  };
  const deadline = Date.now() + 60_000;
  while (
    !(await fetch(`${url}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (emulator.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`The emulator did not start:\n${output}`);
    }
    await sleep(200);
  }
  const call = async (service: string, operation: string, parameters: object = {}): Promise<unknown> => {
    const called = execute(PYTHON, [join(FOLDER, 'aws.py'), service, operation], { env: environment });
    called.child.stdin?.end(JSON.stringify(parameters));
    return JSON.parse((await called).stdout);
  };
  return { url, environment, call, close };
}

/** Installs the emulator where it is not yet, as requirements.txt has it. */
async function install(): Promise<void> {
  if (!existsSync(PYTHON)) {
    await run('python3', '-c', 'import sys; assert sys.version_info >= (3, 10), sys.version').catch(
      (error: unknown) => {
        throw new Error(`This test needs Python 3.10 or later, as python3 on the PATH: ${messageOf(error)}`);
      },
    );
    console.log('Installing the emulator in .venv (some 90 MB, once)…');
    await run('python3', '-m', 'venv', PYTHON_FOLDER).catch((error: unknown) => {
      throw new Error(
        `Python cannot make a virtual environment (on Debian: apt install python3-venv): ${messageOf(error)}`,
      );
    });
  }
  await run(PYTHON, '-m', 'pip', 'install', '--quiet', '--requirement', join(FOLDER, 'requirements.txt'));
}

const run = (command: string, ...args: string[]) =>
  execute(command, args, { env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' } });

const messageOf = (error: unknown) => (error instanceof Error ? error.message.trim() : String(error));
