import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import {
  describeInBrowser,
  overflowOf,
  signInWith,
  useChromium,
  type Visit,
  violationsInBothSchemes,
  violationsOf,
} from '../support/browser.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';
import { anIssue } from '../support/issues.ts';
import { partOf } from '../support/sender.ts';

let issuer: TestIssuer;
let kite: Guarded;
let renewing: Guarded;

const serveWith = (scopes: string) =>
  serveGuarded(
    {
      OIDC: JSON.stringify([
        {
          issuer: issuer.url,
          audience: 'kite',
          rules: [
            { when: { sub: 'ada' }, role: 'admin', namespaces: ['*'] },
            { when: { sub: 'bob' }, role: 'viewer', namespaces: ['team-bob'] },
          ],
        },
      ]),
      SIGN_INS: JSON.stringify([{ issuer: issuer.url, clientId: 'kite', name: 'Acme', scopes }]),
    },
    { cacheSeconds: 0 },
  );

beforeAll(async () => {
  issuer = await startIssuer();
  kite = await serveWith('openid');
  renewing = await serveWith('openid offline_access');
});
afterAll(async () => {
  await kite.close();
  await renewing.close();
  await issuer.close();
});
afterEach(() => {
  issuer.set('up');
  issuer.people.reset();
});

describeInBrowser('who is not signed in', () => {
  const openUrl = useChromium();
  // That requests are refused is what is tested.
  const open = (path: string, visit: Visit = {}, url = kite.url) =>
    openUrl(url + path, { mayFail: /\/api\/v1\/|\/\.well-known\/|\/token$/, ...visit });

  const isShown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
  const atAcme = (page: Page) => page.getByRole('button', { name: 'Sign in with Acme' }).click();
  /** Opens the page of an earlier deployment, of which the files that it loads later are gone. */
  const openOld = async (path: string) => {
    const page = await openUrl('about:blank', { mayFail: /\/api\/v1\/|-OLD\.js$/ });
    let script = '';
    const asItIs = async (route: Route, url: string) => {
      const response = await route.fetch({ url });
      return { response, text: await response.text() };
    };
    await page.route(
      ({ href }) => href === kite.url + path,
      async (route) => {
        const { response, text } = await asItIs(route, kite.url);
        script = /kite-\w+\.js/.exec(text)?.[0] ?? '';
        await route.fulfill({ response, body: text.replace(script, 'kite-OLD.js') });
      },
      { times: 1 },
    );
    await page.route('**/kite-OLD.js', async (route) => {
      const { response, text } = await asItIs(route, `${kite.url}/dashboard/assets/${script}`);
      await route.fulfill({ response, body: text.replaceAll(/(oidc|ansi)-\w+\.js/g, '$1-OLD.js') });
    });
    await page.goto(kite.url + path);
    return page;
  };
  /** Types the name of a token that is to be made. */
  const startTyping = async (page: Page) => {
    await page.getByRole('button', { name: 'New token' }).click();
    await nameOf(page).fill('half-typed');
  };
  const nameOf = (page: Page) => page.getByLabel('Name', { exact: true });
  const isKept = async (page: Page) => expect(await nameOf(page).inputValue()).toBe('half-typed');
  const admin = () => kite.token('admin', ['*']);
  const revoke = async (credential: string) =>
    kite.call(['DELETE', `/tokens/${credential.split('_')[1]}`], await admin());

  test('signs in at the issuer and comes back to where one was', async () => {
    const page = await open('/dashboard/set-up?sender=jenkins');
    await atAcme(page);
    await page.getByRole('button', { name: /^Jenkins/ }).waitFor();
    expect(page.url()).toBe(`${kite.url}/dashboard/set-up?sender=jenkins`);
    await isShown(page, 'Dr. ada');
  });

  test('finds nothing of the one who signed out, and all that one has said to be resolved is', async () => {
    const failure = await kite.call(
      ['POST', '/webhooks/pipeline-failure', { pipelineName: 'x', namespace: 'secret-team' }],
      await admin(),
    );
    const page = await open('/dashboard/namespaces');
    await atAcme(page);
    await page.getByRole('link', { name: 'secret-team' }).waitFor();
    await page.getByRole('link', { name: 'x', exact: true }).click();
    const signOut = () => page.getByRole('button', { name: 'Sign out' }).click();
    await page.route('**/resolve', (route) => route.fulfill({ status: 400, json: { error: 'Tired' } }));
    await page.getByRole('button', { name: /^Resolve/ }).click();
    await signOut();
    await isShown(page, 'Not resolved: Pipeline run failed: x. Tired');
    await page.unroute('**/resolve');
    await page.getByRole('button', { name: 'Try again' }).click();
    await signOut();
    await isShown(page, 'Sign in to Kite');
    const { id } = partOf(partOf(failure.body).issue);
    expect((await kite.call(['GET', `/issues/${id}`], await admin())).body).toMatchObject({
      state: 'RESOLVED',
    });
    expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
    expect(await page.content()).not.toContain('secret-team');
    issuer.people.subject = 'bob';
    await atAcme(page);
    await page.getByRole('link', { name: 'Namespaces' }).click();
    await isShown(page, 'You may read in team-bob');
    expect(await page.content()).not.toContain('secret-team');
    await page.goto(`${kite.url}/?namespace=secret-team`);
    await page.getByText(/may not read in the namespace secret-team\.$/).waitFor();
  });

  test('is not signed in by an answer that the tab did not ask for', async () => {
    const page = await open('/dashboard/signed-in?code=stolen&state=other');
    await isShown(page, 'This tab has not asked to sign in');
  });

  test('hears that the issuer is down', async () => {
    const page = await open('/');
    issuer.set('down');
    await atAcme(page);
    await isShown(page, 'Acme cannot be reached');
  });

  test('hears why the issuer refuses', async () => {
    issuer.people.refusal = { error: 'access_denied', description: 'Ada is on holiday' };
    const page = await open('/');
    await atAcme(page);
    await isShown(page, 'Acme did not let you in, or you cancelled. It says: Ada is on holiday');
    await page.getByRole('link', { name: 'Try again' }).click();
    await isShown(page, 'Sign in to Kite');
  });

  test('hears that the issuer knows one, and Kite does not', async () => {
    issuer.people.subject = 'nobody';
    const page = await open('/');
    await atAcme(page);
    await isShown(page, 'Acme knows you, but Kite has no rule for your account');
  });

  test('hears what is wrong with a token', async () => {
    const page = await open('/');
    await signInWith(page, 'a password');
    await isShown(page, 'they begin with kite_');
    await signInWith(page, 'kite_wrong');
    await isShown(page, 'Kite does not know this token: it is wrong, has ended, or was revoked');
  });

  test.each([
    ['a token', (page: Page) => admin().then((token) => signInWith(page, token))],
    ['the issuer', atAcme],
  ])('is asked over the screen when the session ends, which goes on with %s', async (_, signInAgain) => {
    const page = await open('/dashboard/set-up');
    const own = await admin();
    await signInWith(page, own);
    await startTyping(page);
    await page.getByLabel('Namespaces').fill('team-alpha');
    await revoke(own);
    await page.getByRole('button', { name: 'Make the token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await signInWith(page, 'kite_wrong');
    await isShown(page, 'Kite does not know this token');
    await signInAgain(page);
    await dialog.waitFor({ state: 'detached' });
    await isKept(page);
    await page.getByRole('button', { name: 'Make the token' }).click();
    await isShown(page, 'Copy it now');
  });

  test('is told before a session ends that cannot be renewed, and signs in beside what is typed', async () => {
    const page = await open('/dashboard/set-up');
    await atAcme(page);
    await page.getByRole('heading', { name: 'Set-up' }).waitFor();
    await page.clock.install();
    // Not a timer of the page before the clock was there.
    await page.reload();
    await startTyping(page);
    expect(await page.getByText('Your session ends').count()).toBe(0);
    await page.clock.fastForward(230_000);
    await isShown(page, /Your session ends (in \d minutes|within a minute)/);
    const [beside] = await Promise.all([page.waitForEvent('popup'), atAcme(page)]);
    if (!beside.isClosed()) await beside.waitForEvent('close');
    await page.getByText('Your session ends').waitFor({ state: 'detached' });
    await isKept(page);
  });

  test('has the page loaded again after a deployment', async () => {
    const page = await openOld('/');
    await isShown(page, 'Sign in to Kite');
    // Not at once: what is so young would be no newer then.
    await atAcme(page);
    await isShown(page, 'Kite was updated: reload');
    const old = await openOld('/');
    await old.clock.install();
    await old.clock.fastForward(61_000);
    await Promise.all([old.waitForEvent('load'), atAcme(old)]);
    await atAcme(old);
    await isShown(old, 'Dr. ada');
  });

  test('loses nothing by a deployment: it is told, and the page is loaded again when one wants it', async () => {
    const issue = anIssue({ namespace: 'team-alpha', description: '\u001b[31mred\u001b[0m, then not' });
    const { body } = await kite.call(['POST', '/issues', issue], await admin());
    const page = await openOld(`/?issue=${partOf(body).id}`);
    const own = await admin();
    await signInWith(page, own);
    const reload = page.getByRole('button', { name: 'Kite was updated: reload' });
    await reload.waitFor();
    await isShown(page, 'red, then not');
    await page.getByRole('link', { name: 'Set-up' }).click();
    await page.clock.install();
    await page.clock.fastForward(61_000);
    await startTyping(page);
    await revoke(own);
    await page.getByLabel('Namespaces').fill('team-alpha');
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await atAcme(page);
    await isShown(page, 'Copy what you have typed before you reload');
    await isKept(page);
    await reload.click();
    await atAcme(page);
    await isShown(page, 'Dr. ada');
  });

  test('has a session renewed again and again, without a word', async () => {
    issuer.people.seconds = 4;
    const page = await open('/dashboard/set-up', {}, renewing.url);
    await atAcme(page);
    await isShown(page, 'Dr. ada');
    await page.reload({ waitUntil: 'networkidle' });
    // As after a deployment.
    await page.route('**/assets/oidc-*.js', (route) => route.fulfill({ status: 404 }));
    await startTyping(page);
    const session = () => page.evaluate('sessionStorage.getItem("kite.session")');
    const first = await session();
    for (let tries = 0; tries < 100 && issuer.people.renewals < 2; tries++) await sleep(200);
    expect(issuer.people.renewals).toBeGreaterThanOrEqual(2);
    for (let tries = 0; tries < 100 && (await session()) === first; tries++) await sleep(50);
    expect(await session()).not.toBe(first);
    expect(await page.getByText(/session (ends|has ended)/).count()).toBe(0);
    await isKept(page);
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  test('sees a page without fault, also on a small phone', async () => {
    const page = await open('/');
    await isShown(page, 'Sign in to Kite');
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await overflowOf(page)).toBe(0);
  });
});
