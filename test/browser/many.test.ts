import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seed } from '../../bench/support/seed.ts';
import { noteNamespace } from '../../functions/shared/store/note-namespace.ts';
import { LOCAL_CREDENTIALS, startDynamoDb } from '../../local/dynamodb.ts';
import { describeInBrowser, useChromium } from '../support/browser.ts';
import { tasksDuring } from '../support/chromium.ts';
import { makeTable } from '../support/own-table.ts';
import { type Served, serveAgain } from '../support/served-on.ts';

const NAMESPACES = Array.from({ length: 40 }, (_, index) => `team-${index + 1}`);
const ISSUES = 5_000;
/** Longer than that, and a key or a scroll is felt to be late. */
const LONG_TASK_MS = 50;

/** Of its own: to write so much would keep all other tests waiting. */
let database: Awaited<ReturnType<typeof startDynamoDb>>;
let own: Awaited<ReturnType<typeof makeTable>>;
let kite: Served;

beforeAll(async () => {
  database = await startDynamoDb(undefined, undefined, LOCAL_CREDENTIALS);
  own = await makeTable(database.endpoint);
  const namespaceOf = (index: number) => NAMESPACES[index % NAMESPACES.length] ?? '';
  await seed(own.table, { count: ISSUES, namespaceOf });
  await Promise.all(NAMESPACES.map((namespace) => noteNamespace(own.table, namespace)));
  kite = await serveAgain({ TABLE_NAME: own.table.name, AWS_ENDPOINT_URL_DYNAMODB: database.endpoint });
}, 240_000);
afterAll(async () => {
  await kite.close();
  await own.delete();
  await database.close();
});

describeInBrowser('with 5,000 issues in 40 namespaces, and answers that take 300 ms more', () => {
  const open = useChromium();

  test('no task is long while one scrolls, moves by keys, reads an issue and refreshes', async () => {
    const page = await open(kite.url, { latencyMs: 300 });
    await page.locator('[data-row]').first().waitFor();
    await page.getByText('The 20 worst namespaces').waitFor();
    for (let pages = 1; pages < 4; pages++) {
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.locator(`[data-row] >> nth=${pages * 50}`).waitFor();
    }
    const tasks = await tasksDuring(page, async () => {
      await page.mouse.move(640, 400);
      for (let step = 0; step < 20; step++) {
        await page.mouse.wheel(0, 800);
        await page.waitForTimeout(30);
      }
      for (let step = 0; step < 40; step++) await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Issue' }).getByText('Made by').waitFor();
      for (let step = 0; step < 5; step++) await page.keyboard.press('j');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByText('refreshed just now').waitFor();
    });
    expect(tasks.length).toBeGreaterThan(100);
    expect(tasks.filter((milliseconds) => milliseconds > LONG_TASK_MS)).toEqual([]);
  });
});
