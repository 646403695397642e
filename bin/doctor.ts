import { parseArgs } from 'node:util';
import { runCommand } from '../operate/command.ts';
import { examine } from '../operate/doctor.ts';
import { findStack } from '../operate/stack.ts';

const HELP = `Looks for what is wrong with a deployed stage, and says what to do: npm run doctor -- [options]

  --stage NAME   the deployed stage (default: dev), with your own AWS credentials and region
  --help         show this text

It changes nothing. What is marked with ✗ is wrong; with –, it may be meant so.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', default: 'dev' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  for await (const { about, found, todo, isChoice } of examine(await findStack(values.stage), values.stage)) {
    const mark = todo === undefined ? '✓' : isChoice ? '–' : '✗';
    console.log(`${mark} ${about}: ${found}${todo === undefined ? '' : `\n    ${todo}`}`);
    if (todo !== undefined && !isChoice) process.exitCode = 1;
  }
}

await runCommand(main);
