import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Options } from '../lib/options.ts';
import { chosenOptions, OPTIONS_OUTPUT } from '../lib/stage-options.ts';

const PATIENCE_MS = 10_000;

/**
 * The options that a stage is deployed with and that a deployment with these would set back to their defaults.
 * @returns none when that cannot be known: no such stack, no permission to look, an older release
 */
export async function droppedOptions(options: Options, client: CloudFormationClient): Promise<string[]> {
  const stack = await client
    .send(new DescribeStacksCommand({ StackName: `Kite-${options.stage}` }), {
      abortSignal: AbortSignal.timeout(PATIENCE_MS),
    })
    .then(
      ({ Stacks }) => Stacks?.[0],
      () => undefined,
    );
  const deployed = stack?.Outputs?.find(({ OutputKey }) => OutputKey === OPTIONS_OUTPUT)?.OutputValue ?? '';
  const chosen = new Set(chosenOptions(options));
  return deployed.split(' ').filter((name) => name.startsWith('kite:') && !chosen.has(name));
}
