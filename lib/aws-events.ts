import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';
import { LostEvents } from './lost-events.ts';

/** The events that say that a pipeline, a build or an alarm failed, works again or is gone. */
const PATTERNS: Readonly<Record<string, EventPattern>> = {
  CodePipeline: {
    source: ['aws.codepipeline'],
    detailType: ['CodePipeline Pipeline Execution State Change'],
    detail: { state: ['FAILED', 'SUCCEEDED'] },
  },
  CodeBuild: {
    source: ['aws.codebuild'],
    detailType: ['CodeBuild Build State Change'],
    detail: { 'build-status': ['FAILED', 'FAULT', 'TIMED_OUT', 'SUCCEEDED'] },
  },
  Alarm: {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    detail: { state: { value: ['ALARM', 'OK'] } },
  },
  DeletedAlarm: {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm Configuration Change'],
    detail: { operation: ['delete'] },
  },
};

/** AWS's own events: from the account's default bus straight to a function, without a route or a secret. */
export class AwsEvents extends KiteFunction {
  /** Events that failed three attempts, over some minutes, wait here for a person. */
  readonly lost: LostEvents;

  constructor(scope: Construct, id: string, props: Omit<KiteFunctionProps, 'description'>) {
    super(scope, id, { ...props, description: "AWS's own events" });
    this.lost = new LostEvents(this, 'Lost');
    this.handler.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(this.lost) });
    for (const [name, eventPattern] of Object.entries(PATTERNS)) {
      new Rule(this, name, { eventPattern, targets: [new LambdaFunction(this.handler)] });
    }
  }
}
