import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { clientOf, LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { serve } from '../../local/serve.ts';
import { readResources } from '../../local/template.ts';
import { indexesIn, lastingIn } from './lasting.ts';

/*
 * Records the release that is checked out, for the next ones to be compared with (test/lib/upgrade.test.ts): what of its
 * stack must last, and what its code stores. CONTRIBUTING.md, Releases.
 */

const kite = await serve({ port: 0, onError: console.error, credentials: LOCAL_CREDENTIALS });
try {
  const send = async (path: string, body: object): Promise<{ issue?: { id: string }; id?: string }> => {
    const response = await fetch(`${kite.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return JSON.parse((await response.text()) || '{}');
  };
  const namespace = 'of-the-last-release';
  const broken = { pipelineName: 'broken', namespace, failureReason: 'Out of memory' };
  const mended = { pipelineName: 'mended', namespace, failureReason: 'No space left on device' };
  const first = await send('/webhooks/pipeline-failure', broken);
  await send('/webhooks/pipeline-failure', broken);
  const second = await send('/webhooks/pipeline-failure', mended);
  await send(`/issues/${first.issue?.id}/related`, { relatedId: second.issue?.id });
  await send('/webhooks/pipeline-success', mended);

  const { Items } = await clientOf(kite.endpoint).send(new ScanCommand({ TableName: kite.table }));
  const resources = readResources(join(kite.assembly, 'Kite-dev.template.json'));
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const file = join(import.meta.dirname, '../lib/last-release.json');
  const record = { commit, indexes: indexesIn(resources), resources: lastingIn(resources), items: Items };
  // Bytes as DynamoDB's JSON has them.
  const base64 = (_key: string, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  writeFileSync(file, JSON.stringify(record, base64));
  console.log(`Recorded ${commit} in test/lib/last-release.json`);
} finally {
  await kite.close();
}
