import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
import { list, newNamespace, problemIn, send } from '../support/kite.ts';

/* Reports whose bytes a shell, a cut log or an old encoding spoilt. */

const answerSchema = z.object({
  warnings: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
  issue: issueSchema,
});

let namespace: string;
beforeEach(() => {
  namespace = newNamespace();
});

/** In Latin-1, so that what is not ASCII is no UTF-8. */
const sendBytes = (path: string, body: string, headers: Record<string, string> = {}) =>
  send('POST', path, {
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body, 'latin1')),
  });
const jenkins = { authorization: 'Bearer jenkins-secret-of-the-tests' };
const build = (job: string, log: string) =>
  `{"url": "job/${namespace}/job/${job}/", "build": {"url": "job/${namespace}/job/${job}/1/", "phase": "FINALIZED", "status": "FAILURE", "log": ${log}}}`;

async function report(fields: string, name = 'shop') {
  const answer = await sendBytes(
    '/webhooks/pipeline-failure',
    `{"pipelineName": "${name}", "namespace": "${namespace}", ${fields}}`,
  );
  expect(answer.status).toBe(201);
  return answerSchema.parse(answer.body);
}

const NO_UTF_8 = 'held characters that are no valid UTF-8; they were replaced by \ufffd';

describe('bytes that are no UTF-8', () => {
  test.each([
    ['Latin-1', 'caf\xe9 zu', 'caf\ufffd zu'],
    ['a character that a cut left', 'done \xf0\x9f', 'done \ufffd'],
    ['a replacement of their own beside them', '\xef\xbf\xbd \xff', '\ufffd \ufffd'],
  ])('%s in a reason', async (_what, reason, shown) => {
    const { issue, warnings } = await report(`"failureReason": "${reason}", "branch": "\xff"`);
    expect(issue.description).toBe(`The pipeline run shop failed with reason: ${shown}`);
    expect(warnings).toEqual([{ path: 'failureReason', message: NO_UTF_8 }]);
  });

  test('warnings name every field that holds some', async () => {
    const fields = '"failureReason": "\xe9", "runId": "\xe9", "logsUrl": "https://ci.example/\xe9"';
    const { issue, warnings } = await report(fields);
    expect(warnings.map(({ path }) => path)).toEqual(['failureReason', 'runId', 'logsUrl']);
    expect(issue.links).toMatchObject([{ url: 'https://ci.example/%EF%BF%BD' }]);
  });

  test.each(['pipelineName', 'namespace'])('a %s with some is refused', async (field) => {
    const body = { pipelineName: 'shop', namespace, failureReason: 'caf\xe9' };
    const spoilt = JSON.stringify({ ...body, [field]: `${namespace}\xe9` });
    const answer = await sendBytes('/webhooks/pipeline-failure', spoilt);
    expect(problemIn(answer)).toMatchObject({ status: 400, paths: [field] });
    expect((await list(`namespace=${namespace}`)).total).toBe(0);
  });

  test("a sender's log, but not its job", async () => {
    const { issue, warnings } = answerSchema.parse(
      (await sendBytes('/webhooks/jenkins', build('shop', '"caf\xe9"'), jenkins)).body,
    );
    expect(issue.description).toMatch(/\ncaf\ufffd$/);
    expect(warnings).toEqual([{ path: 'build.log', message: NO_UTF_8 }]);
    const refused = await sendBytes('/webhooks/jenkins', build('caf\xe9', '""'), jenkins);
    expect(problemIn(refused)).toMatchObject({ status: 400, paths: expect.arrayContaining(['url']) });
  });
});

describe('texts that are not escaped', () => {
  const UNESCAPED = { path: 'body', message: expect.stringContaining('not escaped') };

  test.each([
    ['a line break', 'one\ntwo', 'one\ntwo'],
    ['line breaks of Windows', 'one\r\ntwo', 'one\ntwo'],
    ['a tab', 'one\ttwo', 'one\ttwo'],
    ['a path of Windows', 'C:\\Work', 'C:\\Work'],
  ])('%s in a reason', async (_what, reason, shown) => {
    const { issue, warnings } = await report(`"failureReason": "${reason}"`);
    expect(issue.description).toBe(`The pipeline run shop failed with reason: ${shown}`);
    expect(warnings).toEqual([UNESCAPED]);
  });

  test("the same in a sender's log, with bytes that are no UTF-8", async () => {
    const { issue, warnings } = answerSchema.parse(
      (await sendBytes('/webhooks/jenkins', build('shop', '"one\ncaf\xe9"'), jenkins)).body,
    );
    expect(issue.description).toMatch(/\none\ncaf\ufffd$/);
    expect(warnings).toEqual([UNESCAPED, { path: 'build.log', message: NO_UTF_8 }]);
  });

  test('numbers stay as they stood beside them', async () => {
    const { issue } = await report('"failureReason": 0.0000001, "branch": "a\nb"');
    expect(issue.description).toMatch(/reason: 0\.0000001$/);
  });

  test('what is still no JSON is refused, and told where', async () => {
    const body = `{"pipelineName": "shop",\n"failureReason": "a\nb "c" d"}`;
    expect(problemIn(await sendBytes('/webhooks/pipeline-failure', body))).toMatchObject({
      status: 400,
      error: 'Invalid request: body must be valid JSON; it goes wrong at line 3, column 4',
    });
  });

  test('a success webhook refuses them, and tells where', async () => {
    const body = `{"pipelineName": "shop", "namespace": "${namespace}", "branch": "a\nb"}`;
    const refused = problemIn(await sendBytes('/webhooks/pipeline-success', body));
    expect(refused).toMatchObject({ status: 400, error: expect.stringMatching(/at line 1, column \d+$/) });
  });
});
