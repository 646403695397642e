import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { fail, get, issueIn, list, newNamespace, post } from '../support/kite.ts';
import { lifeCycle } from '../support/life-cycle.ts';

/** Each failure webhook: a payload but for its namespace, the scope it maps to, and its success's words. */
const PAIRS = {
  pipeline: {
    failure: { pipelineName: 'frontend-build', failureReason: 'Out of memory' },
    scope: { resourceType: 'pipelinerun', resourceName: 'frontend-build' },
    noun: 'pipeline',
  },
  build: {
    failure: { componentName: 'user-service', errorMessage: 'Compilation failed' },
    scope: { resourceType: 'component', resourceName: 'user-service' },
    noun: 'component',
  },
  deployment: {
    failure: { applicationName: 'shop', failureReason: 'Quota exceeded' },
    scope: { resourceType: 'application', resourceName: 'shop' },
    noun: 'application',
  },
  'security-scan': {
    failure: { componentName: 'api-gateway', vulnerabilities: ['CVE-2024-1234'] },
    scope: { resourceType: 'component', resourceName: 'api-gateway' },
    noun: 'component',
  },
  release: {
    failure: { application: 'shop', failurePhase: 'verify', release: 'shop-x7k2' },
    scope: { resourceType: 'application', resourceName: 'shop' },
    noun: 'application',
  },
};

test('every failure webhook has its row here, or a test of its own in custom/', () => {
  const names = (folder: string, ending: string) => {
    const url = new URL(folder, import.meta.url);
    const files = existsSync(url) ? readdirSync(url) : [];
    return files.filter((file) => file.endsWith(ending)).map((file) => file.replace(ending, ''));
  };
  const tested = [...Object.keys(PAIRS), ...names('./custom', '.test.ts')];
  expect(names('../../functions/webhooks', '-failure.ts').sort()).toEqual(tested.sort());
});

describe.each(Object.entries(PAIRS))('%s', (name, pair) => {
  lifeCycle(name, { ...pair, issue: { severity: 'major', links: [] } });

  test('may say how severe a failure is', async () => {
    const payload = { ...pair.failure, namespace: newNamespace() };
    const issue = await fail(`${name}-failure`, { ...payload, severity: 'critical' });
    expect(issue).toMatchObject({ severity: 'critical', state: 'ACTIVE' });
  });
});

test('a reason that differs only in what varies is the same failure', async () => {
  const failure = { ...PAIRS.pipeline.failure, namespace: newNamespace() };
  const one = await fail('pipeline-failure', { ...failure, failureReason: 'timed out after 301s' });
  const same = await fail('pipeline-failure', { ...failure, failureReason: 'Timed out after 287s' });
  expect(same).toMatchObject({ id: one.id, occurrences: 2, description: expect.stringContaining('287s') });
});

test.each([
  ['pipeline', 'failureReason'],
  ['build', 'errorMessage'],
  ['deployment', 'failureReason'],
  ['release', 'failurePhase'],
] as const)('%s: another %s is another issue; one success resolves both', async (name, reason) => {
  const payload = { ...PAIRS[name].failure, namespace: newNamespace() };
  const one = await fail(`${name}-failure`, payload);
  const other = await fail(`${name}-failure`, { ...payload, [reason]: 'Something else' });
  expect(other.id).not.toBe(one.id);
  expect(other.scopeId).toBe(one.scopeId);
  const success = await post(`/webhooks/${name}-success`, payload);
  expect(success.body).toMatchObject({ message: expect.stringMatching(/^Resolved 2 issue/) });
});

test.each(['info', 'minor', 'major', 'critical'])('a pipeline failure may be %s', async (severity) => {
  const payload = { ...PAIRS.pipeline.failure, namespace: newNamespace() };
  expect(await fail('pipeline-failure', { ...payload, severity })).toMatchObject({ severity });
  // The report that says nothing of it is major again.
  expect(await fail('pipeline-failure', payload)).toMatchObject({ severity: 'major', occurrences: 2 });
});

test.each(['', null])(
  'what may be left out may be %j too: an unset variable costs no report',
  async (value) => {
    const left = { severity: value, runId: value, logsUrl: value };
    const payload = { ...PAIRS.pipeline.failure, namespace: newNamespace(), ...left };
    expect(await fail('pipeline-failure', payload)).toMatchObject({ severity: 'major', links: [] });
  },
);

test('a security scan replaces what the one before found', async () => {
  const scan = { ...PAIRS['security-scan'].failure, namespace: newNamespace() };
  const one = await fail('security-scan-failure', scan);
  const next = await fail('security-scan-failure', {
    ...scan,
    vulnerabilities: ['CVE-2025-1', 'CVE-2025-2'],
  });
  expect(next.id).toBe(one.id);
  expect(next.description).toBe('The security scan of api-gateway found: CVE-2025-1, CVE-2025-2');
});

test('release-failure, without and with a URL; another release that fails in the same phase is the same failure', async () => {
  const release = { ...PAIRS.release.failure, namespace: newNamespace() };
  expect(await fail('release-failure', release)).toMatchObject({
    title: 'Release shop-x7k2 failed for application shop',
    description: 'The release failed in phase: verify',
    issueType: 'release',
    links: [],
  });
  const next = { ...release, release: 'shop-p9q4', pipelineRunUrl: 'https://ci.example/runs/9' };
  expect(await fail('release-failure', next)).toMatchObject({
    title: 'Release shop-p9q4 failed for application shop',
    description: 'The release failed in phase: verify. Link to logs: https://ci.example/runs/9',
    links: [{ url: 'https://ci.example/runs/9' }],
    occurrences: 2,
  });
});

describe('mintmaker-custom', () => {
  const payload = { pipelineId: 'renovate-17', logs: ['first line', 'second line'] };

  test.each([
    ['error', 'major'],
    ['warning', 'minor'],
    ['info', 'info'],
  ])('%s is %s', async (type, severity) => {
    const namespace = newNamespace();
    const issue = await fail('mintmaker-custom', { ...payload, type, namespace });
    expect(issue).toMatchObject({
      title: `Mintmaker ${type}(2): renovate-17`,
      description: 'first line\nsecond line',
      severity,
      issueType: 'dependency',
      scope: { resourceType: `mintmaker-${type}`, resourceName: 'renovate-17', resourceNamespace: namespace },
    });
    const next = await fail('mintmaker-custom', { ...payload, type, namespace, logs: ['third line'] });
    expect(next).toMatchObject({ id: issue.id, description: 'third line' });
    expect(issueIn(await get(`/issues/${issue.id}`))).toEqual(next);
  });

  test.each([[[]], [undefined], [['', ' ']]])('logs %j make no issue', async (logs) => {
    const namespace = newNamespace();
    const answer = await post('/webhooks/mintmaker-custom', { ...payload, type: 'error', namespace, logs });
    expect(answer).toMatchObject({ status: 200, body: { info: 'No logs provided, no issue created' } });
    expect((await list(`namespace=${namespace}`)).total).toBe(0);
  });
});
