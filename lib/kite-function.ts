import { ArnFormat, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { IssueTable, TableAccess } from './issue-table.ts';

export interface KiteFunctionProps {
  /** What it is for, after `Kite: `. */
  readonly description: string;
  /** The folder of the bundle. */
  readonly code: string;
  readonly table: IssueTable;
  /** @default - it does not reach the table */
  readonly access?: TableAccess | undefined;
  /** The parameter of Parameter Store that holds its sender's secrets. @default - it has none */
  readonly secretParameter?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** @default 10 */
  readonly timeoutSeconds?: number;
  /** How many run at once, at least and at most. @default - as many as the account has left */
  readonly reservedConcurrency?: number | undefined;
  readonly logRetention: RetentionDays;
  readonly logRemoval: RemovalPolicy;
}

/** What the measured curve favours for every kind of function: duration and cost are in balance (bench/memory.ts). */
export const DEFAULT_MEMORY_MB = 1_024;

/** Seconds for which a function keeps the secrets that it read. */
const SECRET_MAX_AGE = 60;

/** A function, with a log group and a role that are its own. */
export class KiteFunction extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: KiteFunctionProps) {
    super(scope, id);
    const { table, access, secretParameter, timeoutSeconds = 10, logRetention, logRemoval } = props;

    const logGroup = new LogGroup(this, 'Logs', { retention: logRetention, removalPolicy: logRemoval });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of access ? table.statements(access) : []) role.addToPolicy(statement);
    if (secretParameter) {
      // A SecureString under the account's own key for Parameter Store needs no more than this.
      const parameter = Stack.of(this).formatArn({
        service: 'ssm',
        resource: `parameter${secretParameter}`,
        arnFormat: ArnFormat.NO_RESOURCE_NAME,
      });
      role.addToPolicy(new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter] }));
    }

    this.handler = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(props.code),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: DEFAULT_MEMORY_MB,
      // Less than the 30 s after which the gateway gives up.
      timeout: Duration.seconds(timeoutSeconds),
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      description: `Kite: ${props.description}`,
      environment: {
        ...props.environment,
        ...(access && { TABLE_NAME: table.tableName }),
        ...(secretParameter && {
          SECRET_PARAMETER: secretParameter,
          SECRET_MAX_AGE: String(SECRET_MAX_AGE),
        }),
        POWERTOOLS_SERVICE_NAME: 'kite',
      },
    });
  }
}
