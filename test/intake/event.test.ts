import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { unrestricted } from '../../functions/shared/access/caller.ts';
import { eventIntake, type FailureEvent } from '../../functions/shared/intake/event.ts';
import { type Issue, issueSchema } from '../../functions/shared/issue/answer.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { newNamespace, served } from '../support/kite.ts';

Object.assign(process.env, LOCAL_CREDENTIALS, {
  AWS_ENDPOINT_URL_DYNAMODB: served.endpoint,
  TABLE_NAME: served.table,
  DEDUP: 'fingerprint',
});
const { take } = eventIntake();

const failure = (owner: string, resourceName: string): FailureEvent => ({
  kind: 'failure',
  owner,
  project: `${owner}/shop`,
  resource: { resourceType: 'component', resourceName },
  issueType: 'build',
  severity: 'major',
  title: 'Build failed',
  description: 'It failed',
  links: [],
  dedupKey: 'build',
});

test('names that are too long and differ only at their end stay two: of resources, and of namespaces', async () => {
  const long = `${newNamespace()}-${'n'.repeat(300)}`;
  const issues: Issue[] = [];
  for (const [owner, name] of [
    [`${long}-a`, `${long}-a`],
    [`${long}-a`, `${long}-b`],
    [`${long}-b`, `${long}-a`],
  ] as const) {
    const { status, body } = await take(failure(owner, name), unrestricted('test'), 'test');
    expect(status).toBe(201);
    issues.push(z.object({ issue: issueSchema }).parse(body).issue);
  }
  for (const { namespace, scope } of issues) {
    for (const name of [namespace, scope.resourceName]) expect(name.length).toBeLessThanOrEqual(253);
  }
  expect(new Set(issues.map(({ namespace }) => namespace)).size).toBe(2);
  expect(new Set(issues.map(({ scope }) => scope.resourceName)).size).toBe(2);
});
