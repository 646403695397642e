import { expect, test } from '@jest/globals';
import { checkRequest } from '../../generator/request.ts';
import { sourcesOf } from '../../generator/source.ts';

const failureWith = (fields: Record<string, string>): string => {
  const request = {
    name: 'smoke-test',
    failure: { environment: 'string', failedStep: 'string', ...fields },
    success: { environment: 'string' },
    resourceType: 'environment',
    resourceName: 'environment',
    issueType: 'test',
    severity: 'critical',
    title: 'Smoke test failed in {environment}',
  };
  const [failure] = sourcesOf(checkRequest(request, '/nowhere'));
  return failure?.text ?? '';
};

test.each(['runId', 'pipelineRunId', 'build_id', 'deploymentId', 'scanId'])('%s is the run', (field) => {
  expect(failureWith({ [field]: 'string?' })).toContain(`run: '${field}',`);
});

test.each([
  [{ projectId: 'string' }],
  [{ jobId: 'string' }],
  [{ runIds: 'string[]' }],
  [{ run: 'string' }],
  [{ buildId: 'url' }],
])('%j is no run: it may fail more than once', (fields) => {
  expect(failureWith(fields)).not.toMatch(/^ {2}run:/m);
});
