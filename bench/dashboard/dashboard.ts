import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { noteNamespace } from '../../functions/shared/store/note-namespace.ts';
import { CHROMIUM, startChromium, tasksDuring } from '../../test/support/chromium.ts';
import type { Kite } from '../support/captures.ts';
import { decimals, median, number, table } from '../support/figures.ts';
import { seed } from '../support/seed.ts';

const ISSUES = 5_000;
const NAMESPACES = Array.from({ length: 40 }, (_, index) => `seen-${index + 1}`);
const VISITS = 10;
const PAGES = 4;
const KEYS = 60;
/** Until all that a key or an answer leads to is painted. */
const SETTLE_MS = 150;

/** When the first resource is painted, and how long each key and click takes to the next frame. */
const WATCH = `
window.waits = [];
for (const type of ['keydown', 'click']) addEventListener(type, ({ timeStamp }) =>
  requestAnimationFrame(() => setTimeout(() => waits.push(performance.now() - timeStamp))), true);
const watch = new MutationObserver(() => {
  if (document.querySelector('[data-row]') === null) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.firstRow = performance.now(); }));
});
watch.observe(document, { childList: true, subtree: true });`;

const PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime";

/** How long the dashboard takes to show something, and to answer a key, with 5,000 issues in 40 namespaces. */
export async function dashboard(kite: Kite): Promise<string> {
  if (!existsSync(CHROMIUM)) return `## Dashboard\n\nNot measured: there is no ${CHROMIUM}.\n`;
  const namespaceOf = (index: number) => NAMESPACES[index % NAMESPACES.length] ?? '';
  await seed(kite.table, { count: ISSUES, namespaceOf });
  await Promise.all(NAMESPACES.map((namespace) => noteNamespace(kite.table, namespace)));
  const browser = await startChromium();
  try {
    // The first answers wake the functions.
    await answers(kite.url);
    const api = await answers(kite.url);
    const { first, again } = await visit(browser, kite.url);
    const { rows, waited, longest } = await move(browser, kite.url);
    const row = (what: string, times: readonly number[]) => [
      what,
      number(median(times)),
      number(percentile(times, 0.95)),
      decimals(median(times) / median(api)),
    ];
    return `## Dashboard

Chromium ${browser.version()}, headless, on the machine that also serves Kite and its database; ${number(ISSUES)} active issues in
${NAMESPACES.length} namespaces. The list needs two answers of the API, one after the other: \`GET /namespaces\` and \`GET /scopes\` of 20
namespaces, which together are the unit of the last column. A key or a click is answered when the next frame is painted.

${table(
  ['what', 'median ms', '95th percentile', 'median / the API’s two answers'],
  [
    row('the API’s two answers', api),
    row(
      'first paint, nothing cached',
      first.map(({ paint }) => paint),
    ),
    row(
      'first resource, nothing cached',
      first.map((shown) => shown.row),
    ),
    row(
      'first paint, files cached',
      again.map(({ paint }) => paint),
    ),
    row(
      'first resource, files cached',
      again.map((shown) => shown.row),
    ),
    row(`\`j\`, in a list of ${rows} resources`, waited.keys),
    row('`enter`, which opens an issue beside it', waited.open),
    row('`k`, with an issue beside it', waited.beside),
    row('a facet', waited.facet),
  ],
)}

Meanwhile, no task kept the browser's main thread busy for more than ${number(longest)} ms.
`;
  } finally {
    await browser.close();
  }
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

interface Shown {
  readonly paint: number;
  readonly row: number;
}

/** A page with the list. */
async function open(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(WATCH);
  await page.goto(url);
  await page.locator('[data-row]').first().waitFor();
  return page;
}

/** When something, and the first resource, was painted after the page was asked for. */
async function shownIn(page: Page): Promise<Shown> {
  await page.locator('[data-row]').first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
  return { paint: await page.evaluate<number>(PAINT), row: await page.evaluate<number>('firstRow') };
}

/** First visits, each followed by a second one. */
async function visit(browser: Browser, url: string): Promise<{ first: Shown[]; again: Shown[] }> {
  const [first, again]: [Shown[], Shown[]] = [[], []];
  for (let index = 0; index < VISITS; index++) {
    const page = await open(browser, url);
    first.push(await shownIn(page));
    await page.reload();
    again.push(await shownIn(page));
    await page.context().close();
  }
  return { first, again };
}

/** How long the API takes for what the list needs. */
async function answers(url: string): Promise<number[]> {
  const chosen = NAMESPACES.slice(0, 20).map((namespace) => `namespace=${namespace}`);
  const times: number[] = [];
  for (let index = 0; index < VISITS; index++) {
    const start = performance.now();
    await (await fetch(`${url}/api/v1/namespaces?counts=true&limit=100`)).text();
    await (await fetch(`${url}/api/v1/scopes?limit=50&${chosen.join('&')}`)).text();
    times.push(performance.now() - start);
  }
  return times;
}

/** What one does with the list, by keys and clicks. */
async function move(browser: Browser, url: string) {
  const page = await open(browser, url);
  const waits = async (act: () => Promise<unknown>) => {
    await page.evaluate('waits.length = 0');
    await act();
    await page.waitForTimeout(SETTLE_MS);
    return page.evaluate<number[]>('waits');
  };
  const press = async (key: string, times: number) => {
    for (let index = 0; index < times; index++) await page.keyboard.press(key);
  };
  for (let pages = 1; pages < PAGES; pages++) {
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.locator(`[data-row] >> nth=${pages * 50}`).waitFor();
  }
  const rows = await page.locator('[data-row]').count();
  const waited: Record<'keys' | 'open' | 'beside' | 'facet', number[]> = {
    keys: [],
    open: [],
    beside: [],
    facet: [],
  };
  const tasks = await tasksDuring(page, async () => {
    waited.keys = await waits(() => press('j', KEYS));
    for (let index = 0; index < VISITS; index++) {
      waited.open.push(...(await waits(() => press('Enter', 1))));
      waited.beside.push(...(await waits(() => press('k', 2))));
      await press('Escape', 1);
      // A click chooses a severity, the next one takes it back.
      waited.facet.push(...(await waits(() => page.locator('#facets button').first().click())));
      await page.locator('[data-row]').first().waitFor();
      await press('j', 3);
    }
  });
  await page.context().close();
  return { rows, waited, longest: Math.max(...tasks) };
}
