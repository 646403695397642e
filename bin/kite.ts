import { App } from 'aws-cdk-lib';
import { KiteStack } from '../lib/kite-stack.ts';
import { readOptions } from '../lib/options.ts';

const app = new App();
new KiteStack(app, readOptions(app.node.getAllContext()));
