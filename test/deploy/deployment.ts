import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Emulator } from './emulator.ts';

/** Deployment options. */
export type Context = Readonly<Record<string, string>>;

const EMULATED_APP = 'test/deploy/emulated-app.ts';

/** A stage, deployed by the CDK's own command line. */
export class Deployment {
  readonly stackName: string;
  readonly #emulator: Emulator;
  readonly #stage: string;
  /** For what the CDK writes. */
  readonly #folder: string;

  constructor(emulator: Emulator, stage: string, folder: string) {
    this.#emulator = emulator;
    this.#stage = stage;
    this.#folder = folder;
    this.stackName = `Kite-${stage}`;
  }

  /** @param project the folder of the code to deploy */
  async deploy(project: string, context: Context = {}): Promise<Outputs> {
    const outputs = join(mkdtempSync(join(this.#folder, 'outputs-')), 'outputs.json');
    const { code, output } = await this.tryDeploy(project, context, ['--outputs-file', outputs]);
    if (code !== 0) throw new Error(`cdk deploy ended with code ${code}:\n${output}`);
    const { [this.stackName]: own } = outputsSchema.parse(JSON.parse(readFileSync(outputs, 'utf8')));
    if (own === undefined) throw new Error('cdk deploy had no outputs');
    return own;
  }

  tryDeploy(project: string, context: Context, args: readonly string[] = []): Promise<Outcome> {
    const options = ['--require-approval', 'never', '--progress', 'events', ...args];
    return this.#cdk(project, 'deploy', context, options);
  }

  destroy(project: string, context: Context = {}): Promise<Outcome> {
    return this.#cdk(project, 'destroy', context, ['--force']);
  }

  #cdk(project: string, command: string, context: Context, args: readonly string[]): Promise<Outcome> {
    const options = Object.entries({ 'kite:stage': this.#stage, ...context }).flatMap(([key, value]) => [
      '-c',
      `${key}=${value}`,
    ]);
    const out = mkdtempSync(join(this.#folder, 'cdk.out-'));
    // The last release has no such file, and no alarms.
    const app = existsSync(join(project, EMULATED_APP))
      ? ['--app', `node --no-warnings ${EMULATED_APP}`]
      : [];
    return cdk(this.#emulator, project, [command, ...options, ...app, '--output', out, ...args]);
  }

  /** Physical ids by logical ids, with those of nested stacks. */
  async resources(): Promise<ReadonlyMap<string, { readonly type: string; readonly id: string }>> {
    const { StackResources } = resourcesSchema.parse(
      await this.#emulator.call('cloudformation', 'describe_stack_resources', { StackName: this.stackName }),
    );
    return new Map(
      StackResources.map(({ LogicalResourceId, ResourceType: type, PhysicalResourceId: id }) => [
        LogicalResourceId,
        { type, id },
      ]),
    );
  }

  /** Like `UPDATE_COMPLETE`; undefined if there is none. */
  async status(): Promise<string | undefined> {
    const { Stacks } = stacksSchema.parse(await this.#emulator.call('cloudformation', 'describe_stacks'));
    return Stacks.find(({ StackName }) => StackName === this.stackName)?.StackStatus;
  }
}

const outputsSchema = z.record(
  z.string(),
  z.looseObject({ ApiUrl: z.string(), TableName: z.string(), DomainTarget: z.string().optional() }),
);
export type Outputs = z.output<typeof outputsSchema>[string];

const resourcesSchema = z.object({
  StackResources: z.array(
    z.object({ LogicalResourceId: z.string(), ResourceType: z.string(), PhysicalResourceId: z.string() }),
  ),
});
const stacksSchema = z.object({
  Stacks: z.array(z.object({ StackName: z.string(), StackStatus: z.string() })),
});

interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Runs the CDK's command line. */
export const cdk = ({ environment }: Emulator, project: string, args: readonly string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(project, 'node_modules/aws-cdk/bin/cdk'), ...args],
      { cwd: project, env: environment, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 },
      (_error, out, err) => resolve({ code: child.exitCode ?? 1, output: (out + err).slice(-3_000) }),
    );
  });
