import { randomUUID } from 'node:crypto';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';

/* What tests send and store, for those too that need no server. */

/** A namespace that no other test uses. */
export const newNamespace = (prefix = 'team') => `${prefix}-${randomUUID()}`;

/** The body of `POST /issues` for an issue that no other test has. */
export const anIssue = (changes: Record<string, unknown> = {}) => ({
  title: 'Tests fail',
  description: 'Three of them',
  severity: 'minor',
  issueType: 'test',
  namespace: newNamespace(),
  scope: { resourceType: 'component', resourceName: 'user-service' },
  ...changes,
});

/** A failure that no other test reports. */
export function aFailure(changes: Partial<FailureReport> = {}): FailureReport {
  const namespace = changes.namespace ?? newNamespace();
  return {
    namespace,
    scope: { resourceType: 'pipelinerun', resourceName: 'frontend-build', resourceNamespace: namespace },
    issueType: 'pipeline',
    dedupKey: 'dependency conflict',
    title: 'Pipeline run failed: frontend-build',
    description: 'The pipeline run frontend-build failed with reason: Dependency conflict',
    severity: 'major',
    links: [{ title: 'Pipeline Run Logs', url: 'https://your-ci.com/logs/run-123' }],
    state: 'ACTIVE',
    ...changes,
  };
}
