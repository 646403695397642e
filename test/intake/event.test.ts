import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { unrestricted } from '../../functions/shared/access/caller.ts';
import { eventIntake, type FailureEvent } from '../../functions/shared/intake/event.ts';
import { Mending } from '../../functions/shared/intake/mend.ts';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
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

test('names that are too long and differ only at their end stay two', async () => {
  const long = 'n'.repeat(300);
  const namespace = newNamespace();
  const names = await Promise.all(
    [`${long}-a`, `${long}-b`].map(async (name) => {
      const { status, body } = await take(failure(namespace, name), {
        caller: unrestricted('test'),
        sender: 'test',
        mending: new Mending(),
      });
      expect(status).toBe(201);
      return z.object({ issue: issueSchema }).parse(body).issue.scope.resourceName;
    }),
  );
  for (const name of names) expect(name.length).toBeLessThanOrEqual(253);
  expect(new Set(names).size).toBe(2);
});

test.each([
  ['namespace', failure('n'.repeat(254), 'user-service'), 'resourceNamespace'],
  ['blank namespace', failure(' ', 'user-service'), 'resourceNamespace'],
  ['blank name', failure(newNamespace(), ' '), 'resourceName'],
])('a %s that cannot be stored as it is is refused, not changed', async (_what, event, path) => {
  await expect(
    take(event, { caller: unrestricted('test'), sender: 'test', mending: new Mending() }),
  ).rejects.toMatchObject({
    status: 400,
    details: [{ path }],
  });
});
