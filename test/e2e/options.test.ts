import { expect, test } from '@jest/globals';
import { rule1 } from '../../functions/shared/issue/fingerprint/rule-1.ts';
import { newNamespace, post } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

const failure = (failureReason: string) => ({ pipelineName: 'frontend-build', failureReason });

test('dedup=scope: one issue per scope and type, whatever the reason', async () => {
  const namespace = newNamespace();
  await servedOn({ DEDUP: 'scope' }, async (url) => {
    const report = (reason: string) =>
      post('/webhooks/pipeline-failure', { ...failure(reason), namespace }, url);
    expect(await report('Dependency conflict')).toMatchObject({ status: 201 });
    expect(await report('Yarn version outdated')).toMatchObject({
      status: 200,
      body: { issue: { occurrences: 2, description: expect.stringContaining('Yarn') } },
    });
  });
});

test('earlierRules=1: failures count on the ACTIVE issues of rule 1', async () => {
  const report = { ...failure('Timed out after 301s'), namespace: newNamespace() };
  // Stored where rule 1 would have it.
  const old = { ...report, dedupKey: rule1.fingerprint(report.failureReason) };
  const webhook = '/webhooks/pipeline-failure';
  expect(await post(webhook, old)).toMatchObject({ status: 201 });
  await servedOn({ EARLIER_RULES: '1' }, async (url) => {
    expect(await post(webhook, report, url)).toMatchObject({
      status: 200,
      body: { issue: { occurrences: 2 } },
    });
    expect(await post('/webhooks/pipeline-success', report, url)).toMatchObject({ status: 200 });
    expect(await post(webhook, report, url)).toMatchObject({ status: 201 });
  });
});

test.each([
  ['the base URL and the run', { runId: 'run/1' }, 'https://ci.example/logs/run%2F1'],
  ['nothing without a run', {}, undefined],
  [
    "the sender's own URL, when it has one",
    { runId: 'run-1', logsUrl: 'https://own.example/1' },
    'https://own.example/1',
  ],
])("logsBaseUrl: a pipeline's logs are linked by %s", async (_what, fields, url) => {
  await servedOn({ LOGS_BASE_URL: 'https://ci.example/logs' }, async (served) => {
    const payload = { ...failure('Out of memory'), namespace: newNamespace(), ...fields };
    expect(await post('/webhooks/pipeline-failure', payload, served)).toMatchObject({
      status: 201,
      body: { issue: { links: url ? [{ title: 'Pipeline Run Logs', url }] : [] } },
    });
  });
});
