import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { endpoints } from '../../lib/endpoints.ts';
import { readAssembly } from '../../local/assembly.ts';
import { readResources } from '../../local/template.ts';
import { newNamespace } from '../support/kite.ts';
import { serveAssembly } from '../support/served-on.ts';
import { template } from '../support/synthesized.ts';

/* What a deployment with many webhooks of its own takes of AWS's quotas. */

const PAIRS = 60;
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const webhooks = Array.from({ length: PAIRS }, (_, index) => `team-check-${index + 1}`);

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});

let project: string;
let folder: string;
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'kite-room-'));
  folder = join(project, 'cdk.out');
  for (const name of ['bin', 'lib', 'functions', 'dashboard', 'client/src', 'openapi.json', 'package.json']) {
    cpSync(join(PROJECT, name), join(project, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'));
  // The template does not depend on what a function does: only those that are called are real, since bundling takes long.
  const standIn = (path: string) =>
    writeFileSync(join(project, 'functions', path), 'export const handler = () => undefined;\n');
  const sources = join(project, 'functions/webhooks');
  for (const outcome of ['failure', 'success']) {
    cpSync(join(sources, `build-${outcome}.ts`), join(sources, `${webhooks.at(-1)}-${outcome}.ts`));
    for (const webhook of webhooks.slice(0, -1)) standIn(`webhooks/${webhook}-${outcome}.ts`);
  }
  // But for what is asked where no route is.
  for (const { entry } of endpoints) if (!entry.startsWith('system/')) standIn(`${entry}.ts`);
  mkdirSync(folder);
  await promisify(execFile)(process.execPath, ['bin/kite.ts'], {
    cwd: project,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TMPDIR: project,
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:enable-asset-metadata': true }),
    },
  });
}, 120_000);
afterAll(() => rmSync(project, { recursive: true, force: true, maxRetries: 3 }));

const templates = () =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return { bytes: Buffer.byteLength(text), ...templateSchema.parse(JSON.parse(text)) };
    });
const main = () => join(folder, 'Kite-dev.template.json');

describe(`with ${PAIRS} pairs of webhooks of its own, a deployment`, () => {
  test('is within the quotas of CloudFormation, of API Gateway and of Lambda', () => {
    for (const { bytes, Parameters, Outputs, Resources } of templates()) {
      expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
      expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
      expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
      expect(bytes).toBeLessThanOrEqual(1_000_000);
    }
    const all = Object.values(readResources(main()));
    const countOf = (type: string) => all.filter(({ Type }) => Type === type).length;
    // With one for preflights.
    expect(countOf('AWS::ApiGatewayV2::Route') + 1).toBeLessThanOrEqual(300);
    expect(countOf('AWS::ApiGatewayV2::Integration')).toBeLessThanOrEqual(300);
    expect(countOf('AWS::Lambda::Function')).toBeGreaterThanOrEqual(2 * PAIRS);
  });

  test('has everything else where a deployment without them has it', () => {
    const { Resources } = templateSchema.parse(JSON.parse(readFileSync(main(), 'utf8')));
    const own = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::CloudFormation::Stack');
    const without = templateSchema.parse(template.toJSON()).Resources;
    // Bundles say in which folder they were made.
    const withoutCode = (resources: unknown): unknown =>
      JSON.parse(JSON.stringify(resources, (key, value) => (key === 'S3Key' ? undefined : value)));
    expect(withoutCode(Object.fromEntries(own))).toEqual(withoutCode(without));
  });

  test.each(['ignored', 'unrouted'] as const)(
    'is served on this machine too, and takes reports with a slash that is %s',
    async (trailingSlash) => {
      const { url, close } = await serveAssembly(await readAssembly(folder), {}, { trailingSlash });
      try {
        const send = (outcome: string, body: object) =>
          fetch(`${url}/api/v1/webhooks/${webhooks.at(-1)}-${outcome}/`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: 'Bearer of-anyone' },
            body: JSON.stringify(body),
          });
        const build = { namespace: newNamespace(), componentName: 'shop', buildId: 'build-1' };
        expect((await send('failure', { ...build, errorMessage: 'no space left' })).status).toBe(201);
        const success = await send('success', build);
        expect(await success.json()).toMatchObject({ message: expect.stringContaining('Resolved 1') });
      } finally {
        await close();
      }
    },
  );
});
