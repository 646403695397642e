import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { anIssue, fail, get, issueIn, list, newNamespace, post, problemIn, put } from '../support/kite.ts';

const WEBHOOK = '/webhooks/pipeline-failure';
let namespace: string;
beforeEach(() => {
  namespace = newNamespace();
});
const valid = () => ({ pipelineName: 'frontend-build', namespace, failureReason: 'Out of memory' });

/** Sends a body that must be refused as a whole: 400 that names these paths, and nothing written. */
async function refused(path: string, body: unknown, paths: readonly string[]): Promise<string> {
  const problem = problemIn(await post(path, body));
  expect(problem).toMatchObject({ status: 400, paths });
  expect((await list(`namespace=${namespace}`)).total).toBe(0);
  return problem.error;
}

test('every fault is named at once, in the message too', async () => {
  const error = await refused(WEBHOOK, { pipelineName: '', namespace: 7 }, ['namespace', 'pipelineName']);
  expect(error).toContain('pipelineName must not be empty');
  expect(error).toContain('namespace must be of type string');
});

test('also those inside others, and those that the Issues API does not have', async () => {
  const body = anIssue({
    namespace,
    scope: { resourceType: 'component', resourceNamespace: ' ', cluster: 'one' },
    links: [
      { title: 'Logs', url: 'https://a.b' },
      { title: '', url: 'javascript:alert(1)', rel: 'x' },
    ],
    labels: [],
  });
  await refused('/issues', body, [
    'labels',
    'links.1.rel',
    'links.1.title',
    'links.1.url',
    'scope.cluster',
    'scope.resourceName',
    'scope.resourceNamespace',
  ]);
});

test('all that is required is named when nothing is there', async () => {
  await refused('/issues', {}, ['description', 'issueType', 'namespace', 'scope', 'severity', 'title']);
});

test.each<[string, string, unknown]>([
  ['pipelineName', 'of 1,000 characters', 'a'.repeat(1_000)],
  ['pipelineName', 'white space', ' \n'],
  ['pipelineName', 'half a surrogate pair', '\ud800'],
  ['pipelineName', 'null', null],
  ['pipelineName', 'an array', ['frontend-build']],
  ['pipelineName', 'a number', 7],
  ['namespace', 'of 254 characters', 'a'.repeat(254)],
  ['namespace', 'a boolean', true],
  ['namespace', 'a pattern', 'team-*'],
])('a webhook refuses %s: %s', async (field, _what, value) => {
  await refused(WEBHOOK, { ...valid(), [field]: value }, [field]);
});

const scope = { resourceType: 'component', resourceName: 'user-service' };
const link = { title: 'Logs', url: 'https://ci.example/1' };
/** What is refused, and why: in a new issue, in both, in a change of one. */
const ONLY_NEW: [string, string, Record<string, unknown>][] = [
  ['namespace', 'too long', { namespace: 'a'.repeat(254) }],
  ['namespace', 'half a surrogate pair', { namespace: '\ud800' }],
  ['namespace', 'a pattern', { namespace: '*' }],
  ['scope.resourceNamespace', 'a pattern', { scope: { ...scope, resourceNamespace: 'team-*' } }],
  ['scope', 'a string', { scope: 'component' }],
  ['scope', 'an array', { scope: [] }],
  ['scope.resourceType', 'too long', { scope: { ...scope, resourceType: 'a'.repeat(64) } }],
  ['scope.resourceName', 'of 1,000 characters', { scope: { ...scope, resourceName: 'a'.repeat(1_000) } }],
  ['scope.resourceNamespace', 'white space', { scope: { ...scope, resourceNamespace: ' ' } }],
  ['title', 'empty', { title: '' }],
  ['title', 'null', { title: null }],
  ['severity', 'empty', { severity: '' }],
  ['scope', 'null', { scope: null }],
  ['scope.resourceName', 'empty', { scope: { ...scope, resourceName: '' } }],
  ['dedupKey', 'white space', { dedupKey: ' ' }],
  ['dedupKey', 'too long', { dedupKey: 'a'.repeat(1_001) }],
  ['resolvedAt', 'which is not for new ones', { resolvedAt: '2025-06-17T18:13:29Z' }],
];
const ALWAYS: typeof ONLY_NEW = [
  ['title', 'white space', { title: ' ' }],
  ['title', 'too long', { title: 'a'.repeat(1_001) }],
  ['title', 'a number', { title: 7 }],
  ['description', 'too long', { description: 'a'.repeat(30_001) }],
  ['description', 'an object', { description: {} }],
  ['severity', 'unknown', { severity: 'fatal' }],
  ['issueType', 'a resource type', { issueType: 'component' }],
  ['issueType', "a name of every object's", { issueType: 'constructor' }],
  ['state', 'unknown', { state: 'closed' }],
  ['links', 'an object', { links: {} }],
  ['links', 'too many', { links: Array(21).fill(link) }],
  ['links.0.title', 'too long', { links: [{ ...link, title: 'a'.repeat(201) }] }],
  ['links.0.url', 'data:', { links: [{ ...link, url: 'data:text/html,hello' }] }],
  ['links.0.url', 'empty', { links: [{ ...link, url: '' }] }],
  ['links.0.id', 'no UUID', { links: [{ ...link, id: '1' }] }],
  ['colour', 'no field of an issue', { title: 'New', colour: 'red' }],
];
const ONLY_CHANGE: typeof ONLY_NEW = [
  ['body', 'without a field', {}],
  ['body', 'with blank fields only', { title: '', state: '', links: null, resolvedAt: null }],
  ['id', "another issue's", { title: 'New', id: randomUUID() }],
  ['scopeId', "another scope's", { title: 'New', scopeId: randomUUID() }],
  ['scope', 'another name', { title: 'New', scope: { resourceName: 'other' } }],
  ['scope', 'another type', { title: 'New', scope: { resourceType: 'component' } }],
  ['scope', 'another namespace', { title: 'New', scope: { resourceNamespace: 'other' } }],
  ['scope', "another's id", { title: 'New', scope: { id: randomUUID() } }],
  ['scope.cluster', 'no field of a scope', { title: 'New', scope: { cluster: 'one' } }],
  ['namespace', 'which never changes', { title: 'New', namespace: 'other' }],
  ['severity', 'beside a good title', { title: 'New', severity: 'no' }],
  ['resolvedAt', 'a date', { resolvedAt: '2025-06-17' }],
  ['resolvedAt', 'a day that is not', { resolvedAt: '2025-02-30T00:00:00Z' }],
  // RFC 3339 has years of four digits; in UTC these are another.
  ['resolvedAt', 'in the year 10000', { resolvedAt: '9999-12-31T23:59:59-23:59' }],
  ['resolvedAt', 'before the year 0', { resolvedAt: '0000-01-01T00:00:00+23:59' }],
];

test.each([...ONLY_NEW, ...ALWAYS])('POST /issues refuses %s: %s', async (path, _what, change) => {
  await refused('/issues', anIssue({ namespace, ...change }), [path]);
});

test.each([...ALWAYS, ...ONLY_CHANGE])(
  'PUT refuses %s: %s, and changes nothing',
  async (path, _what, change) => {
    const issue = await fail('pipeline-failure', valid());
    expect(problemIn(await put(`/issues/${issue.id}`, change))).toMatchObject({
      status: 400,
      paths: [path],
    });
    expect(issueIn(await get(`/issues/${issue.id}`))).toEqual(issue);
  },
);

// As many as a body has room for. An answer that named each at length would be more than a Lambda can give.
test('130,000 faults are 400 all the same', async () => {
  await refused('/issues', anIssue({ namespace, links: Array(130_000).fill(1) }), ['links']);
});

test('of faults without number, 100 are named, and one more says how many are left out', async () => {
  const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${i}`, i]));
  const answer = problemIn(await post('/issues', { ...anIssue({ namespace }), ...unknown }));
  expect([answer.status, answer.paths.length]).toEqual([400, 101]);
  expect(answer.paths.filter((path) => path === 'body')).toHaveLength(1);
  expect(answer.error).toMatch(/; and 4995 more$/);
});

describe('a body of very many values is 400 at once', () => {
  const zeros = (bytes: number) => Array(Math.floor((bytes - 1_000) / 2)).fill(0);
  const blanks = (bytes: number) => Array(Math.floor((bytes - 1_000) / 3)).fill({});
  const keys = (bytes: number) =>
    Object.fromEntries(Array.from({ length: Math.floor((bytes - 1_000) / 12) }, (_, i) => [`k${i}`, 0]));
  const KIB = 1024;
  test.each([
    ['POST', '/issues', 'links', 256 * KIB],
    ['POST', '/issues', 'links', 250 * KIB],
    ['PUT', '/issues/00000000-0000-4000-8000-000000000000', 'links', 1024 * KIB],
    ['POST', '/issues/00000000-0000-4000-8000-000000000000/related', 'relatedId', 256 * KIB],
    ['POST', '/fingerprint', 'message', 1024 * KIB],
    ['POST', WEBHOOK, 'failureReason', 1024 * KIB],
    ['POST', '/webhooks/security-scan-failure', 'vulnerabilities', 1024 * KIB],
    ['POST', '/webhooks/pipeline-success', 'pipelineName', 256 * KIB],
    ['POST', '/tokens', 'namespaces', 256 * KIB],
  ])('%s %s: %s of %d bytes', async (method, path, field, bytes) => {
    for (const [value, inner] of [
      [zeros(bytes), (all: unknown) => ({ deeper: all })],
      [blanks(bytes), (all: unknown) => all],
      [keys(bytes), (all: unknown) => [all]],
    ] as const) {
      const body = {
        ...(path === '/issues' ? anIssue({ namespace }) : { namespace }),
        [field]: inner(value),
      };
      const answer = await (method === 'PUT' ? put : post)(path, body);
      // A webhook makes a text of any other value, unless that is too large.
      if (answer.status < 300) expect([path, Object.keys(value).length < 250_000]).toEqual([WEBHOOK, true]);
      else expect(problemIn(answer).status).toBe(400);
    }
  });

  test.each([
    ['a list', () => Array(500_000).fill(0)],
    ['lists in lists', () => Array(1_000).fill(Array(500).fill(0))],
    ['fields that nobody knows', () => ({ ...valid(), more: Array(500_000).fill(0) })],
  ])('%s, and says so', async (_what, body) => {
    const problem = problemIn(await post(WEBHOOK, body()));
    expect(problem).toMatchObject({ status: 400, paths: ['body'] });
    expect(problem.error).toContain('must hold at most 250000 values');
  });

  test('also where a name in it is as long as the body', async () => {
    const long = 'n'.repeat(2.8 * 1024 * KIB);
    const answer = problemIn(await put(`/issues/${randomUUID()}`, { scope: { [long]: 1 } }));
    expect(answer.status).toBe(400);
  });
});
