import { parseArgs } from 'node:util';
import { runCommand } from './command.ts';
import { type DeployedStack, findStack } from './stack.ts';

/**
 * Runs a command that works on a deployed stage: `--stage NAME`, with the operator's own credentials and region.
 * @param help what `--help` shows
 */
export const runOnStage = (
  help: string,
  work: (stack: DeployedStack, stage: string) => Promise<void>,
): Promise<void> =>
  runCommand(async () => {
    const { values } = parseArgs({
      options: {
        stage: { type: 'string', default: 'dev' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return console.log(help);
    await work(await findStack(values.stage), values.stage);
  });
