import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { dependencyConflict } from '../../bin/demo-examples.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { printedBy } from '../support/chain.ts';
import { post, served } from '../support/kite.ts';
import { read } from '../support/page-blocks.ts';
import { servedOn } from '../support/served-on.ts';
import { template } from '../support/synthesized.ts';

const NOWHERE = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' };
Object.assign(process.env, LOCAL_CREDENTIALS, NOWHERE, {
  TABLE_NAME: 'any',
  DEDUP: 'fingerprint',
  LOST_QUEUE: 'http://127.0.0.1:1/lost',
});

/** `error.name` for `{ error: { name } }`, as Logs Insights names fields. */
const fieldsOf = (entry: object, prefix = ''): string[] =>
  Object.entries(entry).flatMap(([name, value]) => [
    prefix + name,
    ...(typeof value === 'object' && value !== null ? fieldsOf(value, `${prefix}${name}.`) : []),
  ]);

/** The fields that functions log when what the runbook is for happens. */
async function loggedByFunctions(): Promise<Set<string>> {
  const [authorizer, expired] = await Promise.all([
    import('../../functions/system/authorizer.ts'),
    import('../../functions/system/expired.ts'),
  ]);
  const offset = readFileSync(served.logs, 'utf8').length;
  // A request that the table does not answer, a credential that is refused, and an issue that is not cleaned up after.
  await servedOn(NOWHERE, (url) => post('/webhooks/pipeline-failure', dependencyConflict.payload, url));
  const requests = readFileSync(served.logs, 'utf8').slice(offset).trimEnd().split('\n');
  const printed = await printedBy(async () => {
    await authorizer.handler({ headers: { authorization: 'Bearer no-token' } });
    const issue = { SK: { S: 'ISSUE#1' }, id: { S: '0b1c2d3e-0000-4000-8000-000000000000' } };
    await expired.handler(
      { Records: [{ dynamodb: { SequenceNumber: '1', OldImage: issue } }] },
      { invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:expired' },
    );
  });
  return new Set([...requests, ...printed].flatMap((line) => fieldsOf(JSON.parse(line))));
}

/** The fields of the gateway's lines. */
function loggedByGateway(): Set<string> {
  const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
  return new Set(Object.keys(JSON.parse(stage?.Properties.AccessLogSettings.Format)));
}

/** Words of the query language; names that a query gives itself come after `as`. */
const WORDS =
  'filter stats fields sort limit by as and or in like desc asc count sum pct bin ispresent m'.split(' ');
/** The names in a query, without its texts, patterns, and the fields that every line has. */
function askedFor(query: string): string[] {
  const names = query.replace(/"[^"]*"|\/[^/]*\/|@\w+/g, '').match(/[a-zA-Z][\w.]*/g) ?? [];
  const own = [...query.matchAll(/ as (\w+)/g)].map(([, name]) => name);
  return names.filter((name) => !WORDS.includes(name) && !own.includes(name));
}

test('every query asks for fields of the logs, of one kind', async () => {
  const queries = [...read('docs/runbook.md').matchAll(/^```(\w*)\n(.+?)\n```$/gms)].flatMap(
    ([, language, query = '']) => (language === '' ? [query] : []),
  );
  expect(queries.length).toBeGreaterThan(8);
  const logs = [loggedByGateway(), await loggedByFunctions()];
  const unanswered = queries.filter((query) => {
    const names = askedFor(query);
    return !logs.some((fields) => names.every((name) => fields.has(name)));
  });
  expect(unanswered).toEqual([]);
}, 60_000);
