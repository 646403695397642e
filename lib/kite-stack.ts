import { join } from 'node:path';
import {
  Annotations,
  CfnOutput,
  Duration,
  Fn,
  NestedStack,
  RemovalPolicy,
  Stack,
  Tags,
  Validations,
} from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import {
  authorizerSpec,
  expirySpec,
  type FunctionSpec,
  githubRedeliverySpec,
  type Setting,
  senderSpec,
} from '../functions/routes.ts';
import { signInsOf } from '../functions/shared/access/issuers.ts';
import { warningsOf } from '../functions/shared/access/shared-issuers.ts';
import packageJson from '../package.json' with { type: 'json' };
import { Alarms } from './alarms.ts';
import { AwsEvents } from './aws-events.ts';
import { bundle } from './bundles.ts';
import { CustomDomain } from './custom-domain.ts';
import { Dashboard } from './dashboard.ts';
import { Endpoint } from './endpoint.ts';
import {
  AWS,
  AWS_EVENTS,
  endpoints as allEndpoints,
  DASHBOARD,
  type EndpointSpec,
  routesOf,
} from './endpoints.ts';
import { Expiry } from './expiry.ts';
import { GithubRedelivery } from './github-redelivery.ts';
import { IssueTable } from './issue-table.ts';
import type { Options } from './options.ts';
import { chosenOptions, OPTIONS_OUTPUT } from './stage-options.ts';
import { TokenAuthorizer } from './token-authorizer.ts';

const AUTHORIZER = 'system/authorizer';
const EXPIRY = 'system/expired';
const GITHUB_REDELIVERY = 'system/github-redelivery';

/** Kite: an HTTP API, a function per endpoint, and the table of issues. */
export class KiteStack extends Stack {
  constructor(scope: Construct, options: Options) {
    const retain = options.removal === 'retain';
    super(scope, `Kite-${options.stage}`, {
      description: 'Kite: CI failures become issues, successes resolve them',
      terminationProtection: options.terminationProtection,
    });
    Tags.of(this).add('app', 'kite');
    Tags.of(this).add('stage', options.stage);

    for (const [index, warning] of warningsOf(options.oidc).entries()) {
      Validations.of(this).addWarning(`oidc-${index}`, warning);
    }

    const table = new IssueTable(this, 'Issues', { retain, keyArn: options.kmsKeyArn });
    const logRetention = retentionOf(options.logRetentionDays);
    // Those of a creation that failed are empty, and go.
    const logRemoval = retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

    const domainName = customDomain(this, options);
    const api = new HttpApi(this, 'Api', {
      apiName: this.stackName,
      createDefaultStage: false,
      // With a custom domain, that is the only way in.
      disableExecuteApiEndpoint: domainName !== undefined,
      ...(options.corsOrigins.length > 0 && { corsPreflight: corsOf(options.corsOrigins) }),
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: options.rateLimit, burstLimit: options.burstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            // CloudWatch's policy for log groups that services write to grows with each, but for those of this prefix.
            // By the stack's id: a log group that outlived its stack is not in the way of the next one.
            logGroupName: `/aws/vendedlogs/${this.stackName}/${Fn.select(2, Fn.split('/', this.stackId))}`,
            retention: logRetention,
            removalPolicy: logRemoval,
          }),
        ),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
      ...(domainName && { domainMapping: { domainName } }),
    });
    if (options.hostedZoneId) domainName?.makeRecord(options.hostedZoneId, stage);

    const endpoints = allEndpoints.filter(({ entry }) => options.dashboard || entry !== DASHBOARD);
    const signIns = signInsOf(options.oidc);
    const settings: Record<Setting, string | undefined> = {
      CORS_ORIGINS: options.corsOrigins.join(',') || undefined,
      EARLIER_RULES: options.earlierRules.join(',') || undefined,
      GITHUB_HOOKS: options.githubHooks.join(',') || undefined,
      LOGS_BASE_URL: options.logsBaseUrl,
      NAMESPACES: options.namespaces,
      OIDC: options.oidc.length > 0 ? JSON.stringify(options.oidc) : undefined,
      REQUESTS_PER_SECOND: String(options.requestsPerSecond),
      VERSION: packageJson.version,
      SIGN_INS: signIns.length > 0 ? JSON.stringify(signIns) : undefined,
      SENDERS: [...endpoints.flatMap(({ sender }) => sender ?? []), ...(options.awsEvents ? [AWS] : [])].join(
        ',',
      ),
      TOKEN_DAYS: String(options.tokenDays),
    };
    const tableSettings = {
      DEDUP: options.dedup,
      ...(options.issueRetentionDays && { ISSUE_RETENTION_DAYS: String(options.issueRetentionDays) }),
    };
    const entries = [
      ...endpoints.map(({ entry }) => entry),
      AUTHORIZER,
      EXPIRY,
      AWS_EVENTS,
      GITHUB_REDELIVERY,
    ];
    const bundles = bundle(
      entries,
      endpoints.flatMap(({ route }) => (route === '$default' ? [] : [route])),
    );
    const props = (entry: string, { table: access, settings: names = [] }: FunctionSpec) => ({
      code: join(bundles, entry),
      table,
      access,
      environment: {
        STAGE: options.stage,
        ...(access && tableSettings),
        ...Object.fromEntries(names.flatMap((name) => (settings[name] ? [[name, settings[name]]] : []))),
      },
      tracing: options.tracing,
      logRetention,
      logRemoval,
    });
    const isWebhook = ({ route }: Pick<EndpointSpec, 'route'>) => route.includes('/webhooks/');
    const reservedConcurrency = options.reservedConcurrency || undefined;
    if (reservedConcurrency) sayReserved(this, reservedConcurrency, endpoints.filter(isWebhook).length + 1);
    const tokens = new TokenAuthorizer(this, 'Authorizer', {
      ...props(AUTHORIZER, authorizerSpec),
      reservedConcurrency,
    });
    const nestedStacks = new Map<string, NestedStack>();
    const scopeOf = ({ nestedIn: name }: EndpointSpec): Stack => {
      if (name === undefined) return this;
      const nested = nestedStacks.get(name) ?? new NestedStack(this, `${constructId(name)}Webhooks`);
      nestedStacks.set(name, nested);
      return nested;
    };
    for (const endpoint of endpoints) {
      const isOpen = endpoint.caller === 'anyone';
      // Functions that change something ask whose pages may: functions/shared/http/pages.ts.
      const origins: readonly Setting[] = endpoint.route.startsWith('GET ') ? [] : ['CORS_ORIGINS'];
      const made = new Endpoint(scopeOf(endpoint), constructId(endpoint.entry), {
        ...props(endpoint.entry, {
          ...endpoint,
          settings: [...(endpoint.settings ?? []), ...origins, 'REQUESTS_PER_SECOND'],
        }),
        api,
        routes: routesOf(endpoint),
        authorizer: isOpen || endpoint.sender ? undefined : tokens.authorizer,
        sender: endpoint.sender,
        secretParameter: endpoint.sender && `/kite/${options.stage}/${endpoint.sender}`,
        reservedConcurrency: isWebhook(endpoint) ? reservedConcurrency : undefined,
      });
      const perSecond = endpoint.perSecond ?? (isOpen ? PUBLIC_PER_SECOND : undefined);
      if (perSecond) for (const [key, route] of made.routes) limitRoute(stage, route, key, perSecond);
      if (endpoint.route === '$default' && options.corsOrigins.length > 0) made.takePreflights();
    }
    const expiry = new Expiry(this, 'Expiry', { ...props(EXPIRY, expirySpec), removalPolicy: logRemoval });
    const redelivery =
      options.githubHooks.length > 0
        ? new GithubRedelivery(this, 'GithubRedelivery', {
            ...props(GITHUB_REDELIVERY, githubRedeliverySpec),
            secretParameter: `/kite/${options.stage}/github-redelivery`,
          })
        : undefined;
    const awsEvents = options.awsEvents
      ? new AwsEvents(this, 'AwsEvents', { ...props(AWS_EVENTS, senderSpec), sender: AWS })
      : undefined;
    const { alarms } = new Alarms(this, 'Alarms', {
      api,
      table,
      authorizer: tokens.handler,
      expiry,
      unrouted: [expiry, redelivery, awsEvents].flatMap((made) => made?.handler ?? []),
      queued: [expiry, awsEvents].flatMap((made) => made ?? []),
      destination: options.alarmTopic,
    });
    new Dashboard(this, 'Dashboard', { stage: options.stage, api, table, alarms });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'Senders prove themselves to their function with their own signature or secret; health, version and the document of the API are public.',
    });

    new CfnOutput(this, 'ApiUrl', {
      value: domainName ? `https://${options.domainName}/` : stage.url,
      description: 'Where the API answers; its routes begin with api/v1/',
    });
    new CfnOutput(this, 'TableName', { value: table.tableName, description: 'The table of issues' });
    new CfnOutput(this, OPTIONS_OUTPUT, {
      value: chosenOptions(options).join(' ') || 'none',
      description: 'The options that differ from their defaults',
    });
  }
}

/** Instances that no function may reserve (Lambda developer guide, Reserved concurrency). */
const UNRESERVED = 100;

/** Says at every synthesis what is reserved in all, and which limit of the account that takes. */
function sayReserved(stack: Stack, each: number, functions: number): void {
  Annotations.of(stack).addInfo(
    `kite:reservedConcurrency reserves ${each} for each of ${functions} functions, ${each * functions} in all. The account's limit must be ${each * functions + UNRESERVED} or more: see Service Quotas, AWS Lambda, "Concurrent executions".`,
  );
}

/** What a route takes that is open to anyone. */
const PUBLIC_PER_SECOND = 10;

/** Gives a route its own limits; they are part of the stage, which must then be made after the route. */
function limitRoute(stage: HttpStage, route: HttpRoute, routeKey: string, perSecond: number): void {
  if (!(stage.node.defaultChild instanceof CfnStage)) throw new Error('A stage is a CfnStage');
  stage.node.defaultChild.addPropertyOverride(`RouteSettings.${routeKey}`, {
    ThrottlingRateLimit: perSecond,
    ThrottlingBurstLimit: 2 * perSecond,
  });
  stage.node.addDependency(route);
}

/** Lets pages of these origins call the API; API Gateway itself answers their preflight requests. */
const corsOf = (allowOrigins: string[]): CorsPreflightOptions => ({
  allowOrigins,
  allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
  maxAge: Duration.hours(1),
});

/** `webhooks/pipeline-failure` as `WebhooksPipelineFailure`. */
const constructId = (entry: string) =>
  entry.replace(/(?:^|[^a-z0-9])([a-z0-9])/gi, (_match, letter: string) => letter.toUpperCase());

/** The shortest retention that CloudWatch offers for at least `days`. */
function retentionOf(days: number): RetentionDays {
  const offered = Object.values(RetentionDays).filter((value) => typeof value === 'number');
  return Math.min(...offered.filter((value) => value >= days));
}

function customDomain(scope: Construct, options: Options): CustomDomain | undefined {
  const { domainName, certificateArn } = options;
  if (domainName === undefined || certificateArn === undefined) return undefined;
  return new CustomDomain(scope, 'Domain', { domainName, certificateArn });
}

/** Access log: who asked for what. No query, whose values belong to the senders, and no header. */
const ACCESS_LOG = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  // Of the authorizer's context; `-` for senders, whom only their functions know.
  caller: '$context.authorizer.caller',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
});
