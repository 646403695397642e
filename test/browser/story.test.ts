import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dependencyConflict, type Example, pipelineSuccess, yarnOutdated } from '../../bin/demo-examples.ts';
import { describeInBrowser, useChromium } from '../support/browser.ts';
import { fail, newNamespace, post, served } from '../support/kite.ts';

const report = ({ webhook, payload }: Example, namespace: string) =>
  post(`/webhooks/${webhook}`, { ...payload, namespace });
const nowOf = (namespace: string) => `${served.url}/?namespace=${namespace}`;
const refresh = (page: Page) => page.getByRole('button', { name: 'Refresh' }).click();
const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name }).first();

describeInBrowser('what is broken, seen', () => {
  const open = useChromium();

  test('a failure appears, is counted, has another beside it, and fades when the pipeline works again', async () => {
    const namespace = newNamespace();
    await report(dependencyConflict, namespace);
    const page = await open(nowOf(namespace));
    const row = rowOf(page, 'frontend-build');
    await row.getByText('Dependency conflict with React version').waitFor();
    await row.getByText('×1').waitFor();
    expect(await row.getByRole('link', { name: 'Pipeline Run Logs' }).getAttribute('href')).toBe(
      'https://your-ci.com/logs/run-123',
    );

    await report(dependencyConflict, namespace);
    await refresh(page);
    await row.getByText('×2').waitFor();

    await report(yarnOutdated, namespace);
    await refresh(page);
    await row.getByRole('button', { name: '2 failures' }).click();
    for (const reason of ['Dependency conflict with React version', 'Yarn version outdated, needs update'])
      await row.getByRole('listitem').filter({ hasText: reason }).waitFor();

    await report(pipelineSuccess, namespace);
    await refresh(page);
    await row.getByText('no longer broken', { exact: true }).waitFor();
    await page.getByText(`Nothing is broken in ${namespace}`).waitFor();
    await page.getByText('The last failure, Pipeline run failed: frontend-build, was resolved').waitFor();
  });

  test('what is new waits behind a pill, while the list keeps still', async () => {
    const namespace = newNamespace();
    await fail('pipeline-failure', { pipelineName: 'old', namespace, failureReason: 'x', severity: 'minor' });
    const page = await open(nowOf(namespace));
    await rowOf(page, 'old').waitFor();
    await fail('pipeline-failure', {
      pipelineName: 'new',
      namespace,
      failureReason: 'x',
      severity: 'critical',
    });
    await refresh(page);
    const pill = page.getByRole('button', { name: '1 new' });
    await pill.waitFor();
    expect(await page.locator('[data-row]').count()).toBe(1);
    await pill.click();
    await rowOf(page, 'new').waitFor();
    expect(await page.locator('[data-row] a.name').allInnerTexts()).toEqual(['new', 'old']);
  });

  test.each([
    ['worst', 'major'],
    ['oldest', 'critical'],
  ])('what others push to a later page stays, until it works again: %s first', async (order, severity) => {
    const namespace = newNamespace();
    const failed = (pipelineName: string, hours: number, severity: string) => {
      const occurredAt = new Date(Date.now() - hours * 3_600_000).toISOString();
      return fail('pipeline-failure', { pipelineName, namespace, failureReason: 'x', severity, occurredAt });
    };
    await failed('first', 9, 'major');
    await failed('pushed', 8, severity);
    await failed('last', 1, 'minor');
    const page = await open('about:blank');
    const isSeen = Promise.withResolvers<void>();
    await page.route('**/api/v1/scopes?*', async (route) => {
      const url = route.request().url();
      if (url.includes('resourceName=pushed')) await isSeen.promise;
      await route.continue({ url: url.replace('limit=50', 'limit=2') });
    });
    await page.goto(`${nowOf(namespace)}&order=${order}`);
    const row = rowOf(page, 'pushed');
    await row.waitFor();
    await failed('new', 20, 'critical');
    await refresh(page);
    await page.getByRole('button', { name: '1 new' }).waitFor();
    // Nothing is said of it before it is known.
    expect(await page.getByText('no longer broken').count()).toBe(0);
    isSeen.resolve();
    await failed('pushed', 7, severity);
    await refresh(page);
    await row.getByText('×2').waitFor();
    expect(await page.getByText('no longer broken').count()).toBe(0);
    await post('/webhooks/pipeline-success', { pipelineName: 'pushed', namespace });
    await refresh(page);
    await row.getByText('no longer broken').waitFor();
  });

  test('what one resolves fades for the other', async () => {
    const namespace = newNamespace();
    await report(dependencyConflict, namespace);
    const [one, other] = [await open(nowOf(namespace)), await open(nowOf(namespace))];
    await one.getByRole('link', { name: 'frontend-build' }).click();
    await one.getByRole('button', { name: /^Resolve/ }).click();
    await one.getByText('Resolving Pipeline run failed: frontend-build').waitFor();
    await one.getByText('✓ resolved').waitFor();
    await refresh(other);
    await rowOf(other, 'frontend-build').getByText('no longer broken', { exact: true }).waitFor();
  });

  test('while Kite does not answer, the list stays and says how old it is; then it goes on by itself', async () => {
    const namespace = newNamespace();
    await report(dependencyConflict, namespace);
    const page = await open(nowOf(namespace), { mayFail: /\/api\/v1\/scopes/ });
    await rowOf(page, 'frontend-build').waitFor();
    await page.route('**/api/v1/scopes*', (route) => route.abort());
    await refresh(page);
    await page.getByText(/This is what was known at .* Kite is asked again by itself/).waitFor();
    expect(await rowOf(page, 'frontend-build').isVisible()).toBe(true);
    await page.unroute('**/api/v1/scopes*');
    await report(dependencyConflict, namespace);
    await rowOf(page, 'frontend-build').getByText('×2').waitFor({ timeout: 30_000 });
    await page.getByText('This is what was known at').waitFor({ state: 'detached' });
  });

  test('a caller who asks too often is told, and gets the list a moment later', async () => {
    const namespace = newNamespace();
    await report(dependencyConflict, namespace);
    let refusals = 0;
    const page = await open(nowOf(namespace), { mayFail: /\/api\/v1\/scopes/ });
    await rowOf(page, 'frontend-build').waitFor();
    await page.route('**/api/v1/scopes*', (route) =>
      refusals++ === 0
        ? route.fulfill({
            status: 429,
            headers: { 'retry-after': '1' },
            json: { error: 'Too many requests', details: [], requestId: 'x' },
          })
        : route.continue(),
    );
    await report(dependencyConflict, namespace);
    await refresh(page);
    await page.getByText('Too many requests').waitFor();
    // Long before the list is refreshed anyway.
    await rowOf(page, 'frontend-build').getByText('×2').waitFor({ timeout: 10_000 });
  });
});
