import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../support/browser.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';

let browser: Browser;
let issuer: TestIssuer;
let kite: Guarded;
let page: Page;

beforeAll(async () => {
  issuer = await startIssuer();
  const rules = [{ when: { sub: 'ada' }, role: 'admin', namespaces: ['*'] }];
  kite = await serveGuarded(
    {
      OIDC: JSON.stringify([{ issuer: issuer.url, audience: 'kite', rules }]),
      SIGN_INS: JSON.stringify([{ issuer: issuer.url, clientId: 'kite', name: 'Acme', scopes: 'openid' }]),
    },
    { cacheSeconds: 0 },
  );
  browser = await startChromium();
});
afterAll(async () => {
  await browser.close();
  await kite.close();
  await issuer.close();
});
beforeEach(async () => {
  const context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(6_000);
});
afterEach(async () => {
  issuer.set('up');
  await page.context().close();
});

const open = (path: string) => page.goto(kite.url + path);
const isShown = (text: string) => page.getByText(text).first().waitFor();
const give = async (token: string) => {
  await page.getByLabel('Kite token').fill(token);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

test('one signs in at the issuer, comes back to where one was, and signs out', async () => {
  await open('/dashboard/set-up');
  await page.getByRole('button', { name: 'Sign in with Acme' }).click();
  await page.getByRole('heading', { name: 'Set-up' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/dashboard/set-up');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await isShown('Sign in to Kite');
});

test('an answer that the tab did not ask for signs nobody in', async () => {
  await open('/dashboard/signed-in?code=stolen&state=other');
  await isShown('You are not signed in');
});

test('an issuer that is down is said', async () => {
  await open('/');
  issuer.set('down');
  await page.getByRole('button', { name: 'Sign in with Acme' }).click();
  await isShown('cannot be reached');
});

test('a wrong token is refused; a good one lasts until it is revoked, and is then asked for over the screen', async () => {
  await open('/dashboard/set-up');
  await give('kite_wrong');
  await isShown('Kite does not know this token');
  const own = await kite.token('admin', ['*']);
  await give(own);
  await page.getByLabel('Name', { exact: true }).fill('frontend-ci');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await isShown('Copy it now');
  const made = kite.call(['GET', '/tokens'], await kite.token('admin', ['*']));
  expect((await made).body).toMatchObject({
    data: expect.arrayContaining([expect.objectContaining({ name: 'frontend-ci' })]),
  });
  const [, id] = own.split('_');
  await kite.call(['DELETE', `/tokens/${id}`], await kite.token('admin', ['*']));
  await page.getByLabel('Name', { exact: true }).fill('half-typed');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await isShown('Your session has ended');
  await give(await kite.token('admin', ['*']));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('half-typed');
});
