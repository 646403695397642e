import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { ask } from '../../generator/ask.ts';
import { checkRequest } from '../../generator/request.ts';

const project = mkdtempSync(join(tmpdir(), 'kite-ask-'));
afterAll(() => rmSync(project, { recursive: true }));
mkdirSync(join(project, 'functions/webhooks'), { recursive: true });
writeFileSync(join(project, 'functions/webhooks/nightly-failure.ts'), '');

const ENTER = '\r';
const DOWN = '\u001b[B';
const EMPTY_LINE = '\u0015';

/** Answers the questions, each of which is known by what it shows, in this order. */
async function dialogue(answers: readonly (readonly [shown: string, keys: string])[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  // Each question ends what it writes to, which only a terminal survives.
  output.end = () => output;
  let screen = '';
  output.on('data', (chunk) => {
    screen += stripVTControlCharacters(String(chunk));
  });
  const asked = ask(project, { input, output });
  for (const [shown, keys] of answers) {
    for (let waited = 0; !screen.includes(shown) && waited < 5_000; waited += 10) await sleep(10);
    expect(screen).toContain(shown);
    screen = '';
    input.write(keys);
  }
  return asked;
}

test('Enter alone takes the defaults, which make a webhook', async () => {
  const draft = await dialogue([
    ['Name', ENTER],
    ['Fields of a failure', ENTER],
    ['Which field', ENTER],
    ['Fields of a success', ENTER],
    ['Type of resource', ENTER],
    ['Type of issue', ENTER],
    ['Severity', ENTER],
    ['Title', ENTER],
  ]);
  expect(checkRequest(draft, project)).toMatchObject({
    name: 'smoke-test',
    resourceType: 'environment',
    issueType: 'test',
    severity: 'major',
    title: 'Smoke test failed: {environment}',
  });
});

test('an answer that is wrong is asked for again at once, with what is wrong', async () => {
  const draft = await dialogue([
    ['Name', `Nightly${ENTER}`],
    ['name must be lower-case words', `${EMPTY_LINE}nightly${ENTER}`],
    ['name nightly is taken by', `${EMPTY_LINE}weekly${ENTER}`],
    ['Fields of a failure', `suiteName, when:date${ENTER}`],
    ['failure.when must be one of', `${EMPTY_LINE}id:number, log:url?${ENTER}`],
    [
      'failure must have a field that is a required string',
      `${EMPTY_LINE}id:number, team, suiteName, log:url?${ENTER}`,
    ],
    ['Which field', `${DOWN}${ENTER}`],
    ['Fields of a success', `id:number${ENTER}`],
    ['success must have the field suiteName', `${EMPTY_LINE}suiteName${ENTER}`],
    ['Type of resource', ENTER],
    ['Type of issue', ENTER],
    ['Severity', ENTER],
    ['Title', `See {log}${ENTER}`],
    ['title uses log, which is optional', `${EMPTY_LINE}{suiteName} failed${ENTER}`],
  ]);
  expect(checkRequest(draft, project)).toMatchObject({
    name: 'weekly',
    resourceName: 'suiteName',
    resourceType: 'suite',
    title: '{suiteName} failed',
  });
});
