import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, overflowOf, useChromium } from '../support/browser.ts';
import { anIssue, fail, issueIn, newNamespace, post, served } from '../support/kite.ts';

const report = (
  namespace: string,
  pipelineName: string,
  severity: string,
  failureReason = `Why ${pipelineName} failed`,
) => fail('pipeline-failure', { pipelineName, namespace, failureReason, severity });
/** Waits until the list has these resources, in this order. */
async function becomes(page: Page, expected: readonly string[]): Promise<void> {
  const names = () => page.locator('[data-row]:not(.gone) a.name').allInnerTexts();
  for (const end = Date.now() + 30_000; Date.now() < end; await page.waitForTimeout(50))
    if (String(await names()) === String(expected)) return;
  expect(await names()).toEqual(expected);
}
const searchOf = (page: Page) => new URL(page.url()).search;

describeInBrowser('what one looks at', () => {
  const open = useChromium();

  test('is in the URL: filters, search, order and issue, each a step back, and a link shows a colleague the same', async () => {
    const namespace = newNamespace();
    await report(namespace, 'shop', 'major');
    await report(namespace, 'cart', 'critical');
    await post(
      '/issues',
      anIssue({
        namespace,
        title: 'Tests fail',
        severity: 'minor',
        scope: { resourceType: 'component', resourceName: 'api' },
      }),
    );
    const all = `?namespace=${namespace}`;
    const page = await open(`${served.url}/${all}`);
    await becomes(page, ['cart', 'shop', 'api']);
    await page.getByLabel('Order', { exact: true }).selectOption('Longest broken first');
    await becomes(page, ['shop', 'cart', 'api']);
    await page.goBack();
    await becomes(page, ['cart', 'shop', 'api']);

    await page.getByRole('button', { name: /^critical/ }).click();
    await becomes(page, ['cart']);
    expect(searchOf(page)).toBe(`${all}&severity=critical`);
    // The facet counts what one would see instead.
    expect(await page.getByRole('button', { name: /^major/ }).innerText()).toMatch(/major\s+1/);
    await page.getByRole('button', { name: /^major/ }).click({ modifiers: ['Shift'] });
    await becomes(page, ['cart', 'shop']);
    await page.getByRole('button', { name: 'Remove the filter critical' }).click();
    await becomes(page, ['shop']);
    await page.goBack();
    await page.goBack();
    await becomes(page, ['cart']);
    await page.goForward();
    await becomes(page, ['cart', 'shop']);

    await page.getByRole('searchbox', { name: 'Search titles and reasons' }).fill('why shop');
    await becomes(page, ['shop']);
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByRole('heading', { name: 'Pipeline run failed: shop' }).waitFor();
    expect(searchOf(page)).toMatch(/&severity=critical&severity=major&search=why\+shop&issue=[0-9a-f-]{36}$/);

    const colleague = await open(page.url());
    await colleague.getByRole('heading', { name: 'Pipeline run failed: shop' }).waitFor();
    await becomes(colleague, ['shop']);
    expect(await colleague.getByRole('searchbox').first().inputValue()).toBe('why shop');
    await page.goBack();
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Search titles and reasons' }).fill('no such thing');
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await becomes(page, ['cart', 'shop', 'api']);
  });

  test('says what is wrong where there is nothing to show', async () => {
    const namespace = newNamespace();
    const page = await open(`${served.url}/?namespace=${namespace}`);
    await page.getByText(`Nothing is broken in ${namespace}`).waitFor();
    await page.goto(`${served.url}/dashboard/no-such-screen`);
    await page.getByRole('heading').first().waitFor();
    const missing = await open(`${served.url}/dashboard/issues/5f4c1d0e-5f0f-4c5e-9d56-000000000000`, {
      mayFail: /\/api\/v1\/issues\//,
    });
    await missing.getByText('There is no such issue, or you may not read it').waitFor();
  });

  test.each([
    ['HTML', '<script>document.title = "owned"</script><img src=x onerror="document.title=\'owned\'">'],
    ['marks of direction', 'safe \u202etxt.exe\u202c and \u2066more\u2069'],
    ['30,000 characters', 'A word. '.repeat(3_700)],
    ['no spaces', 'x'.repeat(5_000)],
    [
      'terminal codes',
      '\u001b[31mred\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007 \u001b[9999999mx',
    ],
  ])('shows %s as text, within the window', async (_what, text) => {
    const namespace = newNamespace();
    const links = Array.from({ length: 20 }, (_, index) => ({
      title: `${text.slice(0, 150)} ${index}`,
      url: `https://ci.example/${index}`,
    }));
    const issue = issueIn(
      await post(
        '/issues',
        anIssue({
          namespace,
          title: text.slice(0, 1_000),
          description: text,
          links,
          scope: { resourceType: 'component', resourceName: 'user-service' },
        }),
      ),
    );
    const page = await open(`${served.url}/?namespace=${namespace}&issue=${issue.id}`);
    await page.getByRole('complementary').getByRole('heading', { level: 1 }).waitFor();
    const heading = page.getByRole('complementary').getByRole('heading', { level: 1 });
    expect(await heading.textContent()).toBe(issue.title);
    await becomes(page, ['user-service']);
    expect(await page.title()).toBe('1 failure · Kite');
    expect(
      await page
        .getByRole('complementary')
        .getByRole('link', { name: /opens in a new tab/ })
        .count(),
    ).toBe(20);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflowOf(page)).toBe(0);
    }
  });
});
