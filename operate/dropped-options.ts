import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OPTIONS_OUTPUT } from '../lib/stage-options.ts';

const PATIENCE_MS = 10_000;

/**
 * The options that a stage is deployed with and that a deployment would set back to their defaults without being told to.
 * @param given the keys of the options that it is told, like `kite:dedup`
 * @returns none when that cannot be known: no such stack, no permission to look, an older release
 */
export async function droppedOptions(
  stage: string,
  given: readonly string[],
  client: CloudFormationClient,
): Promise<string[]> {
  const stack = await client
    .send(new DescribeStacksCommand({ StackName: `Kite-${stage}` }), {
      abortSignal: AbortSignal.timeout(PATIENCE_MS),
    })
    .then(
      ({ Stacks }) => Stacks?.[0],
      () => undefined,
    );
  const deployed = stack?.Outputs?.find(({ OutputKey }) => OutputKey === OPTIONS_OUTPUT)?.OutputValue ?? '';
  return deployed.split(' ').filter((name) => name.startsWith('kite:') && !given.includes(name));
}
