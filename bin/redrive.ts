import { redrive } from '../operate/redrive.ts';
import { runOnStage } from '../operate/stage-command.ts';

const HELP = `Gives what functions failed to do to them once more: npm run redrive -- [options]

  --stage NAME   the deployed stage (default: dev), with your own AWS credentials and region
  --help         show this text

What waits in the stack's queues and bucket goes to its function again, and is deleted there when that succeeds. It may
be stopped and repeated (docs/runbook.md).`;

await runOnStage(HELP, async (stack) => {
  let [done, left] = [0, 0];
  for await (const { from, failure } of redrive(stack)) {
    if (failure === undefined) done++;
    else {
      left++;
      console.error(`${from}: ${failure}`);
    }
  }
  console.log(`${done} done, ${left} left`);
  if (left > 0) process.exitCode = 1;
});
