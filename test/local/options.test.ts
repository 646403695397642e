import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Options } from '../../lib/options.ts';
import { readAssembly } from '../../local/assembly.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { load, serve } from '../../local/serve.ts';
import { newNamespace, served } from '../support/kite.ts';
import { logTo } from '../support/logs.ts';
import { stackWith } from '../support/synthesized.ts';

const certificateArn =
  'arn:aws:acm:eu-central-1:123456789012:certificate/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';

/** A value of every option of a deployment, with those that it cannot go without; tsc asks for new ones. */
const EXAMPLES: Readonly<Record<keyof Options, string | { readonly [option: string]: string }>> = {
  stage: 'test',
  dashboard: 'false',
  dedup: 'scope',
  earlierRules: '1',
  issueRetentionDays: '30',
  logRetentionDays: '90',
  logsBaseUrl: 'https://ci.example/logs',
  namespaces: 'acme/*=team-acme',
  awsEvents: 'true',
  githubHooks: 'https://api.github.com/repos/acme/shop/hooks/123',
  domainName: { domainName: 'kite.example.com', certificateArn },
  certificateArn: { domainName: 'kite.example.com', certificateArn },
  hostedZoneId: { hostedZoneId: 'Z0123456789ABC', domainName: 'kite.example.com', certificateArn },
  removal: 'destroy',
  terminationProtection: 'true',
  rateLimit: '10',
  burstLimit: '20',
  requestsPerSecond: '5',
  reservedConcurrency: '0',
  oidc: JSON.stringify([
    { issuer: 'https://id.example', audience: 'kite', rules: [{ namespaces: ['team-a'], role: 'viewer' }] },
  ]),
  tokenDays: '30',
  corsOrigins: 'https://ui.example.com',
  alarmTopic: 'ops@example.com',
  tracing: 'true',
  kmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0',
};
const contexts = Object.entries(EXAMPLES).map(([option, example]) => {
  const values = typeof example === 'string' ? { [option]: example } : example;
  const context = Object.fromEntries(Object.entries(values).map(([name, value]) => [`kite:${name}`, value]));
  return { option, context };
});
/** A few at a time: each synthesis takes seconds. */
const some = Array.from({ length: Math.ceil(contexts.length / 6) }, (_, i) =>
  contexts.slice(i * 6, i * 6 + 6),
);
const together = (few: typeof contexts): Record<string, string> =>
  Object.assign({}, ...few.map(({ context }) => context));

const environment = {
  ...LOCAL_CREDENTIALS,
  AWS_ENDPOINT_URL_DYNAMODB: served.endpoint,
  AWS_ENDPOINT_URL_SSM: served.parameters,
};
const onError = (error: unknown) => {
  throw error;
};

/** Reports a failure, lists it, and asks as a browser does before a page's request. */
async function tryOut(url: string): Promise<number[]> {
  const namespace = newNamespace();
  const report = { pipelineName: 'build', namespace, failureReason: 'Out of memory', runId: 'run-1' };
  const api = `${url}/api/v1`;
  const answers = [
    await fetch(`${api}/webhooks/pipeline-failure`, { method: 'POST', body: JSON.stringify(report) }),
    await fetch(`${api}/issues?namespace=${namespace}`),
    await fetch(`${api}/health`),
  ];
  return answers.map(({ status }) => status);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kite-options-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(some.map((few) => [few.map(({ option }) => option).join(', '), few] as const))(
  'the local server serves with %s',
  async (_options, few) => {
    // The flag of local/assembly.ts: it links each function to its bundle.
    const { app } = stackWith({ ...together(few), 'aws:cdk:enable-asset-metadata': 'true' });
    const assembly = await readAssembly(app.synth().directory);
    const { app: gateway, close } = await load(assembly, environment, {
      auth: false,
      onError,
      logs: logTo(served.logs),
    });
    try {
      const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
      expect(await tryOut(url)).toEqual([201, 200, 200]);
    } finally {
      await close();
    }
  },
);

test('it serves with all of them together, and answers the preflight of a listed page', async () => {
  const kite = await serve({
    port: 0,
    endpoint: served.endpoint,
    context: together(contexts),
    logs: logTo(served.logs),
    onError,
  });
  try {
    expect(await tryOut(kite.url)).toEqual([201, 200, 200]);
    // Left out by kite:dashboard.
    expect((await fetch(kite.url)).status).toBe(404);
    const headers = { origin: 'https://ui.example.com', 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${kite.url}/api/v1/issues`, { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://ui.example.com');
  } finally {
    await kite.close();
  }
}, 120_000);
