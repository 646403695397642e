import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, useChromium } from '../support/browser.ts';
import { fail, get, issueIn, newNamespace, served } from '../support/kite.ts';

const pipelineFails = (namespace: string, pipelineName: string, failureReason = 'Out of memory') =>
  fail('pipeline-failure', {
    pipelineName,
    namespace,
    failureReason,
    logsUrl: `https://ci.example/${pipelineName}`,
  });
const byId = async (id: string) => issueIn(await get(`/issues/${id}`));
const stateOf = async (id: string) => (await byId(id)).state;
const issueUrl = (id: string) => `${served.url}/dashboard/issues/${id}`;
const nowOf = (namespace: string) => `${served.url}/?namespace=${namespace}`;
const rowOf = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
/** What is done next fails in the server, once. */
const failNext = (page: Page, method: string) =>
  page.route('**/api/v1/issues/**', (route) =>
    route.request().method() === method
      ? route.fulfill({ status: 400, json: { error: 'The server is tired', details: [], requestId: 'x' } })
      : route.fallback(),
  );
const MAY_FAIL = { mayFail: /\/api\/v1\/issues\// };

describeInBrowser('what one can do with an issue', () => {
  const open = useChromium();

  test('resolve it; for some seconds, that can be undone, and nothing is sent', async () => {
    const namespace = newNamespace();
    const { id } = await pipelineFails(namespace, 'shop');
    const page = await open(issueUrl(id));
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await page.clock.install();
    await page.getByRole('button', { name: /^Resolve/ }).click();
    await page.getByText('being resolved').waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('active', { exact: true }).waitFor();
    await page.clock.fastForward(20_000);
    expect(sent).toEqual([]);

    await page.getByRole('button', { name: /^Resolve/ }).click();
    await page.clock.fastForward(5_000);
    await page.getByText('✓ resolved').waitFor();
    expect(await stateOf(id)).toBe('RESOLVED');
  });

  test('resolving that fails is told, and can be tried again', async () => {
    const { id } = await pipelineFails(newNamespace(), 'shop');
    const page = await open(issueUrl(id), MAY_FAIL);
    await page.clock.install();
    await failNext(page, 'POST');
    await page.getByRole('button', { name: /^Resolve/ }).click();
    await page.clock.fastForward(5_000);
    await page.getByText('Not resolved: Pipeline run failed: shop. The server is tired').waitFor();
    await page.getByText('active', { exact: true }).waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await page.getByText('The server is tired').isVisible()).toBe(false);
    await page.getByText('being resolved').waitFor();
    await page.clock.fastForward(5_000);
    await page.getByText('✓ resolved').waitFor();
    expect(await stateOf(id)).toBe('RESOLVED');
  });

  test('edit it: only what was changed is sent, and nothing typed is lost when it fails', async () => {
    const { id } = await pipelineFails(newNamespace(), 'shop');
    const page = await open(issueUrl(id), MAY_FAIL);
    await page.getByRole('button', { name: /^Edit/ }).click();
    await page.getByLabel('Title').fill('The shop does not build');
    await page.getByLabel('Severity').selectOption('critical');
    await failNext(page, 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not saved: The server is tired').waitFor();
    await page.unrouteAll();
    const request = page.waitForRequest((one) => one.method() === 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await request).postDataJSON()).toEqual({
      title: 'The shop does not build',
      severity: 'critical',
    });
    await page.getByRole('heading', { name: 'The shop does not build' }).waitFor();
    expect(await byId(id)).toMatchObject({ title: 'The shop does not build', severity: 'critical' });
  });

  test('relate it to another by its link, end that, and hear why a relation is refused', async () => {
    const namespace = newNamespace();
    const [one, other] = [await pipelineFails(namespace, 'shop'), await pipelineFails(namespace, 'payments')];
    const page = await open(issueUrl(one.id), MAY_FAIL);
    const relate = async (text: string) => {
      await page.getByLabel('Relate another issue').fill(text);
      await page.getByRole('button', { name: 'Relate' }).click();
    };
    await relate('no id');
    await page.getByText('That is neither the id of an issue nor a link to one').waitFor();
    await relate(issueUrl(other.id));
    const related = page.getByRole('region', { name: 'Related issues' });
    await related.getByRole('link', { name: 'Pipeline run failed: payments' }).waitFor();
    expect((await byId(one.id)).relatedFrom).toMatchObject([{ targetId: other.id }]);
    await relate(one.id);
    await page.getByText('They were not related: ').waitFor();
    await related.getByRole('button', { name: 'End the relation' }).click();
    await related.getByRole('link', { name: 'payments' }).waitFor({ state: 'detached' });
    expect((await byId(one.id)).relatedFrom).toEqual([]);
  });

  test('delete it, after one was asked; a failure is told', async () => {
    const namespace = newNamespace();
    const { id } = await pipelineFails(namespace, 'shop');
    const page = await open(`${nowOf(namespace)}&issue=${id}`, MAY_FAIL);
    await page.getByRole('button', { name: 'Delete …' }).click();
    // What does no harm has the focus.
    await page.locator('button:focus', { hasText: 'Keep it' }).waitFor();
    expect(await stateOf(id)).toBe('ACTIVE');
    await failNext(page, 'DELETE');
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText('Not deleted: The server is tired').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText(`Nothing is broken in ${namespace}`).waitFor();
    expect((await get(`/issues/${id}`)).status).toBe(404);
  });

  test('all of it by keys alone', async () => {
    const namespace = newNamespace();
    const [shop, cart] = [await pipelineFails(namespace, 'shop'), await pipelineFails(namespace, 'cart')];
    const page = await open(nowOf(namespace));
    await page.context().route('https://ci.example/**', (route) => route.fulfill({ body: 'a log' }));
    await rowOf(page, 'shop').waitFor();
    const { keyboard } = page;

    await keyboard.press('j');
    await keyboard.press('j');
    await keyboard.press('k');
    await keyboard.press('j');
    const log = page.waitForEvent('popup');
    await keyboard.press('l');
    expect((await log).url()).toBe('https://ci.example/cart');
    await (await log).close();
    await page.bringToFront();
    await keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Issue' });
    await panel.getByRole('heading', { name: 'Pipeline run failed: cart' }).waitFor();
    await keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });

    await keyboard.press('x');
    await page.getByText('1 resource selected').waitFor();
    await keyboard.press('x');
    await page.getByText('1 resource selected').waitFor({ state: 'detached' });

    await keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await keyboard.press('/');
    await keyboard.type('cart');
    await rowOf(page, 'shop').waitFor({ state: 'detached' });
    await keyboard.press('Escape');
    await keyboard.press('f');
    await page.locator('#facets button:focus').waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove the filter major' }).waitFor();
    expect(new URL(page.url()).search).toBe(`?namespace=${namespace}&severity=major&search=cart`);

    await page.clock.install();
    await keyboard.press('j');
    await keyboard.press('r');
    await page.getByText('Resolving 1 failure of cart').waitFor();
    await keyboard.press('u');
    await page.getByText('Resolving 1 failure of cart').waitFor({ state: 'detached' });
    await keyboard.press('r');
    await page.getByText('Resolving 1 failure of cart').waitFor();
    await page.clock.fastForward(5_000);
    await page.getByText('Resolving 1 failure of cart').waitFor({ state: 'detached' });
    expect([await stateOf(shop.id), await stateOf(cart.id)]).toEqual(['ACTIVE', 'RESOLVED']);
  });
});
