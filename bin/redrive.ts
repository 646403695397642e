import { parseArgs } from 'node:util';
import { runCommand } from '../operate/command.ts';
import { redrive } from '../operate/redrive.ts';
import { findStack } from '../operate/stack.ts';

const HELP = `Gives what functions failed to do to them once more: npm run redrive -- [options]

  --stage NAME   the deployed stage (default: dev), with your own AWS credentials and region
  --help         show this text

What waits in the stack's queues and bucket goes to its function again, and is deleted there when that succeeds. It may
be stopped and repeated (docs/runbook.md).`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', default: 'dev' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  let [done, left] = [0, 0];
  for await (const { from, failure } of redrive(await findStack(values.stage))) {
    if (failure === undefined) done++;
    else {
      left++;
      console.error(`${from}: ${failure}`);
    }
  }
  console.log(`${done} done, ${left} left`);
  if (left > 0) process.exitCode = 1;
}

await runCommand(main);
