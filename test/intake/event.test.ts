import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { Caller, unrestricted } from '../../functions/shared/access/caller.ts';
import { eventIntake, type FailureEvent } from '../../functions/shared/intake/event.ts';
import { Mending } from '../../functions/shared/intake/mend.ts';
import { issueSchema } from '../../functions/shared/issue/answer.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { list, newNamespace, served } from '../support/kite.ts';

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

const remainingMs = () => 10_000;

test('names that are too long and differ only at their end stay two', async () => {
  const long = 'n'.repeat(300);
  const namespace = newNamespace();
  const names = await Promise.all(
    [`${long}-a`, `${long}-b`].map(async (name) => {
      const { status, body } = await take(failure(namespace, name), {
        caller: unrestricted('test'),
        sender: 'test',
        mending: new Mending(),
        remainingMs,
      });
      expect(status).toBe(201);
      return z.object({ issue: issueSchema }).parse(body).issue.scope.resourceName;
    }),
  );
  for (const name of names) expect(name.length).toBeLessThanOrEqual(253);
  expect(new Set(names).size).toBe(2);
});

test('a blank name is refused, not changed', async () => {
  const refused = take(failure(newNamespace(), ' '), {
    caller: unrestricted('test'),
    sender: 'test',
    mending: new Mending(),
    remainingMs,
  });
  await expect(refused).rejects.toMatchObject({ status: 400, details: [{ path: 'resourceName' }] });
});

describe('an owner that cannot be a namespace', () => {
  const taken = async (event: FailureEvent, caller = unrestricted('test')) => {
    const mending = new Mending();
    const { body } = await take(event, { caller, sender: newNamespace('sender'), mending, remainingMs });
    return { issue: z.object({ issue: issueSchema }).parse(body).issue, warnings: mending.warnings };
  };

  test.each([
    ['is blank', ' \t'],
    ['is too long', 'n'.repeat(254)],
    ['is no Unicode', 'team-\ud800'],
    ['is a pattern', 'team-*'],
  ])('that %s leaves its issue to the default, with a warning', async (_what, owner) => {
    const namespace = newNamespace();
    const { issue, warnings } = await taken({ ...failure(owner, 'service'), defaultOwner: namespace });
    expect(issue).toMatchObject({ namespace, scope: { resourceNamespace: namespace } });
    expect(warnings).toEqual([
      { path: 'namespace', message: expect.stringContaining(`the issue belongs to ${namespace}`) },
    ]);
    expect((await list(`namespace=${namespace}`)).total).toBe(1);
  });

  test('leaves it to the sender, where there is no other default', async () => {
    for (const defaultOwner of [undefined, ' ']) {
      const event = failure(' ', 'service');
      const { issue } = await taken(defaultOwner === undefined ? event : { ...event, defaultOwner });
      expect(issue.namespace).toMatch(/^sender-/);
    }
  });

  test('does not make one resource of those of two owners', async () => {
    const defaultOwner = newNamespace();
    const names = ['a', 'b'].map(async (end) => {
      const { issue } = await taken({ ...failure(`${'n'.repeat(254)}${end}`, 'shop/main'), defaultOwner });
      return issue.scope.resourceName;
    });
    expect(new Set(await Promise.all(names)).size).toBe(2);
  });

  test('is no way around what the caller may', async () => {
    const caller = new Caller('sender', [{ role: 'publisher', namespaces: ['team-a'] }]);
    await expect(taken(failure(' ', 'service'), caller)).rejects.toMatchObject({ status: 403 });
  });
});
