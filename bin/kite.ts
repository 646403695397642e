import { App } from 'aws-cdk-lib';
import { KiteStack } from '../lib/kite-stack.ts';
import { BadOptions } from '../lib/options.ts';
import { stageOptions } from '../lib/stage-options.ts';

export const app = new App();
try {
  new KiteStack(app, stageOptions(app.node.getAllContext()));
} catch (error) {
  if (!(error instanceof BadOptions)) throw error;
  // Without a stack trace: the deployer needs only the message.
  console.error(error.message);
  process.exit(1);
}
