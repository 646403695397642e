import { examine } from '../operate/doctor.ts';
import { runOnStage } from '../operate/stage-command.ts';

const HELP = `Looks for what is wrong with a deployed stage, and says what to do: npm run doctor -- [options]

  --stage NAME   the deployed stage (default: dev), with your own AWS credentials and region
  --help         show this text

It changes nothing. What is marked with ✗ is wrong; with –, it may be meant so.`;

await runOnStage(HELP, async (stack, stage) => {
  for await (const { about, found, todo, isChoice } of examine(stack, stage)) {
    const mark = todo === undefined ? '✓' : isChoice ? '–' : '✗';
    console.log(`${mark} ${about}: ${found}${todo === undefined ? '' : `\n    ${todo}`}`);
    if (todo !== undefined && !isChoice) process.exitCode = 1;
  }
});
