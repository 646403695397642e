import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { namespaceSchema } from '../../functions/shared/issue/scope.ts';
import { httpUrlSchema, instantSchema, optional, text } from '../../functions/shared/issue/text.ts';
import { exampleOf } from '../../generator/example.ts';

const schema = z.object({
  component: text(253),
  namespace: namespaceSchema,
  url: optional(httpUrlSchema),
  count: z.number(),
  isLast: z.boolean(),
  kind: z.enum(['error', 'info']),
  lines: z.array(text(10_000)).min(1),
  at: z.optional(instantSchema),
});

test('an example has every field, and the schema takes it', () => {
  const example = exampleOf(schema, { namespace: 'team-alpha' });
  expect(example).toEqual({
    component: 'example-component',
    namespace: 'team-alpha',
    url: 'https://ci.example/url',
    count: 7,
    isLast: true,
    kind: 'error',
    lines: ['example-lines'],
    at: expect.stringMatching(/Z$/),
  });
  expect(schema.safeParse(example).success).toBe(true);
});

test('what is given takes the place of what is made up', () => {
  const given = { component: '7', count: '12', kind: 'info', lines: '["a","b"]' };
  expect(exampleOf(schema, given)).toMatchObject({
    component: '7',
    count: 12,
    kind: 'info',
    lines: ['a', 'b'],
  });
});

test.each([
  [{ colour: 'red' }, 'Unknown field colour; the fields are component, namespace'],
  [{ count: 'many' }, 'The webhook does not accept these values'],
  [{ url: 'ftp://x' }, 'must be an http or https URL'],
])('%j is refused', (given, message) => {
  expect(() => exampleOf(schema, given)).toThrow(message);
});
