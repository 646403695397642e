import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { SENDER_SETTINGS, storeSecret } from '../../dashboard/src/screens/set-up/sender-settings.ts';
import { endpoints } from '../../lib/endpoints.ts';

const read = (page: string) => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
/** As the pages write it, and as examples of Kite's own webhooks do. */
const API = 'https://<Kite>/api/v1';
const LOCAL_API = 'http://127.0.0.1:3000/api/v1';

const TESTS = SENDER_SETTINGS.map((settings) => [settings.name, settings] as const);

test('every sender has its settings', () => {
  const senders = endpoints.flatMap(({ entry }) => /^senders\/(.+)$/.exec(entry)?.[1] ?? []);
  expect(SENDER_SETTINGS.flatMap(({ sender }) => sender ?? []).sort()).toEqual([...senders, 'aws'].sort());
});

test.each(TESTS)('%s: the text to paste is that of its page', (_, { sender = '', page, text }) => {
  if (text === undefined) return;
  const secret = `<the secret under /kite/<stage>/${sender}>`;
  const own = text({ api: sender === '' ? LOCAL_API : API, secret });
  const plain = own.replace('\n  -H "authorization: Bearer $KITE_TOKEN" -H', ' -H').replace(' \\ -H', ' -H');
  expect(read(page)).toContain(plain);
});

test.each(TESTS)('%s: the fields to fill in are those of its page', (_, { sender = '', page, fields }) => {
  const secret = `<the secret under /kite/<stage>/${sender}>`;
  // The page's emphasis and code are the screen's own look.
  const said = read(page).replaceAll(/[*`]/g, '');
  for (const [label, value] of fields?.({ api: API, secret }) ?? []) {
    const row = said.split('\n').find((line) => new RegExp(`^\\| ${label} (\\(.*\\) )?\\|`).test(line));
    if (label === 'URL' && row === undefined) expect(said).toContain(value);
    else if (value === secret) expect(row).toContain(`the one under /kite/<stage>/${sender}`);
    else expect(row).toContain(value);
  }
});

test('a secret is stored as docs/senders.md says', () => {
  expect(read('docs/senders.md')).toContain(storeSecret('github', '<the secret>').replace('<stage>', 'prod'));
});
