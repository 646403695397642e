import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';

/** The function that has GitHub send again what it could not deliver, every quarter of an hour. */
export class GithubRedelivery extends KiteFunction {
  constructor(scope: Construct, id: string, props: Omit<KiteFunctionProps, 'description'>) {
    super(scope, id, { ...props, description: "GitHub's failed deliveries", timeoutSeconds: 300 });
    // The next run finds what this one left.
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(this.handler)],
    });
  }
}
