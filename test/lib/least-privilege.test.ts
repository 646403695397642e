import { describe, expect, test } from '@jest/globals';
import { endpoints } from '../../lib/endpoints.ts';
import { AUTHORIZER, EXPIRY, functions, template } from '../support/synthesized.ts';

const SENDERS = endpoints.flatMap(({ sender }) => sender ?? []);

describe('access to the table', () => {
  const TABLE = 'table';
  const [tableId] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
  const nameOf = (resource: unknown) => {
    const text = JSON.stringify(resource);
    if (text.includes('StreamArn')) return 'stream';
    if (text.includes('LostBatches')) return text.includes('/*') ? 'objects' : 'bucket';
    if (text.includes('Lost')) return 'queue';
    const secret = /:parameter(\/[\w/-]+)"/.exec(text)?.[1];
    return secret ?? /\/index\/(\w+)/.exec(text)?.[1] ?? (text.includes(`"${tableId}"`) ? TABLE : 'logs');
  };
  /** `<resource>: <actions>` of each statement, without those on the function's own log group. */
  const granted = (route: string) =>
    (functions.get(route)?.statements ?? [])
      .map(
        ({ Action, Resource }) =>
          `${nameOf(Resource)}: ${Action.map((one) => one.replace('dynamodb:', '')).sort()}`,
      )
      .filter((line) => !line.startsWith('logs: '))
      .sort();

  const reports = ['table: BatchGetItem,ConditionCheckItem,PutItem,UpdateItem'];
  const resolves = ['activeInScope: Query', 'table: BatchGetItem,UpdateItem'];
  const sender = (name: string) => [
    `/kite/dev/${name}: ssm:GetParameter`,
    'activeInScope: Query',
    'table: BatchGetItem,ConditionCheckItem,PutItem,UpdateItem',
    'table: UpdateItem',
  ];
  const changes = ['table: BatchGetItem,GetItem,UpdateItem'];
  const expected: Record<string, string[]> = {
    'GET /api/v1/issues': ['byNamespace: Query', 'table: BatchGetItem,Query'],
    'POST /api/v1/issues': reports,
    'GET /api/v1/issues/{id}': ['table: BatchGetItem,GetItem'],
    'PUT /api/v1/issues/{id}': changes,
    'DELETE /api/v1/issues/{id}': ['table: DeleteItem,GetItem,UpdateItem'],
    'POST /api/v1/issues/{id}/resolve': changes,
    'POST /api/v1/issues/{id}/related': ['table: GetItem,UpdateItem'],
    'DELETE /api/v1/issues/{id}/related/{relatedId}': ['table: GetItem,UpdateItem'],
    'GET /api/v1/tokens': ['activeInScope: Query', 'table: Query'],
    'POST /api/v1/tokens': ['table: BatchGetItem,PutItem,Query'],
    'DELETE /api/v1/tokens': ['table: BatchGetItem,DeleteItem,Query'],
    'DELETE /api/v1/tokens/{id}': ['table: BatchGetItem,DeleteItem,Query'],
    [AUTHORIZER]: ['table: BatchGetItem', 'table: UpdateItem'],
    'GET /api/v1/scopes': ['byNamespace: Query', 'table: BatchGetItem'],
    'GET /api/v1/namespaces': ['byNamespace: Query', 'table: Query'],
    [EXPIRY]: [
      'bucket: s3:ListBucket',
      'objects: s3:PutObject',
      'queue: sqs:SendMessage',
      'stream: DescribeStream,GetRecords,GetShardIterator,ListStreams',
      'table: DeleteItem,GetItem,UpdateItem',
    ],
    'GET /': [],
    'GET /api/v1/me': [],
    'GET /api/v1/health': ['table: GetItem'],
    'GET /api/v1/senders': ['table: BatchGetItem'],
    'GET /api/v1/version': [],
    'GET /api/v1/openapi.json': [],
    'POST /api/v1/fingerprint': [],
    $default: [],
  };

  test.each([...functions.keys()])('%s has what it needs and no more', (route) => {
    const name = route.replace('POST /api/v1/webhooks/', '');
    const webhook = name.endsWith('-success') ? resolves : SENDERS.includes(name) ? sender(name) : reports;
    expect(granted(route)).toEqual(expected[route] ?? webhook);
    expect('TABLE_NAME' in (functions.get(route)?.variables ?? {})).toBe(granted(route).length > 0);
  });

  test.each(SENDERS)('%s is told where its secrets are, and not what they are', (name) => {
    expect(functions.get(`POST /api/v1/webhooks/${name}`)?.variables).toMatchObject({
      SECRET_PARAMETER: `/kite/dev/${name}`,
      SECRET_MAX_AGE: '60',
    });
  });

  const partitions: Record<string, string> = {
    'GET /api/v1/health': 'HEALTH',
    'GET /api/v1/namespaces': 'NAMESPACES',
  };

  test.each([...functions.keys()])(
    '%s reaches the tokens if that is what it is for, or what is noted of senders, and else all but these',
    (route) => {
      const only = /tokens|authorizer/.test(route) ? 'TOKENS' : partitions[route];
      const wanted = only
        ? { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [only] } }
        : route.endsWith('/senders')
          ? { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['#SENDER#*'] } }
          : { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': ['TOKENS', '#SENDER#*'] } };
      const name = route.replace('POST /api/v1/webhooks/', '');
      // AWS's own example: DynamoDB developer guide, specifying-conditions.
      const useOnly = {
        'ForAllValues:StringEquals': {
          'dynamodb:LeadingKeys': ['TOKENS'],
          'dynamodb:Attributes': ['PK', 'SK', 'lastUsedAt'],
        },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      };
      // Of a sender's own notes, and no other's.
      const own = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`#SENDER#${name}`] } };
      const statements = functions.get(route)?.statements ?? [];
      const of = (...resources: string[]) =>
        statements
          .filter(({ Resource }) => resources.includes(nameOf(Resource)))
          .map(({ Condition }) => Condition);
      const conditions = of(TABLE);
      expect(conditions).toEqual([
        ...(conditions.length > 0 ? [wanted] : []),
        ...(SENDERS.includes(name) ? [own] : []),
        ...(route === AUTHORIZER ? [useOnly] : []),
      ]);
      // A query of the local index may ask for whole items. The other one holds no token: they have none of its keys.
      for (const condition of of('activeInScope')) expect(condition).toEqual(wanted);
    },
  );
});
