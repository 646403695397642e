import { App } from 'aws-cdk-lib';
import { KiteStack } from '../lib/kite-stack.ts';
import type { Options } from '../lib/options.ts';
import { stageOptions } from '../lib/stage-options.ts';

const app = new App();
new KiteStack(app, optionsOrExit());

/** Reports a wrong option without a stack trace: the deployer needs only the message. */
function optionsOrExit(): Options {
  try {
    return stageOptions(app.node.getAllContext());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
