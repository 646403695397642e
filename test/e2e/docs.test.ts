import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { examplesIn, readCurl } from '../support/examples.ts';
import { newNamespace, send } from '../support/kite.ts';

const PAGES = ['api', 'webhooks'];

/** Ids and times by their form alone; they differ every time. */
const comparable = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body ?? null)
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
      .replace(/(?!2099)\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/(?<="nextCursor":")[\w-]+/g, '<cursor>')
      .replace(/(?<="id":")[0-9a-ft]{16}(?=")/g, '<token id>')
      .replace(/kite_[0-9a-ft]+_[0-9a-f…]+/g, '<token>')
      .replace(/(?<="response_time_seconds":)[\d.]+/g, '0'),
  );

/** Every example of a page in its order, as one story, in namespaces of its own. */
test.each(PAGES)('docs/%s.md: every example is answered as the page shows', async (page) => {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8');
  const examples = examplesIn(text);
  expect(examples.length).toBeGreaterThan(10);
  const prefix = newNamespace('docs');
  const variables: Record<string, string> = {};
  for (const { command, status, body, isWhole, idName } of examples) {
    const { method, path, ...init } = readCurl(command.replaceAll('team-', `${prefix}-`), variables);
    const answer = await send(method, path, init);
    const got = comparable(JSON.parse(JSON.stringify(answer.body ?? null).replaceAll(`${prefix}-`, 'team-')));
    expect({ command, status: answer.status }).toEqual({ command, status });
    const shown = comparable(body);
    if (isWhole) expect({ command, body: got }).toEqual({ command, body: shown });
    else if (body !== undefined) expect({ command, body: got }).toMatchObject({ command, body: shown });
    if (idName !== undefined) variables[idName] = idOf(answer.body);
  }
});

/** The bodies that a page has `curl` send to Kite's own webhooks. */
const reportsIn = (page: string) =>
  [...page.matchAll(/\/webhooks\/([a-z-]+-(?:failure|success))(?:(?!curl).)*? -d '(\{.*?\})'/gs)].map(
    ([, webhook = '', body = '']): [string, string] => [webhook, body],
  );

test.each(['README', 'docs/access', 'docs/senders'])(
  '%s.md: every webhook takes what it is sent',
  async (page) => {
    const reports = reportsIn(readFileSync(new URL(`../../${page}.md`, import.meta.url), 'utf8'));
    expect(reports.length).toBeGreaterThan(0);
    const prefix = newNamespace('docs');
    for (const [webhook, body] of reports) {
      const init = {
        headers: { 'content-type': 'application/json' },
        body: body.replaceAll('team-', `${prefix}-`),
      };
      const { status } = await send('POST', `/webhooks/${webhook}`, init);
      expect({ webhook, body, isTaken: status < 300 }).toEqual({ webhook, body, isTaken: true });
    }
  },
);

function idOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string')
    return body.id;
  throw new Error(`There is no id in ${JSON.stringify(body)}`);
}
