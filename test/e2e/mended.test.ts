import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
import { newNamespace, post, send } from '../support/kite.ts';

/* Whatever is wrong with a failure report but its resource's identity, the failure is heard, and told what was mended. */

const answerSchema = z.object({
  status: z.literal('success'),
  warnings: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
  issue: issueSchema,
});

let namespace: string;
beforeEach(() => {
  namespace = newNamespace();
});

async function report(webhook: string, body: Record<string, unknown>) {
  const answer = await post(`/webhooks/${webhook}`, { namespace, ...body });
  expect([200, 201]).toContain(answer.status);
  return answerSchema.parse(answer.body);
}
const pipeline = (changes: Record<string, unknown> = {}) =>
  report('pipeline-failure', { pipelineName: 'shop-on-push', failureReason: 'Out of memory', ...changes });

test('a report with nothing to mend has no warnings', async () => {
  const answer = await post('/webhooks/pipeline-failure', {
    ...{
      pipelineName: 'shop-on-push',
      namespace,
      failureReason: 'Out of memory',
      runId: 'run-1',
      severity: 'minor',
    },
    logsUrl: 'https://ci.example/logs/1',
  });
  expect(answer.status).toBe(201);
  expect(answer.body).not.toHaveProperty('warnings');
});

describe('texts', () => {
  test('a reason of 900 KB is heard: its ends are shown, all of it tells it from others', async () => {
    const log = (cause: string) => `begin ${'x'.repeat(450_000)} ${cause} ${'y'.repeat(450_000)} the end`;
    const { issue, warnings } = await pipeline({ failureReason: log('disk full') });
    expect(issue.description).toHaveLength(30_000);
    expect(issue.description).toMatch(
      /^The pipeline run shop-on-push failed with reason: begin x+ … \[\d+ characters/,
    );
    expect(issue.description).toMatch(/y the end$/);
    expect(warnings).toEqual([
      {
        path: 'description',
        message: expect.stringMatching(/^was shortened from 900\d{3} to 30000 characters$/),
      },
    ]);
    expect((await pipeline({ failureReason: log('disk full') })).issue).toMatchObject({
      id: issue.id,
      occurrences: 2,
    });
    expect((await pipeline({ failureReason: log('no route to host') })).issue.id).not.toBe(issue.id);
  });

  test.each([
    ['missing', undefined, '(not given)', 'is missing'],
    ['blank', ' \n', '(not given)', 'is blank'],
    ['null', null, '(not given)', 'is missing'],
    ['a number', 137, '137', 'was taken as a text'],
    ['false', false, 'false', 'was taken as a text'],
    ['an object', { code: 1 }, '{"code":1}', 'was taken as a text'],
    ['a list', ['one', 2, null, { code: 3 }], 'one\n2\n{"code":3}', 'was taken as a text'],
    ['an empty list', [], '(not given)', 'is blank'],
    ['cut inside an emoji', 'cut \ud83d', 'cut \ufffd', 'held characters that are no valid UTF-8'],
    ['coloured', '\u001b[31mError\u001b[0m: 1\u0000', 'Error: 1', 'held characters that cannot be shown'],
    ['of an old system', 'one\rtwo', 'one\ntwo', 'held characters that cannot be shown'],
  ])('a reason that is %s', async (_what, failureReason, shown, message) => {
    const { issue, warnings } = await pipeline({ failureReason });
    expect(issue.description).toBe(`The pipeline run shop-on-push failed with reason: ${shown}`);
    expect(warnings).toEqual([{ path: 'failureReason', message: expect.stringContaining(message) }]);
  });

  test('line breaks of Windows are mended in silence', async () => {
    const { issue, warnings } = await pipeline({ failureReason: 'one\r\ntwo' });
    expect(issue.description).toMatch(/one\ntwo$/);
    expect(warnings).toEqual([]);
  });

  test('an optional text is never dropped', async () => {
    const { issue, warnings } = await report('build-failure', {
      ...{ componentName: 'shop', errorMessage: 'x', buildId: { number: 7 } },
    });
    expect(issue.description).toBe('The build {"number":7} of shop failed with error: x');
    expect(warnings).toEqual([{ path: 'buildId', message: 'was taken as a text' }]);
  });

  test.each(['0.0000001', '1e400', '1.10', '1234567890123456789'])(
    'the number %s stays as it stood in the JSON, also in a list or object',
    async (number) => {
      for (const [value, shown] of [
        [number, number],
        [`[${number}, "x"]`, `${number}\nx`],
        [`{"a":[${number}]}`, `{"a":[${number}]}`],
      ]) {
        const body = `{"componentName": "shop", "namespace": "${namespace}", "errorMessage": ${value}}`;
        const { issue } = answerSchema.parse((await send('POST', '/webhooks/build-failure', { body })).body);
        expect(issue.description).toBe(`The build of shop failed with error: ${shown}`);
      }
    },
  );

  test('numbers stay as they stood in the JSON: none is rounded, no zero is lost', async () => {
    const raw = `{"componentName": "shop", "namespace": "${namespace}", "errorMessage": 1.10, "buildId": 1234567890123456789}`;
    const headers = { 'content-type': 'application/json' };
    const { issue } = answerSchema.parse(
      (await send('POST', '/webhooks/build-failure', { headers, body: raw })).body,
    );
    expect(issue.description).toBe('The build 1234567890123456789 of shop failed with error: 1.10');
  });

  test('a run that is named at too great length is named by its ends', async () => {
    const buildId = `build-${'0'.repeat(300)}-7`;
    const { issue, warnings } = await report('build-failure', {
      componentName: 'shop',
      errorMessage: 'x',
      buildId,
    });
    expect(issue.description).toMatch(
      /^The build build-0+ … \[\d+ characters left out\] … 0+-7 of shop failed/,
    );
    expect(warnings).toMatchObject([{ path: 'buildId' }]);
  });
});

test('a list of many lines that are mended alike has one warning', async () => {
  const logs = ['the error', ...Array.from({ length: 240_000 }, () => '\u007f')];
  const answer = await report('mintmaker-custom', { pipelineId: 'renovate', type: 'error', logs });
  expect(answer.warnings).toMatchObject([{ path: 'logs' }]);
  expect(answer.issue.description).toBe('the error');
});

test.each([
  ['pipeline-failure', 'pipelineName', 'logsUrl'],
  ['pipeline-failure', 'pipelineName', 'failureReason'],
  ['security-scan-failure', 'componentName', 'vulnerabilities'],
])('a %s of %s is heard, however deep its %s is', async (webhook, name, field) => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const body = `{"${name}": "shop", "namespace": "${namespace}", "${field}": ${deep}}`;
  const answer = await send('POST', `/webhooks/${webhook}`, { body });
  expect(answer.status).toBe(201);
});

describe('links', () => {
  test.each([
    ['https://ci.example', 'https://ci.example/'],
    ['HTTPS://CI.example/a b', 'https://ci.example/a%20b'],
    ['ci.example/logs/1', 'https://ci.example/logs/1'],
    ['jenkins:8080/job/1', 'https://jenkins:8080/job/1'],
    ['https://user:secret-word@ci.example/1', 'https://ci.example/1'],
    ['https:user:secret-word@ci.example/1', 'https://ci.example/1'],
    ['https:\\\\user:secret-word@ci.example/1', 'https://ci.example/1'],
    ['user:secret-word@ci.example:8080/1', 'https://ci.example:8080/1'],
    ['https://user:p/secret-word@host/log', 'https://host/log'],
  ])('%s is kept as %s', async (logsUrl, url) => {
    const { issue } = await pipeline({ logsUrl });
    expect(issue.links).toMatchObject([{ title: 'Pipeline Run Logs', url }]);
    expect(JSON.stringify(issue)).not.toContain('secret-word');
  });

  test.each([
    ['a variable that was not expanded', '$BUILD_URL', '$BUILD_URL'],
    ['a script', 'javascript:alert(1)', 'javascript:alert(1)'],
    ['a script in disguise', ' Java\nScript:alert(1)', 'Java\nScript:alert(1)'],
    ['data', 'data:text/html,hello', 'data:text/html,hello'],
    ['a file with a password', 'ftp://user:secret-word@host/log', 'ftp://host/log'],
    ['a password with an at sign', 'ftp://user:p@secret-word@host/log', 'ftp://host/log'],
    ['a password without a scheme', 'user:p/secret-word@host/log', 'host/log'],
    ["another port than the web's", 'ssh://host:22/a@b', 'ssh://host:22/a@b'],
    ['a mail address', 'mailto:ops@ci.example', 'mailto:ops@ci.example'],
    ['not available', 'N/A', 'N/A'],
    ['a fraction', '1/2', '1/2'],
    ['without a host', 'https:', 'https:'],
    ['a number', 17, '17'],
  ])('%s is no link; the description has its text', async (_what, logsUrl, text) => {
    const { issue, warnings } = await pipeline({ logsUrl });
    expect(issue.links).toEqual([]);
    expect(issue.description).toBe(
      `The pipeline run shop-on-push failed with reason: Out of memory\nlogsUrl: ${text}`,
    );
    expect(warnings).toContainEqual({
      path: 'logsUrl',
      message: 'is no http or https URL; the description has it',
    });
    expect(JSON.stringify(warnings)).not.toContain('secret-word');
  });

  test('a warning tells of a scheme and of a password, wherever they are', async () => {
    expect((await pipeline({ logsUrl: 'httpbin.example/1' })).warnings).toMatchObject([
      { message: 'was taken as https://httpbin.example/1' },
    ]);
    expect((await pipeline({ logsUrl: 'https:user:pw@ci.example/1' })).warnings).toMatchObject([
      { message: 'had a user name or password in a URL; they were removed' },
    ]);
  });

  test.each(['//a:', '(a:', '"a:', 'a@', '//1:1'])('much of %s takes no minutes', async (unit) => {
    const start = performance.now();
    await pipeline({ logsUrl: `$${unit.repeat(600_000 / unit.length)}` });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('a list of one is a link, of several is text', async () => {
    expect((await pipeline({ logsUrl: ['https://a.example/1'] })).issue.links).toHaveLength(1);
    const { issue } = await pipeline({ logsUrl: ['https://a.example', 'https://b.example'] });
    expect(issue).toMatchObject({
      links: [],
      description: expect.stringMatching(/\nlogsUrl: https:\/\/a\.example\nhttps:\/\/b\.example$/),
    });
  });

  test('one of over 2,048 characters is kept as text', async () => {
    const { issue, warnings } = await pipeline({ logsUrl: `https://ci.example/${'a'.repeat(2_048)}` });
    expect(warnings).toEqual([
      { path: 'logsUrl', message: 'is a URL of over 2,048 characters; the description has it' },
    ]);
    expect(issue).toMatchObject({ links: [], description: expect.stringMatching(/\nlogsUrl: https:.*a$/) });
  });
});

describe('passwords in texts', () => {
  const FETCH = "fatal: unable to access 'https://user:secret-word@host/x.git'";
  const MESSAGE = 'had a user name or password in a URL; they were removed';

  test('a reason is stored without them, and they do not tell failures apart', async () => {
    const { issue, warnings } = await pipeline({ failureReason: FETCH });
    expect(issue.description).toMatch(/reason: fatal: unable to access 'https:\/\/host\/x\.git'$/);
    expect(warnings).toEqual([{ path: 'failureReason', message: MESSAGE }]);
    const next = await pipeline({ failureReason: FETCH.replace('secret-word', 'other-secret') });
    expect(next.issue.id).toBe(issue.id);
    expect((await pipeline({ failureReason: FETCH.replace('user:secret-word@', '') })).issue.id).toBe(
      issue.id,
    );
  });

  test('also where colours hide them, or the end is cut off', async () => {
    const reason = `https://us\u001b[1mer:secret-word@host ${'x'.repeat(40_000)} https://user:${'s'.repeat(29_000)}@host`;
    const { issue } = await pipeline({ failureReason: reason });
    expect(issue.description).not.toMatch(/secret-word|ss/);
  });

  test('the lines of a list, and what a name brings into a title', async () => {
    const logs = ['ok', FETCH];
    const answer = await report('mintmaker-custom', { pipelineId: 'https://u:pw@h', type: 'error', logs });
    expect(answer.issue).toMatchObject({
      title: 'Mintmaker error(2): https://h',
      description: "ok\nfatal: unable to access 'https://host/x.git'",
      // What the sender is allowed to report for is never changed.
      scope: { resourceName: 'https://u:pw@h' },
    });
    expect(answer.warnings.map(({ path }) => path)).toEqual(['logs', 'title']);
  });

  test.each(['ab://:', 'ab://a:b', '@', 'ab://a:@sha256:'])(
    'a megabyte of %s takes no minutes',
    async (unit) => {
      const start = performance.now();
      await pipeline({ failureReason: unit.repeat(1_000_000 / unit.length) });
      expect(performance.now() - start).toBeLessThan(5_000);
    },
  );
});

describe('severities', () => {
  test.each([
    ['medium', 'minor'],
    ['LOW', 'minor'],
    ['High', 'major'],
    ['blocker', 'critical'],
    ['Fatal', 'critical'],
    ['CRITICAL', 'critical'],
    ['constructor', 'major'],
    [3, 'major'],
  ])('%s is %s', async (severity, expected) => {
    const { issue, warnings } = await pipeline({ severity });
    expect(issue.severity).toBe(expected);
    expect(warnings).toMatchObject([{ path: 'severity' }]);
  });
});

describe('what else a report can do without', () => {
  test('a time that is none', async () => {
    const { issue, warnings } = await pipeline({ occurredAt: 'yesterday' });
    expect(issue.state).toBe('ACTIVE');
    expect(warnings).toEqual([{ path: 'occurredAt', message: expect.stringContaining('it was left out') }]);
  });

  test('a success with a time that is none resolves all the same', async () => {
    await pipeline();
    const body = { pipelineName: 'shop-on-push', namespace, occurredAt: 'now' };
    expect(await post('/webhooks/pipeline-success', body)).toMatchObject({
      status: 200,
      body: { message: 'Resolved 1 issue(s) for pipeline shop-on-push', warnings: [{ path: 'occurredAt' }] },
    });
  });

  test.each([
    [[], 'The security scan of shop failed'],
    [undefined, 'The security scan of shop failed'],
    ['CVE-2024-1234', 'The security scan of shop found: CVE-2024-1234'],
    [['CVE-2024-1234', null, 7], 'The security scan of shop found: CVE-2024-1234, 7'],
  ])('vulnerabilities: %j', async (vulnerabilities, description) => {
    const { issue } = await report('security-scan-failure', { componentName: 'shop', vulnerabilities });
    expect(issue.description).toBe(description);
  });

  test.each([
    [{ type: 'fatal' }, 'mintmaker-info', 'info', 'failed'],
    [{ type: 'constructor' }, 'mintmaker-info', 'info', 'failed'],
    [{ type: 'ERROR' }, 'mintmaker-error', 'major', 'failed'],
    [{ logs: 'failed' }, 'mintmaker-error', 'major', 'failed'],
    [{ logs: ['failed', 1, '\ud800'] }, 'mintmaker-error', 'major', 'failed\n1\n\ufffd'],
  ])('MintMaker: %j', async (change, resourceType, severity, description) => {
    const body = { pipelineId: 'renovate-17', type: 'error', logs: ['failed'], ...change };
    const { issue, warnings } = await report('mintmaker-custom', body);
    expect(issue).toMatchObject({ severity, description, scope: { resourceType } });
    expect(warnings).toHaveLength(1);
  });

  test('MintMaker: logs of 900 KB keep their ends, and none are none', async () => {
    const logs = ['first', ...Array(9_000).fill('x'.repeat(99)), 'last'];
    const { issue } = await report('mintmaker-custom', { pipelineId: 'renovate-17', type: 'error', logs });
    expect(issue.description).toHaveLength(30_000);
    expect(issue.description).toMatch(/^first\n.*\nlast$/s);
    const none = { pipelineId: 'renovate-17', namespace, type: 'error', logs: null };
    expect((await post('/webhooks/mintmaker-custom', none)).body).toEqual({
      info: 'No logs provided, no issue created',
    });
  });
});
