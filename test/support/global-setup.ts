import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { serve } from '../../local/serve.ts';
import { logTo } from './logs.ts';

/** What all functions print in this run, however often the stack is served. */
export const LOGS = join(tmpdir(), `kite-test-${randomUUID()}.log`);

/**
 * Serves the stack once for all tests, on DynamoDB Local. Tests keep out of each other's way by using
 * namespaces of their own.
 */
export default async function setUp(): Promise<void> {
  // The stack, or its database alone, may be served already, once for many runs: test/mutants/run.ts.
  if (process.env.KITE_URL !== undefined) return;
  writeFileSync(LOGS, '');
  const bundles = mkdtempSync(join(tmpdir(), 'kite-test-bundles-'));
  process.env.KITE_BUNDLES = bundles;
  const kite = await serve({
    port: 0,
    endpoint: process.env.KITE_DYNAMODB,
    credentials: LOCAL_CREDENTIALS,
    secrets: fileURLToPath(new URL('../../harness/senders.env', import.meta.url)),
    // No stage that the developer has options for.
    context: {
      'kite:stage': 'kite-tests',
      'kite:awsEvents': 'true',
      'kite:namespaces': 'mapped-owner/*=mapped-namespace',
    },
    logs: logTo(LOGS),
    onError: (error) => console.error(error),
  });
  process.env.KITE_LOGS = LOGS;
  process.env.KITE_URL = kite.url;
  process.env.KITE_DYNAMODB = kite.endpoint;
  process.env.KITE_PARAMETERS = kite.parameters;
  process.env.KITE_TABLE = kite.table;
  process.env.KITE_ASSEMBLY = kite.assembly;
  stopAfterTests = async () => {
    await kite.close();
    rmSync(bundles, { recursive: true });
  };
}

/** For global-teardown.ts, which jest runs in the same process. */
export let stopAfterTests: () => Promise<void> = async () => undefined;
