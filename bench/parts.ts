import { statSync } from 'node:fs';
import { contestant, middleOf, startAll } from './cold-starts.ts';
import { sourceOf, type Workshop } from './instance.ts';
import { number, table } from './markdown.ts';
import type { Recording } from './recordings.ts';
import type { Replay } from './replay.ts';

const ROUNDS = 8;

/** Code that uses a part of what functions are made of, once; then comes the bare client's handler. */
const beside = (imports: string, start: string, use: string) => ({
  code: `import { handler as bare } from './bare-client.ts';
${imports}
${start}
export const handler = async () => { ${use}; return bare(); };`,
});
const aSchema = 'const schema = z.object({ name: z.string() });';
const parse = "schema.parse({ name: '' })";

/** What a failure webhook has that the bare client has not. */
const PARTS: readonly (readonly [string, string | { readonly code: string }])[] = [
  ['the bare client', sourceOf('bare-client')],
  ['Zod, for one schema', beside("import * as z from 'zod';", aSchema, parse)],
  ['Zod Mini, for the same, in its place', beside("import * as z from 'zod/mini';", aSchema, parse)],
  [
    'the schemas of items and texts, with Zod',
    beside(
      "import { issueItemSchema } from '../functions/shared/store/items.ts';",
      '',
      'issueItem.safeParse({})',
    ),
  ],
  [
    'the log line (Powertools)',
    beside("import { logger } from '../functions/shared/runtime/log.ts';", '', "logger.info('request')"),
  ],
  [
    'Middy',
    beside(
      "import middy from '@middy/core';",
      'const wrapped = middy().handler(async () => 1);',
      'await wrapped({}, {})',
    ),
  ],
  [
    'plain objects as items (lib-dynamodb), and an update',
    {
      code: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export async function handler() {
  const Key = { PK: 'HEALTH', SK: 'HEALTH' };
  await db.send(new UpdateCommand({ TableName: process.env.TABLE_NAME, Key }));
  return { statusCode: 200 };
}`,
    },
  ],
];

/** What each part adds to the bare client's size and cold start. */
export async function partsTable(workshop: Workshop, replay: Replay, bare: Recording): Promise<string> {
  const recording: Recording = {
    ...bare,
    // An update is answered as a read of nothing is.
    exchanges: ['GetItem', 'UpdateItem'].flatMap((name) => bare.exchanges.map((one) => ({ ...one, name }))),
  };
  const parts = PARTS.map(([name, source]) => {
    const bundle = workshop.bundle(source);
    return { name, bundle, starts: contestant({ recording, bundle }) };
  });
  await startAll(
    workshop,
    replay,
    parts.map(({ starts }) => starts),
    ROUNDS,
  );
  const figures = parts.map(({ name, bundle, starts }) => ({
    ...{ name, ...middleOf(starts) },
    kilobytes: statSync(bundle).size / 1_000,
  }));
  const [least, ...more] = figures;
  if (least === undefined) throw new Error('There is nothing to compare with');
  return table(
    ['', 'KB', 'ms', 'CPU ms'],
    [
      [least.name, ...[least.kilobytes, least.totalMs, least.cpuMs].map(number)],
      ...more.map(({ name, kilobytes, totalMs, cpuMs }) => [
        name,
        ...[kilobytes - least.kilobytes, totalMs - least.totalMs, cpuMs - least.cpuMs].map(plus),
      ]),
    ],
  );
}

const plus = (difference: number) => `${difference < 0 ? '−' : '+'}${number(Math.abs(difference))}`;
