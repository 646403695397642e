import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
import { issueChangeSchema, newIssueSchema } from '../../functions/shared/issue/request.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { newTokenSchema } from '../../functions/shared/store/tokens.ts';
import { bodySchemaOf, webhookNames } from '../../generator/webhooks.ts';

/* An API document can be made of the schemas that validate; docs/decisions/0008-cold-start.md relies on it. */

const jsonSchemaOf = (schema: z.ZodMiniType) => z.toJSONSchema(schema, { io: 'input' });
const propertiesOf = (schema: z.ZodMiniType) => jsonSchemaOf(schema).properties ?? {};

test.each(webhookNames())('the body of %s has a JSON Schema with its limits', async (name) => {
  const properties = propertiesOf(await bodySchemaOf(name));
  expect(properties).toMatchObject({ namespace: { type: 'string', maxLength: 253 } });
  for (const property of Object.values(properties)) expect(property).not.toEqual({});
});

test.each([
  ['newIssue', newIssueSchema, { title: { maxLength: 1_000 }, state: { default: 'ACTIVE' } }],
  ['issueChange', issueChangeSchema, { severity: { enum: ['info', 'minor', 'major', 'critical'] } }],
  ['newToken', newTokenSchema, { namespaces: { type: 'array', maxItems: 50 } }],
  [
    'listQuery',
    listQuerySchema,
    { limit: { type: 'string' }, resourceType: { items: { maxLength: 63 } }, cursor: { type: 'string' } },
  ],
  ['issue', issueSchema, { id: { format: 'uuid' }, links: { type: 'array' } }],
])('%s has a JSON Schema with its limits', (_name, schema, properties) => {
  expect(propertiesOf(schema)).toMatchObject(properties);
});

test('what may be blank, or in any case, is described like the rest', () => {
  expect(jsonSchemaOf(newIssueSchema)).toMatchObject({
    required: ['title', 'description', 'severity', 'issueType', 'namespace', 'scope'],
    additionalProperties: false,
    properties: {
      issueType: { enum: ['build', 'test', 'release', 'dependency', 'pipeline'] },
      scope: {
        required: ['resourceType', 'resourceName'],
        properties: { resourceNamespace: { maxLength: 253 } },
      },
      links: { maxItems: 20, items: { properties: { title: { maxLength: 200 } } } },
      createdAt: { readOnly: true },
    },
  });
  expect(propertiesOf(listQuerySchema)).toMatchObject({ state: { enum: ['ACTIVE', 'RESOLVED'] } });
});
