import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  describeInBrowser,
  overflowOf,
  signInWith,
  useChromium,
  violationsInBothSchemes,
  violationsOf,
} from '../support/browser.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { send } from '../support/kite.ts';
import { fixture, partOf } from '../support/sender.ts';

/** Of harness/senders.env. */
const SECRETS = {
  github: 'github-secret-of-the-tests',
  jenkins: 'jenkins-secret-of-the-tests',
  alertmanager: 'alertmanager-secret-of-the-tests',
};

let kite: Guarded;
let admin: string;
beforeAll(async () => {
  kite = await serveGuarded({}, { cacheSeconds: 0 });
  admin = await kite.token('admin', ['*']);
});
afterAll(() => kite.close());

/** A workflow of GitHub's ends. */
async function workflow(owner: string, conclusion: string, secret = SECRETS.github) {
  const example = fixture('github/workflow_run.completed-success');
  const run = { ...partOf(example.workflow_run), conclusion, updated_at: new Date().toISOString() };
  const repository = partOf(example.repository);
  const body = JSON.stringify({
    ...example,
    workflow_run: run,
    repository: {
      ...repository,
      full_name: `${owner}/shop`,
      owner: { ...partOf(repository.owner), login: owner },
    },
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'workflow_run',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return send('POST', '/webhooks/github', { headers, body }, kite.url);
}

describeInBrowser('setting Kite up', () => {
  const openUrl = useChromium();
  async function open(path: string, credential = admin): Promise<Page> {
    const page = await openUrl(kite.url + path, { mayFail: /\/api\/v1\/(me|tokens)$/ });
    await signInWith(page, credential);
    await page.getByRole('heading', { name: 'Set-up' }).waitFor();
    return page;
  }
  const wait = async (page: Page) => {
    await page.getByRole('button', { name: 'Wait for an event' }).click();
    await page.getByText('Waiting for an event').waitFor();
  };
  const isShown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  test('a sender’s settings are those of this deployment, with a secret that is made up', async () => {
    const page = await open('/dashboard/set-up');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: /^GitHub/ }).click();
    expect(page.url()).toContain('sender=github');
    await page.getByRole('button', { name: 'Copy Payload URL' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${kite.url}/api/v1/webhooks/github`);
    await page.getByRole('button', { name: 'Make up a secret' }).click();
    await page.getByRole('button', { name: 'Copy Secret' }).click();
    const secret = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    await isShown(page, `--name /kite/<stage>/github --value '${secret}'`);
    await page.getByRole('button', { name: /^Tekton/ }).click();
    await isShown(page, `sink: http://kite:<the secret>@${new URL(kite.url).host}/api/v1/webhooks/tekton`);
  });

  test('an event is waited for, and leads to its issue; so do its repeat and its success', async () => {
    // Issues of others, which none of this is about.
    await kite.call(['POST', '/webhooks/pipeline-failure', { pipelineName: 'x', namespace: 'other' }], admin);
    const page = await open('/dashboard/set-up?sender=github');
    for (const [conclusion, said] of [
      ['failure', 'It became this issue:'],
      ['failure', 'It is the same failure as before, 2 times by now:'],
      ['success', 'It resolved this issue:'],
    ] as const) {
      await wait(page);
      await kite.call(
        ['POST', '/webhooks/pipeline-failure', { pipelineName: 'x', namespace: 'other' }],
        admin,
      );
      await workflow('live', conclusion);
      await isShown(page, said);
      await page.getByRole('button', { name: 'Done' }).click();
    }
    await wait(page);
    await workflow('live-again', 'failure');
    await page.getByRole('link', { name: /live-again/ }).click();
    await page.getByText('sender:github').first().waitFor();
  });

  test('an event that is refused is told with the reason, and one that is ignored is told too', async () => {
    const page = await open('/dashboard/set-up?sender=jenkins');
    await isShown(page, 'It was never heard');
    await wait(page);
    await send(
      'POST',
      '/webhooks/jenkins',
      { body: '{}', headers: { 'content-type': 'application/json' } },
      kite.url,
    );
    await isShown(page, 'Refused: A request had no signature or secret');
    await page.getByRole('button', { name: 'Done' }).click();
    await wait(page);
    const headers = {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`kite:${SECRETS.jenkins}`).toString('base64')}`,
    };
    const body = JSON.stringify({ ...fixture('jenkins/finalized-failure') }).replaceAll(
      'FINALIZED',
      'STARTED',
    );
    await send('POST', '/webhooks/jenkins', { body, headers }, kite.url);
    await isShown(page, 'It made no issue');
  });

  test('a token is made, shown once, listed and revoked, all by keys', async () => {
    const page = await open('/dashboard/set-up');
    const tab = async (name: string) => {
      for (let i = 0; i < 60; i++) {
        const focused = 'document.activeElement.ariaLabel ?? document.activeElement.textContent';
        if ((await page.evaluate(focused)) === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`No key leads to ${name}`);
    };
    await page.getByRole('button', { name: 'New token' }).waitFor();
    await tab('New token');
    await page.keyboard.press('Enter');
    await page.locator('input[name=name]:focus').waitFor();
    await page.keyboard.type('frontend-ci');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('team-alpha, team-b*');
    await page.keyboard.press('Enter');
    await isShown(page, 'Copy it now');
    const credential = await page.locator('pre', { hasText: /^kite_/ }).innerText();
    const viewer = await kite.call(['GET', '/me'], credential);
    expect(viewer.body).toMatchObject({ may: { read: ['team-alpha', 'team-b*'], publish: [] } });
    await tab('I have copied it');
    await page.keyboard.press('Enter');
    await page.getByText(credential).waitFor({ state: 'detached' });
    await isShown(page, 'viewer in team-alpha, team-b*');
    await tab('Revoke frontend-ci …');
    await page.keyboard.press('Enter');
    // What does no harm has the focus.
    const keep = page.locator('button:focus', { hasText: 'Keep it' });
    await keep.waitFor();
    await page.keyboard.press('Enter');
    expect((await kite.call(['GET', '/me'], credential)).status).toBe(200);
    await tab('Revoke frontend-ci …');
    await page.keyboard.press('Enter');
    await keep.waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('frontend-ci', { exact: true }).waitFor({ state: 'detached' });
    expect((await kite.call(['GET', '/me'], credential)).status).toBe(403);
  });

  test('what a token cannot be is told, and nothing typed is lost', async () => {
    const page = await open('/dashboard/set-up', await kite.token('admin', ['team-alpha']));
    await isShown(page, 'You may read in team-alpha');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name', { exact: true }).fill('mine');
    await page.getByLabel('Namespaces').fill('team-beta');
    await page.getByRole('button', { name: 'Make the token' }).click();
    await isShown(page, /No token was made: .*team-beta/);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('mine');
  });

  test('who may not administer is offered no tokens', async () => {
    const page = await open('/dashboard/set-up', await kite.token('editor', ['*']));
    await page.getByRole('button', { name: /^GitHub/ }).waitFor();
    expect(await page.getByRole('heading', { name: 'Tokens' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'People' }).count()).toBe(0);
  });

  test('all of it is without fault in light, dark, and on a small phone', async () => {
    const page = await open('/dashboard/set-up?sender=argo-cd');
    await page.getByRole('button', { name: 'New token' }).click();
    await wait(page);
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
  });

  test('with more namespaces than can be watched, one says where the event will arrive', async () => {
    await Promise.all(
      Array.from({ length: 21 }, (_, i) =>
        kite.call(
          ['POST', '/webhooks/pipeline-failure', { pipelineName: 'x', namespace: `many-${i}` }],
          admin,
        ),
      ),
    );
    const page = await open('/dashboard/set-up?sender=webhooks', await kite.token('admin', ['many-*']));
    await page.getByRole('button', { name: 'Wait for an event' }).click();
    await page.getByLabel('In which namespace will it arrive?').fill('many-new');
    await page.keyboard.press('Enter');
    await isShown(page, 'Waiting for an event in many-new');
    await kite.call(
      ['POST', '/webhooks/pipeline-failure', { pipelineName: 'built', namespace: 'many-new' }],
      admin,
    );
    await page.getByRole('link', { name: 'Pipeline run failed: built' }).waitFor();
  });
});
