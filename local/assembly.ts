import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Pattern, pattern } from './events.ts';

/** A function of the stack, as a Lambda would be given it. */
export interface LocalFunction {
  readonly name: string;
  /** The bundle; its `handler` export is what is invoked. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** `METHOD /path/{parameter}`, or `$default` for what no other route matches. */
export interface LocalRoute {
  readonly routeKey: string;
  readonly function: LocalFunction;
  /** Who is asked before the function. @default - nobody */
  readonly authorizer?: LocalAuthorizer | undefined;
}

/** A function that tells who sends a request, and for how long what it says of a credential is kept. */
export interface LocalAuthorizer {
  readonly function: LocalFunction;
  readonly cacheSeconds: number;
}

/** A rule of EventBridge: which events a function is told of. */
export interface LocalRule {
  readonly pattern: Pattern;
  readonly function: LocalFunction;
}

/** As in `AWS::ApiGatewayV2::Api`, CorsConfiguration. */
export type Cors = z.output<typeof corsConfiguration>;

/** What the synthesized template says that there is: all that the local server knows of Kite. */
export interface Assembly {
  readonly routes: readonly LocalRoute[];
  readonly rules: readonly LocalRule[];
  /** Whose pages may call the API from a browser. @default - nobody's */
  readonly cors?: Cors | undefined;
  readonly table: CreateTableCommandInput & { readonly TableName: string };
  readonly ttlAttribute: string;
}

const PROJECT = join(import.meta.dirname, '..');
/** What the table is called here; CloudFormation makes up its name elsewhere. */
export const TABLE_NAME = 'kite-local';

/**
 * Runs the CDK app, as the `cdk` command would.
 * @param folder where the template and the bundles go
 * @param context CDK context beside that of cdk.json: the deployment's options
 * @param signal ends it early
 * @throws Error with the app's own words when it fails
 */
export async function synthesize(
  folder: string,
  context: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const { context: configured } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(join(PROJECT, 'cdk.json'), 'utf8')));
  const env = {
    CDK_OUTDIR: folder,
    // The asset metadata say which bundle is whose.
    CDK_CONTEXT_JSON: JSON.stringify({ ...configured, ...context, 'aws:cdk:enable-asset-metadata': true }),
    // What it leaves there when it is ended early goes with the folder.
    TMPDIR: dirname(folder),
  };
  signal?.throwIfAborted();
  await runApp(env, signal);
}

/** Reads what `synthesize` has written. */
export async function readAssembly(folder: string): Promise<Assembly> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const file = Object.values(manifest.artifacts).find(({ type }) => type === 'aws:cloudformation:stack')
    ?.properties?.templateFile;
  if (file === undefined) throw new Error('The CDK app made no stack');
  return readTemplate(JSON.parse(await readFile(join(folder, file), 'utf8')), folder);
}

function runApp(env: Record<string, string>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const app = spawn(process.execPath, ['bin/kite.ts'], {
      cwd: PROJECT,
      env: { ...process.env, ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own, so that ending it early ends esbuild too.
      detached: true,
    });
    const stop = () => app.pid !== undefined && process.kill(-app.pid);
    signal?.addEventListener('abort', stop);
    let words = '';
    app.stderr.on('data', (chunk) => {
      words += chunk;
    });
    app.on('error', reject);
    app.on('close', (code) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(new Error(`The CDK app failed:\n${words.trim()}`));
    });
  });
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).optional() }),
  ),
});

const ref = z.object({ Ref: z.string() });
const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

/* The resources of the template that have a counterpart here; all others are left out. */

const tableResource = z.object({
  Properties: z.object({
    AttributeDefinitions: z.array(
      z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    KeySchema: keySchema,
    BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']),
    GlobalSecondaryIndexes: z.array(index),
    LocalSecondaryIndexes: z.array(index),
    StreamSpecification: z.object({
      StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']),
    }),
    TimeToLiveSpecification: z.object({ AttributeName: z.string() }),
  }),
});

const functionResource = z.object({
  Properties: z.object({
    Handler: z.literal('index.handler'),
    Timeout: z.number(),
    MemorySize: z.number(),
    Environment: z.object({ Variables: z.record(z.string(), z.union([z.string(), ref])) }),
  }),
  Metadata: z.object({ 'aws:asset:path': z.string() }),
});

const getArn = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const integrationResource = z.object({
  Properties: z.object({
    PayloadFormatVersion: z.literal('2.0'),
    IntegrationUri: getArn,
  }),
});

const corsConfiguration = z.object({
  AllowOrigins: z.array(z.string()),
  AllowMethods: z.array(z.string()),
  AllowHeaders: z.array(z.string()),
  MaxAge: z.number(),
});
const apiResource = z.object({ Properties: z.object({ CorsConfiguration: corsConfiguration.optional() }) });

const authorizerResource = z.object({
  Properties: z.object({
    AuthorizerType: z.literal('REQUEST'),
    AuthorizerPayloadFormatVersion: z.literal('2.0'),
    EnableSimpleResponses: z.literal(true),
    IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
    AuthorizerResultTtlInSeconds: z.number(),
    AuthorizerUri: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
  }),
});

const routeResource = z.object({
  Properties: z.object({
    RouteKey: z.string(),
    AuthorizerId: ref.optional(),
    Target: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.tuple([z.literal('integrations/'), ref])]) }),
  }),
});

const ruleResource = z.object({
  Properties: z.object({ EventPattern: pattern, Targets: z.tuple([z.object({ Arn: getArn })]) }),
});

function readTemplate(template: unknown, folder: string): Assembly {
  const { Resources } = z
    .object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) })
    .parse(template);
  /** The resources of a type by their logical id; one that has not the expected form is an error. */
  const all = <T>(type: string, schema: z.ZodType<T>): Map<string, T> =>
    new Map(
      Object.entries(Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, resource]) => [id, schema.parse(resource)]),
    );

  const [entry, ...otherTables] = all('AWS::DynamoDB::Table', tableResource);
  if (entry === undefined || otherTables.length > 0) throw new Error('The stack must have one table');
  const [tableId, table] = entry;
  const functions = new Map(
    [...all('AWS::Lambda::Function', functionResource)].map(([name, { Properties, Metadata }]) => [
      name,
      {
        name,
        file: join(folder, Metadata['aws:asset:path'], 'index.cjs'),
        timeoutSeconds: Properties.Timeout,
        memoryMb: Properties.MemorySize,
        environment: Object.fromEntries(
          Object.entries(Properties.Environment.Variables).map(([key, value]) => [key, resolveValue(value)]),
        ),
      },
    ]),
  );
  function resolveValue(value: string | z.output<typeof ref>): string {
    if (typeof value === 'string') return value;
    if (value.Ref === tableId) return TABLE_NAME;
    throw new Error(`No local counterpart of ${value.Ref}`);
  }

  const authorizers = new Map(
    [...all('AWS::ApiGatewayV2::Authorizer', authorizerResource)].map(([id, { Properties }]) => {
      const arn = Properties.AuthorizerUri['Fn::Join'][1].map((part) => getArn.safeParse(part).data);
      const target = functions.get(arn.find((part) => part !== undefined)?.['Fn::GetAtt'][0] ?? '');
      if (target === undefined) throw new Error(`The authorizer ${id} leads nowhere`);
      return [id, { function: target, cacheSeconds: Properties.AuthorizerResultTtlInSeconds }];
    }),
  );
  const integrations = all('AWS::ApiGatewayV2::Integration', integrationResource);
  const routes = [...all('AWS::ApiGatewayV2::Route', routeResource).values()].map(({ Properties }) => {
    const integration = integrations.get(Properties.Target['Fn::Join'][1][1].Ref);
    const target = integration && functions.get(integration.Properties.IntegrationUri['Fn::GetAtt'][0]);
    if (target === undefined) throw new Error(`The route ${Properties.RouteKey} leads nowhere`);
    const asked = Properties.AuthorizerId && authorizers.get(Properties.AuthorizerId.Ref);
    if (Properties.AuthorizerId && !asked) throw new Error(`${Properties.RouteKey} asks nobody who is there`);
    return { routeKey: Properties.RouteKey, function: target, authorizer: asked };
  });
  const rules = [...all('AWS::Events::Rule', ruleResource)].map(([id, { Properties }]) => {
    const target = functions.get(Properties.Targets[0].Arn['Fn::GetAtt'][0]);
    if (target === undefined) throw new Error(`The rule ${id} leads nowhere`);
    return { pattern: Properties.EventPattern, function: target };
  });

  const { TimeToLiveSpecification, StreamSpecification, ...definition } = table.Properties;
  const [api] = all('AWS::ApiGatewayV2::Api', apiResource).values();
  return {
    routes,
    rules,
    cors: api?.Properties.CorsConfiguration,
    table: {
      TableName: TABLE_NAME,
      ...definition,
      StreamSpecification: { StreamEnabled: true, ...StreamSpecification },
    },
    ttlAttribute: TimeToLiveSpecification.AttributeName,
  };
}
