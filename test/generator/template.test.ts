import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkRequest } from '../../generator/request.ts';
import { readTemplate } from '../../generator/template.ts';

const page = readFileSync(new URL('../../docs/writing-a-webhook.md', import.meta.url), 'utf8');
/** The request in docs/writing-a-webhook.md. */
const [, request = ''] = /```markdown\n(.*?)```/s.exec(page) ?? [];

/** The template as docs/writing-a-webhook.md has it, not filled in. */
const TEMPLATE = `## Webhook Request: [Workflow Name]

**Purpose:** Track [type of issues] for [system/service]

**Failure Endpoint:** POST /api/v1/webhooks/[workflow-name]-failure
**Success Endpoint:** POST /api/v1/webhooks/[workflow-name]-success

**Failure Request Body:**
{
  "resourceName": "string",
  "namespace": "string",
  "failureReason": "string",
  // ... other relevant fields
}

**Success Request Body**:
{
  "resourceName": "string",
  "namespace": "string"
}

**Scope Mapping**:
- resourceType: "[your-resource-type]"
- resourceName: from request body
- resourceNamespace: from request body

**Issue Details**:
- issueType: "[build|test|release|dependency|pipeline]"
- severity: "[info|minor|major|critical]"
- title format: "[Your title template]"
`;

const SMOKE_TEST = {
  name: 'smoke-test',
  failure: {
    environment: 'string',
    namespace: 'string',
    failedStep: 'string',
    reportUrl: 'string, optional',
  },
  success: { environment: 'string', namespace: 'string' },
  resourceType: 'environment',
  resourceName: 'environment',
  issueType: 'test',
  severity: 'critical',
  title: 'Smoke test failed in <environment>',
};

describe('the request of the documentation', () => {
  test.each([
    ['as it stands', request],
    ['quoted', request.replace(/^/gm, '> ')],
    ['with the line ends of Windows', request.replaceAll('\n', '\r\n')],
    ['with its bodies fenced', request.replace(/^\{/gm, '```json\n{').replace(/^\}/gm, '}\n```')],
  ])('%s', (_how, text) => {
    const { draft } = readTemplate(text);
    expect(draft).toMatchObject({ ...SMOKE_TEST, failure: { environment: 'string', failedStep: 'string' } });
    expect(checkRequest(draft, '/nowhere').name).toBe('smoke-test');
  });
});

describe('the template of docs/writing-a-webhook.md', () => {
  test('not filled in, is refused for all that is missing', () => {
    expect(() => checkRequest(readTemplate(TEMPLATE).draft, '/nowhere')).toThrow(
      /name .*\n.*resourceType is not filled in\n.*issueType .*\n.*severity /,
    );
  });

  test('filled in, keeps its own body, comment and all', () => {
    const filled = TEMPLATE.replace('[Workflow Name]', 'Nightly load')
      .replaceAll('[workflow-name]', 'nightly-load')
      .replace('[your-resource-type]', 'service')
      .replace(/"\[build.*\]"/, '"test"')
      .replace(/"\[info.*\]"/, '"minor"')
      .replace('[Your title template]', 'Load test of [resourceName] failed');
    expect(checkRequest(readTemplate(filled).draft, '/nowhere')).toMatchObject({
      name: 'nightly-load',
      resourceName: 'resourceName',
      failure: { resourceName: { kind: 'string' }, failureReason: { kind: 'string' } },
      severity: 'minor',
    });
  });

  test('without the endpoints, the webhook is called after the workflow', () => {
    const text = TEMPLATE.replace('[Workflow Name]', 'Nightly Load (EU)').replace(
      /\*\*Failure Endpoint.*\n/,
      '',
    );
    expect(readTemplate(text).draft).toMatchObject({ name: 'nightly-load-eu' });
  });
});

test('a body that is no JSON, and endpoints of two webhooks, are told with all else that is wrong', () => {
  const text = request
    .replace('/smoke-test-success', '/smoke-tests-success')
    .replace('"environment": "string",', 'environment,')
    .replace('"critical"', '"high"');
  const { draft, faults } = readTemplate(text);
  expect(() => checkRequest(draft, '/nowhere', faults)).toThrow(
    /failure is not JSON: \{\s+environment,.*\n {2}name must be the same in both endpoints: smoke-test-failure, smoke-tests-success\n(?!.*failure).*severity must be/s,
  );
});

test('what is not there is left out', () => {
  expect(readTemplate('# Something else')).toEqual({ draft: {}, faults: [] });
});
