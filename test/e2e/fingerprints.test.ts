import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
import { CURRENT_RULE } from '../../functions/shared/issue/fingerprint/rules.ts';
import { exampleOf } from '../../generator/example.ts';
import { endpoints } from '../../lib/endpoints.ts';
import { anIssue, issueIn, list, newNamespace, post, problemIn, send } from '../support/kite.ts';

/* What tells failures apart, and how a user sees it: docs/fingerprints.md. */

const answerSchema = z.object({
  warnings: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
  fingerprint: z.string().optional(),
  issue: issueSchema,
});

let namespace: string;
beforeEach(() => {
  namespace = newNamespace();
});

async function fail(changes: Record<string, unknown> = {}) {
  const body = { pipelineName: 'shop', namespace, failureReason: 'Timed out after 301s', ...changes };
  return answerSchema.parse((await post('/webhooks/pipeline-failure', body)).body);
}

const of = (message: string) => post('/fingerprint', { message });

describe('an answer', () => {
  test('of a webhook has what the message became', async () => {
    const { fingerprint } = await fail();
    expect(fingerprint).toBe(CURRENT_RULE.fingerprint('Timed out after 301s'));
    expect((await fail({ failureReason: 'timed  out after 287s' })).fingerprint).toBe(fingerprint);
  });

  test('of POST /issues has what the title became, and can be sent back', async () => {
    const answer = await post('/issues', anIssue({ namespace, title: 'Timed out after 301s' }));
    expect(answer.body).toMatchObject({ fingerprint: CURRENT_RULE.fingerprint('Timed out after 301s') });
    const { resolvedAt: _, ...again } = z.looseObject({}).parse(answer.body);
    const back = await post('/issues', again);
    expect(back).toMatchObject({ status: 200, body: { occurrences: 2 } });
    const { id } = issueIn(back);
    const changed = { ...again, title: 'Another title' };
    expect((await send('PUT', `/issues/${id}`, json(changed))).status).toBe(200);
  });

  test('shows at most 1,000 characters of it', async () => {
    const { fingerprint } = await fail({ failureReason: `cannot find ${'module '.repeat(1_000)}` });
    expect(fingerprint).toHaveLength(1_000);
  });

  test('has none where the sender gave its own key, nor of an issue that is read', async () => {
    const answer = await post('/webhooks/pipeline-failure', {
      ...{ pipelineName: 'shop', namespace, failureReason: 'Timed out', dedupKey: 'deploy' },
    });
    expect(answer.body).not.toHaveProperty('fingerprint');
    const created = await post('/issues', anIssue({ namespace, dedupKey: 'deploy' }));
    expect(created.body).not.toHaveProperty('fingerprint');
    for (const issue of (await list(`namespace=${namespace}`)).data)
      expect(issue).not.toHaveProperty('fingerprint');
  });
});

const json = (body: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('POST /fingerprint', () => {
  test('answers what a report of the message would, and reports nothing', async () => {
    const message = '\u001b[31mTimed out\u001b[0m after 301s';
    const answer = await of(message);
    expect(answer).toMatchObject({ status: 200, body: { rule: CURRENT_RULE.version } });
    const { fingerprint } = await fail({ failureReason: message });
    expect(answer.body).toEqual({ rule: CURRENT_RULE.version, fingerprint });
  });

  test('takes a whole log, as webhooks do', async () => {
    expect((await of(`${'a line of a log\n'.repeat(60_000)}`)).status).toBe(200);
    expect((await of('x'.repeat(1024 * 1024))).status).toBe(413);
  });

  test.each([{}, { message: '' }, { message: ' ' }, { message: 7 }, { message: 'a', reason: 'b' }])(
    'refuses %j',
    async (body) => {
      expect(problemIn(await post('/fingerprint', body)).status).toBe(400);
    },
  );
});

const declared = z.object({
  handler: z.custom<{ readonly webhook: { readonly body: z.ZodType } }>(
    (value) => typeof value === 'function',
  ),
});
const FAILURES = endpoints.flatMap(({ entry }) =>
  entry.startsWith('webhooks/') && !entry.endsWith('-success') ? [entry] : [],
);

describe('a key of its own', () => {
  test.each(FAILURES)('tells failures of %s apart, to the letter', async (entry) => {
    Object.assign(process.env, { TABLE_NAME: 'none', DEDUP: 'fingerprint', AWS_REGION: 'local' });
    const { handler } = declared.parse(await import(`../../functions/${entry}.ts`));
    const body = z.looseObject({}).parse(exampleOf(handler.webhook.body, { namespace }));
    const report = async (changes: object) =>
      answerSchema.parse((await post(`/${entry}`, { ...body, ...changes })).body).issue;
    const one = await report({ dedupKey: 'deploy 17' });
    expect(await report({ dedupKey: 'deploy 17' })).toMatchObject({ id: one.id, occurrences: 2 });
    const others = [
      await report({ dedupKey: 'deploy 18' }),
      await report({ dedupKey: 'Deploy 17' }),
      await report({}),
    ];
    expect(new Set([one, ...others].map(({ id }) => id)).size).toBe(4);
  });

  test('makes one issue of whatever messages, also with POST /issues', async () => {
    const { issue } = await fail({ dedupKey: 'deploy' });
    expect((await fail({ dedupKey: 'deploy', failureReason: 'Out of memory' })).issue).toMatchObject({
      id: issue.id,
      occurrences: 2,
    });
    const { scope, issueType } = issue;
    const same = anIssue({ namespace, scope, issueType, dedupKey: 'deploy' });
    expect(issueIn(await post('/issues', same))).toMatchObject({ id: issue.id, occurrences: 3 });
  });

  test.each([
    ['a number', 17, 'was taken as a text'],
    ['no text', { key: 'deploy' }, 'was taken as a text'],
    ['blank', '  ', 'is blank'],
    ['too long', 'x'.repeat(1_001), 'was shortened from 1001 to 1000 characters'],
  ])('that is %s is mended, and the failure heard', async (_what, dedupKey, message) => {
    expect((await fail({ dedupKey })).warnings).toEqual([{ path: 'dedupKey', message }]);
  });

  test.each(['', null])('that is %j is left out', async (dedupKey) => {
    const { issue, warnings } = await fail({ dedupKey });
    expect(warnings).toEqual([]);
    expect((await fail()).issue.id).toBe(issue.id);
  });

  test('that is too long still tells failures apart', async () => {
    const key = (cause: string) => `${'a'.repeat(1_000)}${cause}${'z'.repeat(1_000)}`;
    const { issue } = await fail({ dedupKey: key('disk') });
    expect((await fail({ dedupKey: key('disk') })).issue.id).toBe(issue.id);
    expect((await fail({ dedupKey: key('swap') })).issue.id).not.toBe(issue.id);
  });

  test('is no field of a success, which resolves them all', async () => {
    await fail({ dedupKey: 'deploy' });
    await fail();
    const success = await post('/webhooks/pipeline-success', {
      pipelineName: 'shop',
      namespace,
      dedupKey: {},
    });
    expect(success.body).toEqual({ status: 'success', message: 'Resolved 2 issue(s) for pipeline shop' });
  });
});
