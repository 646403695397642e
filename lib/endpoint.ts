import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
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

export interface EndpointProps {
  readonly api: HttpApi;
  /** `METHOD /path` or `$default`. */
  readonly route: string;
  /** The folder of the bundle. */
  readonly code: string;
  readonly table: IssueTable;
  /** @default - it does not reach the table */
  readonly access?: TableAccess | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  readonly logRemoval: RemovalPolicy;
}

/** A route and the function behind it, with a log group and a role that are its own. */
export class Endpoint extends Construct {
  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    const { api, route, table, access, logRetention, logRemoval } = props;

    const logGroup = new LogGroup(this, 'Logs', { retention: logRetention, removalPolicy: logRemoval });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of access ? table.statements(access) : []) role.addToPolicy(statement);

    const handler = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(props.code),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      // Less than the 30 s after which the gateway gives up.
      timeout: Duration.seconds(10),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      description: `Kite: ${route}`,
      environment: {
        ...props.environment,
        ...(access && { TABLE_NAME: table.tableName }),
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'kite',
      },
    });

    const [method = '', path = ''] = route.split(' ');
    new HttpRoute(this, 'Route', {
      httpApi: api,
      routeKey: path ? HttpRouteKey.with(path, toMethod(method)) : HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Integration', handler),
    });
  }
}

function toMethod(name: string): HttpMethod {
  const method = Object.values(HttpMethod).find((known) => known === name);
  if (method === undefined) throw new Error(`No such HTTP method: ${name}`);
  return method;
}
