import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import AxeBuilder from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { CHROMIUM, startChromium } from './chromium.ts';

/** How long an element may take to appear, on a busy machine. */
const PATIENCE_MS = 30_000;

/** Like `describe`. Without Chromium, its tests are reported as skipped; in CI, they fail. */
export const describeInBrowser =
  existsSync(CHROMIUM) || process.env.CI !== undefined ? describe : describe.skip;

export interface Visit extends BrowserContextOptions {
  /** By how much later each answer of the API comes. */
  readonly latencyMs?: number;
  /** Requests whose failure is what is tested; any other failed request, and any error in the console, fails the test. */
  readonly mayFail?: RegExp;
}

type Open = (url: string, visit?: Visit) => Promise<Page>;

/** One Chromium for the tests around it. Each visit is another person's, and ends with its test. */
export function useChromium(): Open {
  let browser: Browser;
  let faults: string[] = [];
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const found = faults;
    faults = [];
    expect(found).toEqual([]);
  });
  return async (url, { latencyMs = 0, mayFail, ...options } = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      if (mayFail?.test(message.location().url)) return;
      faults.push(message.text());
    });
    if (latencyMs > 0) {
      await page.route('**/api/**', async (route) => {
        await sleep(latencyMs);
        // The page may be closed meanwhile.
        await route.continue().catch(() => undefined);
      });
    }
    await page.goto(url);
    return page;
  };
}

/** Signs in with a Kite token, where the page asks for one. */
export async function signInWith(page: Page, token: string): Promise<void> {
  await page.getByLabel('Kite token').fill(token);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** What depends on colours alone: all that another colour scheme can break. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * What axe-core finds wrong in a page, in a line each. (Legacy: pages have no frames, so it needs no second page.)
 * @param what 'colours' for a page that was looked at whole in another colour scheme
 */
export async function violationsOf(page: Page, what: 'all' | 'colours' = 'all'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (what === 'colours' ? axe.withRules(OF_COLOURS) : axe).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${target.join(' ')}) ${failureSummary}`),
  );
}

/** The same in light, and what the dark colours add to it. */
export async function violationsInBothSchemes(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violationsOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  return [...light, ...(await violationsOf(page, 'colours'))];
}

/** By how many pixels a page, or a part of it that scrolls, is wider than there is room for. Texts to copy may be. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>(`Math.max(...[...document.querySelectorAll('*:not(pre)')]
    .filter((one) => one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX))
    .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))`);
