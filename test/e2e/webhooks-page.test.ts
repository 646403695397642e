import { describe, expect, test } from '@jest/globals';
import {
  buildFailure,
  dependencyConflict,
  deploymentFailure,
  type Example,
  pipelineSuccess,
  securityScanFailure,
  yarnOutdated,
} from '../../bin/demo-examples.ts';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { fail, get, issueIn, list, newNamespace, post } from '../support/kite.ts';

/*
 * The examples of docs/webhooks.md, in their order, with every response that it shows. Ids and times are the page's
 * own, so they are checked for form (by the schema in `fail`) and for what must hold between them.
 */

/** What the page shows of the two pipeline issues, ids and times aside. */
const shown = (namespace: string, failureReason: string, logsUrl: string) => ({
  title: 'Pipeline run failed: frontend-build',
  description: `The pipeline run frontend-build failed with reason: ${failureReason}`,
  severity: 'major',
  issueType: 'pipeline',
  namespace,
  scope: {
    id: expect.any(String),
    resourceType: 'pipelinerun',
    resourceName: 'frontend-build',
    resourceNamespace: namespace,
  },
  links: [{ id: expect.any(String), title: 'Pipeline Run Logs', url: logsUrl, issueId: expect.any(String) }],
  relatedFrom: [],
  relatedTo: [],
});
const active = { state: 'ACTIVE', resolvedAt: null };
const resolved = { state: 'RESOLVED', resolvedAt: expect.any(String) };
const issueById = async ({ id }: Issue) => issueIn(await get(`/issues/${id}`));
const within = (namespace: string, { payload }: Example) => ({ ...payload, namespace });

describe('the examples of the specification', () => {
  test('Pipeline Failure Webhook, then Pipeline Success Webhook', async () => {
    const namespace = newNamespace('team-alpha');
    const answer = await post('/webhooks/pipeline-failure', within(namespace, dependencyConflict));
    expect(answer).toMatchObject({ status: 201, body: { status: 'success' } });
    const [issue] = (await list(`namespace=${namespace}`)).data;
    if (issue === undefined) throw new Error('The issue is not listed');
    const page = shown(
      namespace,
      'Dependency conflict with React version',
      'https://your-ci.com/logs/run-123',
    );
    expect(issue).toMatchObject({ ...page, ...active });
    expect(issue.scopeId).toBe(issue.scope.id);
    expect(issue.links[0]?.issueId).toBe(issue.id);
    expect(answer.body).toEqual({ status: 'success', fingerprint: expect.any(String), issue });

    const success = await post('/webhooks/pipeline-success', within(namespace, pipelineSuccess));
    expect(success).toMatchObject({
      status: 200,
      body: { status: 'success', message: 'Resolved 1 issue(s) for pipeline frontend-build' },
    });
    const after = await issueById(issue);
    expect(after).toEqual({ ...issue, ...resolved, updatedAt: after.resolvedAt });
  });

  test('If a similar issue already exists for the same pipeline, it is updated instead', async () => {
    const namespace = newNamespace('team-alpha');
    const first = await fail('pipeline-failure', within(namespace, dependencyConflict));
    const again = await post('/webhooks/pipeline-failure', within(namespace, dependencyConflict));
    expect(again).toMatchObject({ status: 200, body: { issue: { id: first.id, occurrences: 2 } } });
    expect(await list(`namespace=${namespace}`)).toMatchObject({ total: 1 });
  });

  test('Automatic Issue Resolution: two failures, one scope, one success', async () => {
    const namespace = newNamespace('team-alpha');
    const first = await fail('pipeline-failure', within(namespace, dependencyConflict));
    const second = await fail('pipeline-failure', within(namespace, yarnOutdated));
    const pages = [
      shown(namespace, 'Dependency conflict with React version', 'https://your-ci.com/logs/run-123'),
      shown(namespace, 'Yarn version outdated, needs update', 'https://your-ci.com/logs/run-456'),
    ];
    expect([first, second]).toMatchObject(pages.map((page) => ({ ...page, ...active })));
    expect(second.id).not.toBe(first.id);
    expect(second.scope).toEqual(first.scope);

    const success = await post('/webhooks/pipeline-success', within(namespace, pipelineSuccess));
    expect(success.status).toBe(200);
    expect(success.body).toEqual({
      message: 'Resolved 2 issue(s) for pipeline frontend-build',
      status: 'success',
    });
    const after = [await issueById(first), await issueById(second)];
    expect(after).toMatchObject(pages.map((page) => ({ ...page, ...resolved })));
    expect(after[0]?.resolvedAt).toBe(after[1]?.resolvedAt);
  });

  test.each([
    [
      buildFailure,
      {
        title: 'Build failed for user-service',
        description:
          'The build build-456 of user-service failed with error: Compilation failed: missing dependency',
        issueType: 'build',
        scope: { resourceType: 'component', resourceName: 'user-service' },
        links: [{ url: 'https://build-system.com/logs/456' }],
      },
    ],
    [
      deploymentFailure,
      {
        title: 'Deployment failed for e-commerce-app',
        description:
          'The deployment deploy-789 of e-commerce-app failed with reason: Resource quota exceeded',
        issueType: 'release',
        scope: { resourceType: 'application', resourceName: 'e-commerce-app' },
        links: [{ url: 'https://dashboard.com/deployments/789' }],
      },
    ],
    [
      securityScanFailure,
      {
        title: 'Security scan failed for api-gateway',
        description: 'The security scan scan-321 of api-gateway found: CVE-2024-1234, CVE-2024-5678',
        issueType: 'dependency',
        scope: { resourceType: 'component', resourceName: 'api-gateway' },
        links: [{ url: 'https://security.com/reports/321' }],
      },
    ],
  ])('$section', async (example, expected) => {
    const namespace = newNamespace();
    const answer = await post(`/webhooks/${example.webhook}`, within(namespace, example));
    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'success', issue: { ...expected, ...active, namespace, severity: 'major' } },
    });
  });

  test('How grouping works: issues with the same scope are considered related', async () => {
    const namespace = newNamespace('team-beta');
    const scope = { resourceType: 'component', resourceName: 'user-service', resourceNamespace: namespace };
    const create = async (title: string, issueType: string) =>
      issueIn(
        await post('/issues', { title, description: title, severity: 'major', issueType, namespace, scope }),
      );
    const build = await create('Build failed for user-service', 'build');
    const tests = await create('Tests failing for user-service', 'test');
    expect(tests.scope).toEqual(build.scope);
    expect(tests.scopeId).toBe(build.scopeId);

    const success = await post('/webhooks/build-success', { componentName: 'user-service', namespace });
    expect(success.body).toMatchObject({ message: 'Resolved 2 issue(s) for component user-service' });
  });
});
