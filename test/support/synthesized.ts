import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { removeBundles } from '../../lib/bundles.ts';
import { KiteStack } from '../../lib/kite-stack.ts';
import { readOptions } from '../../lib/options.ts';
import { readResources } from '../../local/template.ts';

/** What the apps write. */
const folder = mkdtempSync(join(tmpdir(), 'kite-stack-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  // Jest's stand-in for `process` never emits "exit".
  removeBundles();
});

interface Synthesis {
  readonly app: App;
  readonly stack: KiteStack;
}
const stacks = new Map<string, Synthesis>();

/** The stack with these deployment options, made once for a test file, which deletes its output when it ends. */
export function stackWith(context: Record<string, string>): Synthesis {
  const key = JSON.stringify(context);
  const known = stacks.get(key);
  if (known !== undefined) return known;
  const app = new App({
    outdir: mkdtempSync(join(folder, 'app-')),
    // `npm run check` has CDK check the template; to start its engine costs each test file 6 s of CPU time.
    builtinCloudFormationValidation: false,
    // Metadata lead from nested stacks to their templates.
    context: { ...context, 'aws:cdk:enable-asset-metadata': true },
  });
  const synthesis = { app, stack: new KiteStack(app, readOptions(context)) };
  stacks.set(key, synthesis);
  return synthesis;
}

/** The template with these deployment options, with the resources of nested stacks in place of these. */
export function synthesize(context: Record<string, string> = {}): Template {
  const { app, stack } = stackWith(context);
  const { template, templateFullPath } = app.synth().getStackByName(stack.stackName);
  return Template.fromJSON({ ...template, Resources: readResources(templateFullPath) });
}
/** The template of a deployment that chooses nothing. */
export const template = synthesize();
/** What the authorizer goes by among the functions. */
export const AUTHORIZER = 'authorizer';
/** And the function that follows what has expired. */
export const EXPIRY = 'what has expired';

const getAtt = z
  .object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
  .transform((value) => value['Fn::GetAtt'][0]);
export const functionResource = z.object({
  Properties: z.object({
    Description: z.string(),
    Timeout: z.number(),
    ReservedConcurrentExecutions: z.number().optional(),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).default({ Variables: {} }),
    Role: getAtt,
  }),
});
export const policyResource = z.object({
  Properties: z.object({
    Roles: z.tuple([z.object({ Ref: z.string() })]),
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({
          Effect: z.literal('Allow'),
          Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
          Resource: z.unknown(),
          Condition: z.unknown().optional(),
        }),
      ),
    }),
  }),
});

/** By route: the function's variables, and what it may do with the table and its indexes. */
export const functions = new Map(
  Object.values(template.findResources('AWS::Lambda::Function')).map((resource) => {
    const properties = functionResource.parse(resource).Properties;
    const { Description, Environment, Role, Timeout: timeout } = properties;
    const statements = Object.values(template.findResources('AWS::IAM::Policy'))
      .map((policy) => policyResource.parse(policy).Properties)
      .filter(({ Roles }) => Roles[0].Ref === Role)
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const route = Description.replace('Kite: ', '');
    const reserved = properties.ReservedConcurrentExecutions;
    return [route, { route, timeout, reserved, variables: Environment.Variables, statements }];
  }),
);
