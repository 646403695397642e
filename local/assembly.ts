import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Pattern, patternSchema } from './events.ts';
import { type Resources, readResources } from './template.ts';

/** A Lambda function of the stack. */
export interface LocalFunction {
  readonly name: string;
  /** The bundle, which exports `handler`. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

export interface LocalRoute {
  /** `METHOD /path/{parameter}`, or `$default` for requests that match no other route. */
  readonly routeKey: string;
  readonly function: LocalFunction;
  /** Runs before the function. @default - none: the route is public */
  readonly authorizer?: LocalAuthorizer | undefined;
}

/** A Lambda authorizer. */
export interface LocalAuthorizer {
  readonly function: LocalFunction;
  /** How long its verdict on a credential is cached. */
  readonly cacheSeconds: number;
}

/** An EventBridge rule: the events that match its pattern go to its function. */
interface LocalRule {
  readonly pattern: Pattern;
  readonly function: LocalFunction;
}

/** As in `AWS::ApiGatewayV2::Api`, CorsConfiguration. */
type Cors = z.output<typeof corsSchema>;

/** The parts of the synthesized template that the local server runs. It knows nothing else of Kite. */
export interface Assembly {
  readonly routes: readonly LocalRoute[];
  readonly rules: readonly LocalRule[];
  /** Origins whose pages may call the API. @default - none */
  readonly cors?: Cors | undefined;
  readonly table: CreateTableCommandInput & { readonly TableName: string };
  readonly ttlAttribute: string;
}

const PROJECT = join(import.meta.dirname, '..');
/** The table's name on this machine; when deployed, CloudFormation generates one. */
export const TABLE_NAME = 'kite-local';

/**
 * Runs the CDK app, as the `cdk` command would.
 * @param folder output folder for the template and the bundles
 * @param context deployment options, as CDK context on top of cdk.json's
 * @param signal stops it early
 * @throws Error with the app's own output when it fails
 */
export async function synthesize(
  folder: string,
  context: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const { context: defaults } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(join(PROJECT, 'cdk.json'), 'utf8')));
  const env = {
    CDK_OUTDIR: folder,
    // Asset metadata link each function to its bundle.
    CDK_CONTEXT_JSON: JSON.stringify({ ...defaults, ...context, 'aws:cdk:enable-asset-metadata': true }),
    // CDK's own checks of the template are for deployments; they would take most of the CPU time here.
    CDK_VALIDATION: 'false',
    // So that files left by an app stopped early are removed with the folder.
    TMPDIR: dirname(folder),
  };
  signal?.throwIfAborted();
  await runApp(env, signal);
}

/** Reads the output of `synthesize`. */
export async function readAssembly(folder: string): Promise<Assembly> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const file = Object.values(manifest.artifacts).find(({ type }) => type === 'aws:cloudformation:stack')
    ?.properties?.templateFile;
  if (file === undefined) throw new Error('The CDK app synthesized no stack');
  return toAssembly(readResources(join(folder, file)), folder);
}

function runApp(env: Record<string, string>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const app = spawn(process.execPath, ['bin/kite.ts'], {
      cwd: PROJECT,
      env: { ...process.env, ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group of its own, so that `stop` ends esbuild too.
      detached: true,
    });
    const stop = () => app.pid !== undefined && process.kill(-app.pid);
    signal?.addEventListener('abort', stop);
    let output = '';
    app.stderr.on('data', (chunk) => {
      output += chunk;
    });
    app.on('error', reject);
    app.on('close', (code) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(new Error(`The build failed:\n${firstLinesOf(output)}`));
    });
  });
}

/** What a person needs of the app's output: no stack trace, and of esbuild its own messages. */
function firstLinesOf(output: string): string {
  // After esbuild's messages, Node.js shows where the error was thrown.
  const [said = ''] = output.split(/^(?=(?:node|file):\S+:\d+$)/m);
  const lines = (said.trim() || output.trim())
    .split('\n')
    .filter((line) => !/^ {4}at |^Node\.js v/.test(line));
  return lines.slice(0, MAX_LINES).join('\n').trim();
}
const MAX_LINES = 20;

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).optional() }),
  ),
});

const refSchema = z.object({ Ref: z.string() });
const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const indexSchema = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

/* The resources that are emulated here; all others are ignored. */

/** Without its stream, which no function is given here: its records pile up, and take the database ever more time. */
const tableSchema = z.object({
  Properties: z.object({
    AttributeDefinitions: z.array(
      z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    KeySchema: keySchema,
    BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']),
    GlobalSecondaryIndexes: z.array(indexSchema),
    LocalSecondaryIndexes: z.array(indexSchema),
    TimeToLiveSpecification: z.object({ AttributeName: z.string() }),
  }),
});

const functionSchema = z.object({
  Properties: z.object({
    Handler: z.literal('index.handler'),
    Timeout: z.number(),
    MemorySize: z.number(),
    Environment: z
      .object({ Variables: z.record(z.string(), z.union([z.string(), refSchema])) })
      .default({ Variables: {} }),
  }),
  Metadata: z.object({ 'aws:asset:path': z.string() }),
});

const arnSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const integrationSchema = z.object({
  Properties: z.object({
    PayloadFormatVersion: z.literal('2.0'),
    IntegrationUri: arnSchema,
  }),
});

const corsSchema = z.object({
  AllowOrigins: z.array(z.string()),
  AllowMethods: z.array(z.string()),
  AllowHeaders: z.array(z.string()),
  MaxAge: z.number(),
});
const apiSchema = z.object({ Properties: z.object({ CorsConfiguration: corsSchema.optional() }) });

const authorizerSchema = z.object({
  Properties: z.object({
    AuthorizerType: z.literal('REQUEST'),
    AuthorizerPayloadFormatVersion: z.literal('2.0'),
    EnableSimpleResponses: z.literal(true),
    IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
    AuthorizerResultTtlInSeconds: z.number(),
    AuthorizerUri: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
  }),
});

const routeSchema = z.object({
  Properties: z.object({
    RouteKey: z.string(),
    AuthorizerId: refSchema.optional(),
    Target: z.object({
      'Fn::Join': z.tuple([z.literal(''), z.tuple([z.literal('integrations/'), refSchema])]),
    }),
  }),
});

const ruleSchema = z.object({
  Properties: z.object({
    EventPattern: patternSchema.optional(),
    Targets: z.tuple([z.object({ Arn: arnSchema })]),
  }),
});

function toAssembly(all: Resources, folder: string): Assembly {
  /** The resources of a type by logical id; throws when one does not match the schema. */
  const resources = <T>(type: string, schema: z.ZodType<T>): Map<string, T> =>
    new Map(
      Object.entries(all)
        .filter(([, { Type }]) => Type === type)
        .map(([id, resource]) => [id, schema.parse(resource)]),
    );

  const [entry, ...otherTables] = resources('AWS::DynamoDB::Table', tableSchema);
  if (entry === undefined || otherTables.length > 0) throw new Error('The stack must have exactly one table');
  const [tableId, table] = entry;
  const functions = new Map(
    [...resources('AWS::Lambda::Function', functionSchema)].map(([name, { Properties, Metadata }]) => [
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
  function resolveValue(value: string | z.output<typeof refSchema>): string {
    if (typeof value === 'string') return value;
    // What is not emulated goes by its logical id: no function that runs here needs it.
    return value.Ref === tableId ? TABLE_NAME : value.Ref;
  }

  const authorizers = new Map(
    [...resources('AWS::ApiGatewayV2::Authorizer', authorizerSchema)].map(([id, { Properties }]) => {
      const arn = Properties.AuthorizerUri['Fn::Join'][1].map((part) => arnSchema.safeParse(part).data);
      const target = functions.get(arn.find((part) => part !== undefined)?.['Fn::GetAtt'][0] ?? '');
      if (target === undefined) throw new Error(`The authorizer ${id} has no function`);
      return [id, { function: target, cacheSeconds: Properties.AuthorizerResultTtlInSeconds }];
    }),
  );
  const integrations = resources('AWS::ApiGatewayV2::Integration', integrationSchema);
  const routes = [...resources('AWS::ApiGatewayV2::Route', routeSchema).values()].map(({ Properties }) => {
    const integration = integrations.get(Properties.Target['Fn::Join'][1][1].Ref);
    const target = integration && functions.get(integration.Properties.IntegrationUri['Fn::GetAtt'][0]);
    if (target === undefined) throw new Error(`The route ${Properties.RouteKey} has no function`);
    const authorizer = Properties.AuthorizerId && authorizers.get(Properties.AuthorizerId.Ref);
    if (Properties.AuthorizerId && !authorizer)
      throw new Error(`The route ${Properties.RouteKey} has an unknown authorizer`);
    return { routeKey: Properties.RouteKey, function: target, authorizer };
  });
  const rules = [...resources('AWS::Events::Rule', ruleSchema)].flatMap(([id, { Properties }]) => {
    const { EventPattern: pattern, Targets } = Properties;
    // Schedules: no clock runs them here.
    if (pattern === undefined) return [];
    const target = functions.get(Targets[0].Arn['Fn::GetAtt'][0]);
    if (target === undefined) throw new Error(`The rule ${id} has no function`);
    return [{ pattern, function: target }];
  });

  const { TimeToLiveSpecification, ...definition } = table.Properties;
  const [api] = resources('AWS::ApiGatewayV2::Api', apiSchema).values();
  return {
    routes,
    rules,
    cors: api?.Properties.CorsConfiguration,
    table: { TableName: TABLE_NAME, ...definition },
    ttlAttribute: TimeToLiveSpecification.AttributeName,
  };
}
