import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { readOptions } from '../lib/options.ts';
import { stageContext } from '../lib/stage-options.ts';
import { keyAndValue, runCommand } from '../operate/command.ts';
import { droppedOptions } from '../operate/dropped-options.ts';

const HELP = `Deploys a stage, with your own AWS credentials and region: npm run deploy -- STAGE [options]

  STAGE                  the stage, like prod: its options are in stages/prod.json, its stack is Kite-prod
  -c, --context KEY=VAL  an option for this deployment alone: -c kite:removal=destroy
  --help                 show this text

Other options are passed on to "cdk deploy". It refuses to set an option of the deployed stack back to its default.`;

const PROJECT = join(import.meta.dirname, '..');

/** The context that the CDK will see: cdk.json's, and on top of it what `-c` gives. */
function contextOf(pairs: readonly string[]): Record<string, unknown> {
  const { context } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')));
  const given = Object.fromEntries(pairs.map(keyAndValue));
  if ('kite:stage' in given) throw new Error('-c kite:stage: give the stage alone, first (--help)');
  return { ...context, ...given };
}

/** An argument as a shell takes it. */
const quoted = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

async function main(): Promise<void> {
  const [stage, ...others] = process.argv.slice(2);
  // The CDK's own options are not known here: it is the CDK that refuses what it does not know.
  const { values } = parseArgs({
    args: others,
    strict: false,
    options: {
      context: { type: 'string', short: 'c', multiple: true },
      profile: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (stage === '--help' || values.help) return console.log(HELP);
  if (stage === undefined || stage.startsWith('-')) throw new Error(`Which stage?\n\n${HELP}`);

  const pairs = (values.context ?? []).map(String);
  const context = stageContext({ ...contextOf(pairs), 'kite:stage': stage });
  readOptions(context);
  if (typeof values.profile === 'string') process.env.AWS_PROFILE = values.profile;
  const dropped = await droppedOptions(stage, Object.keys(context), new CloudFormationClient({}));
  const args = ['deploy', '-c', `kite:stage=${stage}`, ...others];
  if (dropped.length > 0) {
    throw new Error(`Kite-${stage} is deployed with options that this deployment would set back to their defaults:
${dropped.map((name) => `  ${name}`).join('\n')}
Give them in stages/${stage}.json; there, one may also have its default. To drop them on purpose: npx cdk ${args.map(quoted).join(' ')}`);
  }
  const cdk = spawn(process.execPath, [join(PROJECT, 'node_modules/aws-cdk/bin/cdk'), ...args], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  // Ctrl-C is the CDK's affair.
  process.on('SIGINT', () => undefined);
  const [code] = await once(cdk, 'exit');
  process.exitCode = code ?? 1;
}

await runCommand(main);
