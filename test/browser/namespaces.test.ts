import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser, overflowOf, signInWith, useChromium, violationsOf } from '../support/browser.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';

let kite: Guarded;
let admin: string;
beforeAll(async () => {
  kite = await serveGuarded({}, { cacheSeconds: 0 });
  admin = await kite.token('admin', ['*']);
});
afterAll(() => kite.close());

const report = (webhook: string, body: object) => kite.call(['POST', `/webhooks/${webhook}`, body], admin);
const fails = (namespace: string, pipelineName: string, more: object = {}) =>
  report('pipeline-failure', { namespace, pipelineName, failureReason: 'Out of memory', ...more });
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

describeInBrowser('the namespaces', () => {
  const openUrl = useChromium();
  async function open(path = '/dashboard/namespaces', credential = admin) {
    const page = await openUrl(kite.url + path, { mayFail: /\/api\/v1\/(me$|namespaces)/ });
    await signInWith(page, credential);
    await page.getByRole('heading', { name: 'Namespaces' }).waitFor();
    return page;
  }

  test('that are empty say what to do', async () => {
    const page = await open('/dashboard/namespaces', await kite.token('viewer', ['nothing-*']));
    await page.getByText('You may read in nothing-*').waitFor();
    await page.getByRole('link', { name: 'Connect a sender' }).click();
    await page.getByRole('heading', { name: 'Set-up' }).waitFor();
  });

  test('are none to read for a token that only reports', async () => {
    const page = await open('/dashboard/namespaces', await kite.token('publisher', ['*']));
    await page.getByText('Your credential only reports').waitFor();
  });

  test('say how much is broken, the worst first, what for longest, and what most often', async () => {
    await fails('b-calm', 'lint', { severity: 'minor' });
    await fails('c-worst', 'deploy', { severity: 'critical', occurredAt: hoursAgo(50) });
    for (let i = 0; i < 3; i++) await fails('c-worst', 'e2e', { severity: 'major', runId: `${i}` });
    await fails('a-works', 'build');
    await report('pipeline-success', { namespace: 'a-works', pipelineName: 'build' });
    const page = await open();
    await page.getByText('e2e ×3').waitFor();
    const rows = page.locator('.namespace, .works');
    expect(await rows.getByRole('link').first().innerText()).toBe('c-worst');
    const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts).toEqual([
      'c-worst critical 1 major 1 minor 0 info 0 critical deploy pipelinerun · broken 2 d 2 h e2e ×3',
      expect.stringMatching(/^b-calm critical 0 major 0 minor 1 info 0 minor lint /),
      'a-works Nothing is broken',
    ]);
    // Nothing more is asked for each of them, and once for all.
    const scopes: string[] = [];
    page.on('request', (request) => request.url().includes('/scopes') && scopes.push(request.url()));
    await page.reload();
    await page.getByText('3 failures in 2 of 3 namespaces').waitFor();
    await page.getByText('e2e ×3').waitFor();
    expect(scopes).toHaveLength(1);
    await page.getByRole('button', { name: 'Most repeated in c-worst' }).click();
    const repeated = page.getByRole('list', { name: 'Most repeated in c-worst' });
    await repeated.getByText('×3').waitFor();
    expect(await repeated.getByRole('link').allInnerTexts()).toEqual(['e2e', 'deploy']);
    expect(scopes).toHaveLength(2);
    expect(new URL(page.url()).searchParams.getAll('open')).toEqual(['c-worst']);
    for (const [colorScheme, width, what] of [
      ['light', 1280, 'all'],
      ['dark', 1280, 'colours'],
      ['dark', 320, 'all'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      expect(await violationsOf(page, what)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
  });

  test('lead to what is broken in one, and to the failure itself', async () => {
    await fails('d-leads', 'nightly', { occurredAt: hoursAgo(5) });
    const page = await open();
    await page.getByRole('link', { name: 'd-leads' }).click();
    await page.getByRole('link', { name: 'nightly' }).waitFor();
    expect(page.url()).toBe(`${kite.url}/?namespace=d-leads`);
    await page.goBack();
    await page.getByRole('link', { name: 'nightly' }).click();
    await page.getByRole('complementary', { name: 'Issue' }).getByText('Out of memory').first().waitFor();
  });

  test('are found by a part of the name, which the address keeps', async () => {
    await Promise.all(Array.from({ length: 9 }, (_, i) => fails(`e-many-${i}`, 'build')));
    const page = await open('/dashboard/namespaces?search=MANY-7');
    await page.getByRole('link', { name: 'e-many-7' }).waitFor();
    expect(await page.locator('.namespace').count()).toBe(1);
    await page.getByLabel('Find a namespace').fill('no such');
    await page.getByText('No namespace has “no such” in its name.').waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe('no such');
  });

  test('with hostile names are shown as texts', async () => {
    const name = `<img src=x onerror="document.title='hacked'">${'x'.repeat(180)}`;
    await fails(name, '<script>alert(1)</script>'.repeat(8));
    const page = await open('/dashboard/namespaces?search=onerror');
    await page.getByRole('link', { name }).waitFor();
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await overflowOf(page)).toBe(0);
    expect(await page.title()).toBe('Namespaces · Kite');
  });
});
