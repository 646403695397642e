import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { issueChangeSchema, newIssueSchema } from '../../functions/shared/issue/request.ts';
import {
  anyCase,
  httpUrlSchema,
  instantSchema,
  optional,
  withoutBlanks,
} from '../../functions/shared/issue/text.ts';
import { anIssue } from '../support/issues.ts';

test('a new issue is active, without links, unless it says otherwise', () => {
  expect(newIssueSchema.parse(anIssue())).toMatchObject({ state: 'ACTIVE', links: [] });
});

test.each([
  ['title', 'a'.repeat(1_000), 'a'.repeat(1_001)],
  ['description', 'a'.repeat(30_000), 'a'.repeat(30_001)],
  ['dedupKey', 'a'.repeat(1_000), 'a'.repeat(1_001)],
  ['severity', 'critical', 'fatal'],
  ['issueType', 'pipelinerun', 'component'],
  ['state', 'resolved', 'closed'],
  [
    'links',
    Array(20).fill({ title: 'Logs', url: 'https://a.b' }),
    Array(21).fill({ title: 'Logs', url: 'https://a.b' }),
  ],
  [
    'links',
    [{ title: 'a'.repeat(200), url: 'https://a.b' }],
    [{ title: 'a'.repeat(201), url: 'https://a.b' }],
  ],
])('%s: the limit passes, more is refused', (field, atLimit, over) => {
  expect(newIssueSchema.safeParse(anIssue({ [field]: atLimit })).error).toBeUndefined();
  const { error } = newIssueSchema.safeParse(anIssue({ [field]: over }));
  expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
});

describe('issueChange', () => {
  test.each([
    [{ state: 'RESOLVED', resolvedAt: '2025-06-17T18:13:29Z' }],
    [{ state: 'ACTIVE', resolvedAt: '2025-06-17T18:13:29Z' }],
    [{ state: 'RESOLVED', resolvedAt: null }],
    [{ resolvedAt: '2025-06-17T20:13:29+02:00' }],
    [{ links: [] }],
    [{ id: '986d686c-bce6-44be-b6ba-a7b5b88eec58' }],
    [{ occurrences: 3 }],
    [{ stale: true }],
  ])('takes %j', (change) => {
    expect(issueChangeSchema.safeParse(change).error).toBeUndefined();
  });

  test.each([
    [{}],
    [{ title: '' }],
    [{ resolvedAt: null }],
    [{ resolvedAt: '2025-06-17' }],
    [{ id: '17' }],
    [{ namespace: 7 }],
    [{ title: 'Known', colour: 'red' }],
  ])('refuses %j', (change) => {
    expect(issueChangeSchema.safeParse(change).success).toBe(false);
  });
});

const BLANK = ['', null, '0001-01-01T00:00:00Z'];

test.each(BLANK)('%j is a field left out, wherever it stands', (blank) => {
  expect(optional(z.string()).parse(blank)).toBeUndefined();
  const schema = withoutBlanks(z.strictObject({ name: z.string(), note: z.optional(z.string()) }));
  expect(schema.parse({ name: 'a', note: blank, unknown: blank })).toEqual({ name: 'a' });
  const { error } = schema.safeParse({ name: blank, note: blank });
  expect(error?.issues.map(({ path }) => path)).toEqual([['name']]);
});

test.each([[['']], 'text', 7, undefined])('withoutBlanks leaves %j to its schema', (value) => {
  expect(withoutBlanks(z.unknown()).parse(value)).toEqual(value);
});

test('a new issue without its optional fields is one with blank ones', () => {
  const body = anIssue();
  const scope = { ...body.scope, id: '', resourceNamespace: '' };
  const never = '0001-01-01T00:00:00Z';
  const zero = { id: '', state: '', links: null, dedupKey: null, detectedAt: never, resolvedAt: never };
  expect(newIssueSchema.parse({ ...body, ...zero, scope })).toEqual(newIssueSchema.parse(body));
});

test('anyCase takes a value in any case and by its aliases, and nothing else', () => {
  const schema = anyCase(z.enum(['ON', 'off']), { aus: 'off' });
  for (const [written, value] of [
    ['on', 'ON'],
    ['Off', 'off'],
    ['AUS', 'off'],
  ]) {
    expect(schema.parse(written)).toBe(value);
  }
  for (const other of ['ein', 'constructor', '', 1, null, undefined, ['on']]) {
    expect(schema.safeParse(other).success).toBe(false);
  }
});

test('an instant is stored in UTC with milliseconds', () => {
  expect(instantSchema.parse('2025-06-17T20:13:29.007244+02:00')).toBe('2025-06-17T18:13:29.007Z');
});

test.each(['https://your-ci.com/logs/run-123', 'http://jenkins:8080/job/1', 'HTTPS://ci.example/#L7'])(
  '%s is a link',
  (url) => {
    expect(httpUrlSchema.safeParse(url).success).toBe(true);
  },
);

test.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,hi',
  'file:///etc/passwd',
  '//your-ci.com',
  'your-ci.com/logs',
  '',
  `https://a.b/${'a'.repeat(2_048)}`,
])('%.40s is no link', (url) => {
  expect(httpUrlSchema.safeParse(url).success).toBe(false);
});
