import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, overflowOf, useChromium, violationsOf } from '../support/browser.ts';
import { send } from '../support/kite.ts';
import { makeTable } from '../support/own-table.ts';
import { type Served, serveAgain } from '../support/served-on.ts';

const DEMO = fileURLToPath(new URL('../../bin/demo.ts', import.meta.url));
const TEAMS = ['alpha', 'beta', 'data', 'delta', 'docs', 'gamma', 'mobile'].map((name) => `team-${name}`);

let own: Awaited<ReturnType<typeof makeTable>>;
let kite: Served;
let printed: string;

beforeAll(async () => {
  own = await makeTable();
  kite = await serveAgain({ TABLE_NAME: own.table.name });
  printed = (await promisify(execFile)(process.execPath, ['--no-warnings', DEMO, '--url', kite.url])).stdout;
});
afterAll(async () => {
  await kite.close();
  await own.delete();
});

test('the demo shows the life of an issue, and fills the dashboard with three days of teams', async () => {
  expect(printed).toContain('# It succeeds: both are resolved');
  expect(printed).toContain('Resolved 2 issue(s) for pipeline frontend-build');
  expect(printed).toContain(`${kite.url}/`);
  const query = TEAMS.map((team) => `namespace=${team}`).join('&');
  const { body } = await send('GET', `/scopes?limit=50&${query}`, {}, kite.url);
  expect(body).toMatchObject({
    total: 16,
    facets: { severity: { critical: 3, major: 10, minor: 3, info: 2 } },
  });
  const { body: docs } = await send('GET', '/issues?namespace=team-docs', {}, kite.url);
  expect(docs).toMatchObject({ total: 1, data: [{ state: 'RESOLVED' }] });
});

describeInBrowser('the dashboard', () => {
  const open = useChromium();

  test('someone who does not know it finds which pipeline of a team has been broken longest, and its log', async () => {
    const page = await open(kite.url);
    await page.context().route('https://ci.example.com/**', (route) => route.fulfill({ body: 'a log' }));
    await page.getByText('+ namespace').click();
    // On a phone, rows begin right below, and are not in the way.
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByLabel('team-mobile').click({ trial: true });
    await page.getByLabel('team-beta').check();
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: /^pipelinerun/ }).click();
    await page.getByLabel('Order', { exact: true }).selectOption('Longest broken first');
    const [first] = await page.getByRole('listitem').filter({ hasText: 'broken' }).all();
    expect(await first?.innerText()).toMatch(/^critical\s+orders-main .*broken 2 d 1\d h/s);
    const log = page.waitForEvent('popup');
    await first?.getByRole('link', { name: /Logs/ }).click();
    expect(await (await log).title()).toBe('');
    expect((await log).url()).toBe('https://ci.example.com/team-beta/orders-main/runs/1209');
  });

  test.each(['Now', 'an issue beside it', 'an issue'])(
    '%s: axe finds nothing wrong, and nothing is wider than a small phone',
    async (screen) => {
      const page = await open(kite.url);
      const findings: Record<string, unknown> = {};
      await show(page, screen);
      for (const [name, colorScheme, width, what] of LOOKS) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        findings[name] = { violations: await violationsOf(page, what), overflow: await overflowOf(page) };
      }
      const none = { violations: [], overflow: 0 };
      expect(findings).toEqual(Object.fromEntries(LOOKS.map(([name]) => [name, none])));
    },
  );
});

const LOOKS = [
  ['light', 'light', 1280, 'all'],
  ['dark', 'dark', 1280, 'colours'],
  ['small', 'light', 320, 'all'],
] as const;

async function show(page: Page, screen: string): Promise<void> {
  await page.getByRole('link', { name: 'orders-main' }).waitFor();
  if (screen === 'Now') return;
  await page.getByRole('link', { name: 'storefront-e2e' }).click();
  await page.getByText('1 failed').last().waitFor();
  if (screen === 'an issue beside it') return;
  const id = new URL(page.url()).searchParams.get('issue');
  await page.goto(`${kite.url}/dashboard/issues/${id}`);
  await page.getByText('1 failed').last().waitFor();
}
