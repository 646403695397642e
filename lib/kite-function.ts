import { ArnFormat, Duration, type RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { TableAccess } from '../functions/routes.ts';
import type { IssueTable } from './issue-table.ts';
import { BadOptions, optionOf } from './options.ts';

export interface KiteFunctionProps {
  /** What it does; `Kite: ` goes before it. */
  readonly description: string;
  /** The bundle's folder. */
  readonly code: string;
  readonly table: IssueTable;
  /** @default - it does not reach the table */
  readonly access?: TableAccess | undefined;
  /** The sender whose events it takes. @default - none */
  readonly sender?: string | undefined;
  /** The Parameter Store parameter with its sender's secrets. @default - none */
  readonly secretParameter?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** @default 10 */
  readonly timeoutSeconds?: number;
  /** Reserved concurrency: how many run at once, at least and at most. @default - unreserved */
  readonly reservedConcurrency?: number | undefined;
  /** Whether X-Ray traces it. */
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
  readonly logRemoval: RemovalPolicy;
}

/** The best balance of duration and cost for every kind of function, as measured (bench/RESULTS.md, Memory). */
export const DEFAULT_MEMORY_MB = 1_024;

/** Seconds for which a function caches its sender's secrets. */
const SECRET_MAX_AGE = 60;

/** What Lambda allows for all variables of a function together. */
const MAX_ENVIRONMENT_BYTES = 4_096;

/** A function with its own log group and role. */
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
    if (props.tracing) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Traces belong to no resource.',
      });
    }
    for (const statement of access ? table.statements(access, props.sender) : []) role.addToPolicy(statement);
    if (secretParameter) {
      // Enough for a SecureString under the account's own key for Parameter Store.
      const parameter = Stack.of(this).formatArn({
        service: 'ssm',
        resource: `parameter${secretParameter}`,
        arnFormat: ArnFormat.NO_RESOURCE_NAME,
      });
      role.addToPolicy(new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter] }));
    }

    const environment = {
      ...props.environment,
      ...(access && { TABLE_NAME: table.tableName }),
      ...(secretParameter && {
        SECRET_PARAMETER: secretParameter,
        SECRET_MAX_AGE: String(SECRET_MAX_AGE),
      }),
    };
    requireRoom(props.description, environment);

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
      // Not a start, an end and a report of each invocation, which are twice the function's own lines.
      systemLogLevelV2: SystemLogLevel.WARN,
      ...(props.tracing && { tracing: Tracing.ACTIVE }),
      description: `Kite: ${props.description}`,
      environment,
    });
  }
}

/** @throws BadOptions when the variables are more than Lambda takes: options that fit alone may not fit together */
function requireRoom(description: string, environment: Readonly<Record<string, string>>): void {
  // As Lambda measures them. A table's name is made up by CloudFormation, and may be this long.
  const variables = Object.entries(environment).map(([name, value]): [string, string] => [
    name,
    Token.isUnresolved(value) ? 'x'.repeat(255) : value,
  ]);
  const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  const size = sizeOf(Object.fromEntries(variables));
  if (size <= MAX_ENVIRONMENT_BYTES) return;
  const inWords = (bytes: number) => `${bytes.toLocaleString('en')} bytes`;
  const longest = variables
    .map(([name, value]) => ({ name, bytes: sizeOf(value) }))
    .filter(({ bytes }) => bytes > 300)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ name, bytes }) => `  ${optionOf(name)}: ${inWords(bytes)}`);
  throw new BadOptions(
    `The settings of the function "${description}" take ${inWords(size)}, and Lambda allows ${inWords(MAX_ENVIRONMENT_BYTES)}. Shorten:\n${longest.join('\n')}`,
  );
}
