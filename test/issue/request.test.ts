import { describe, expect, test } from '@jest/globals';
import { issueChangeSchema, newIssueSchema } from '../../functions/shared/issue/request.ts';
import { httpUrlSchema, instantSchema } from '../../functions/shared/issue/text.ts';
import { anIssue } from '../support/kite.ts';

test('a new issue is active, without links, unless it says otherwise', () => {
  expect(newIssueSchema.parse(anIssue())).toMatchObject({ state: 'ACTIVE', links: [] });
});

test.each([
  ['title', 'a'.repeat(1_000), 'a'.repeat(1_001)],
  ['description', 'a'.repeat(30_000), 'a'.repeat(30_001)],
  ['dedupKey', 'a'.repeat(1_000), 'a'.repeat(1_001)],
  ['severity', 'critical', 'fatal'],
  ['issueType', 'pipeline', 'pipelinerun'],
  ['state', 'RESOLVED', 'resolved'],
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
    [{ state: 'ACTIVE', resolvedAt: null }],
    [{ resolvedAt: '2025-06-17T20:13:29+02:00' }],
    [{ links: [] }],
  ])('takes %j', (change) => {
    expect(issueChangeSchema.safeParse(change).error).toBeUndefined();
  });

  test.each([
    [{}],
    [{ state: 'ACTIVE', resolvedAt: '2025-06-17T18:13:29Z' }],
    [{ state: 'RESOLVED', resolvedAt: null }],
    [{ resolvedAt: '2025-06-17' }],
    [{ id: '986d686c-bce6-44be-b6ba-a7b5b88eec58' }],
    [{ namespace: 'team-beta' }],
  ])('refuses %j', (change) => {
    expect(issueChangeSchema.safeParse(change).success).toBe(false);
  });
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
