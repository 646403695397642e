import { beforeEach, describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { changeIssue } from '../../functions/shared/store/modify.ts';
import { getIssue } from '../../functions/shared/store/read.ts';
import { relate } from '../../functions/shared/store/relate.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { newNamespace } from '../support/kite.ts';
import { aFailure, countedTable, everywhere, interrupted, moment, rawItem, refTo } from '../support/table.ts';

const { table } = countedTable();

let first = moment(0);
let later = moment(60);
let latest = moment(120);
beforeEach(() => {
  // The ids in them are for one issue each.
  [first, later, latest] = [moment(0), moment(60), moment(120)];
});

describe('a failure', () => {
  test('that is new becomes an issue', async () => {
    const failure = aFailure();
    const { issue, outcome } = await reportFailure(table, failure, first);
    expect(outcome).toBe('new');
    expect(issue).toMatchObject({
      id: first.id,
      state: 'ACTIVE',
      detectedAt: first.now,
      resolvedAt: null,
      createdAt: first.now,
      updatedAt: first.now,
      lastSeenAt: first.now,
      occurrences: 1,
      namespace: failure.namespace,
      scope: failure.scope,
      relatedFrom: [],
      relatedTo: [],
    });
    expect(await getIssue(table, refTo(issue))).toEqual(issue);
  });

  test('that repeats updates its issue and keeps when it began', async () => {
    const failure = aFailure();
    await reportFailure(table, failure, first);
    const changed = { ...failure, description: 'Now with details', severity: 'critical' as const, links: [] };
    const { issue, outcome } = await reportFailure(table, changed, later);
    expect(outcome).toBe('known');
    expect(issue).toMatchObject({
      id: first.id,
      description: 'Now with details',
      severity: 'critical',
      links: [],
      detectedAt: first.now,
      createdAt: first.now,
      updatedAt: later.now,
      lastSeenAt: later.now,
      occurrences: 2,
    });
    expect(await getIssue(table, refTo(issue))).toEqual(issue);
  });

  test('that comes back reopens its issue: same id and creation, new detection', async () => {
    const failure = aFailure();
    const { issue } = await reportFailure(table, failure, first);
    await resolveScope(table, failure.scope, failure.namespace, later);
    expect(await getIssue(table, refTo(issue))).toMatchObject({
      state: 'RESOLVED',
      resolvedAt: later.now,
      updatedAt: later.now,
      lastSeenAt: first.now,
    });
    const again = await reportFailure(table, failure, latest);
    expect(again.outcome).toBe('reopened');
    expect(again.issue).toMatchObject({
      id: issue.id,
      createdAt: first.now,
      state: 'ACTIVE',
      detectedAt: latest.now,
      resolvedAt: null,
      occurrences: 2,
    });
  });

  test('of another type, key, scope or namespace is another issue', async () => {
    const failure = aFailure();
    const others = [
      { issueType: 'build' as const },
      { dedupKey: 'yarn outdated' },
      { scope: { ...failure.scope, resourceName: 'backend-build' } },
      { scope: { ...failure.scope, resourceType: 'component' } },
      { scope: { ...failure.scope, resourceNamespace: newNamespace() } },
      { namespace: newNamespace(), scope: failure.scope },
    ];
    const reports = [{}, ...others].map((other) => aFailure({ ...failure, ...other }));
    const ids = await Promise.all(
      reports.map(async (one) => (await reportFailure(table, one, moment())).issue.id),
    );
    expect(new Set(ids).size).toBe(reports.length);
  });

  test('is one issue per scope and type with the policy `scope`', async () => {
    const { table } = countedTable({ dedup: 'scope' });
    const failure = aFailure();
    const { issue } = await reportFailure(table, failure, first);
    const other = await reportFailure(table, { ...failure, dedupKey: 'yarn outdated' }, later);
    expect(other).toMatchObject({ outcome: 'known', issue: { id: issue.id, occurrences: 2 } });
  });

  test('answers with the issues it is related to', async () => {
    const [failure, other] = [aFailure(), aFailure()];
    const [a, b] = [
      await reportFailure(table, failure, moment()),
      await reportFailure(table, other, moment()),
    ];
    await relate(table, a.issue.id, b.issue.id, everywhere);
    const again = await reportFailure(table, failure, later);
    expect(again.issue.relatedFrom).toMatchObject([{ targetId: b.issue.id, target: { id: b.issue.id } }]);
    expect(again.issue).toEqual(await getIssue(table, refTo(a.issue)));
  });

  test('reported as RESOLVED is recorded, resolved', async () => {
    const failure = aFailure({ state: 'RESOLVED' });
    const { issue, outcome } = await reportFailure(table, failure, first);
    expect(outcome).toBe('new');
    expect(issue).toMatchObject({ state: 'RESOLVED', resolvedAt: first.now, detectedAt: first.now });
    expect(await resolveScope(table, failure.scope, failure.namespace, later)).toEqual({
      resolved: 0,
      remaining: 0,
      isStale: false,
    });

    const active = await reportFailure(table, { ...failure, state: 'ACTIVE' }, later);
    expect(active.issue).toMatchObject({ id: issue.id, state: 'ACTIVE', detectedAt: later.now });
    const resolved = await reportFailure(table, failure, latest);
    expect(resolved.issue).toMatchObject({ state: 'RESOLVED', resolvedAt: latest.now, occurrences: 3 });
  });
});

test.each([
  ['new', 1],
  ['known', 2],
])(
  'a failure that is %s is counted once when the answer is lost and the SDK sends it again',
  async (_what, times) => {
    const failure = aFailure();
    if (times === 2) await reportFailure(table, failure, moment());
    const { table: unreliable, cost } = countedTable();
    let lost = 0;
    unreliable.db.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        // What is stored and not heard of: the update of a known failure, the transaction of a new one.
        if (lost === 0 && context.commandName !== (times === 1 ? 'UpdateItemCommand' : '')) {
          lost++;
          throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
        }
        return answer;
      },
      { step: 'finalizeRequest', name: 'loseAnswer', priority: 'low' },
    );
    await cost(() => reportFailure(unreliable, failure, moment(1)));
    expect(lost).toBe(1);
    expect(await rawItem(failure)).toMatchObject({ occurrences: times });
  },
);

describe('a success', () => {
  test("resolves its scope's issues of every type, and of its namespace alone", async () => {
    const failure = aFailure();
    const foreign = aFailure({ scope: failure.scope, namespace: newNamespace() });
    const elsewhere = aFailure({
      namespace: failure.namespace,
      scope: { ...failure.scope, resourceName: 'backend-build' },
    });
    for (const one of [failure, { ...failure, issueType: 'test' as const }, foreign, elsewhere]) {
      await reportFailure(table, one, moment());
    }
    expect(await resolveScope(table, failure.scope, failure.namespace, later)).toEqual({
      resolved: 2,
      remaining: 0,
      isStale: false,
    });
    const states = async (namespace: string) =>
      (await listIssues(table, listQuerySchema.parse({ namespace }))).data.map(({ state }) => state).sort();
    expect(await states(failure.namespace)).toEqual(['ACTIVE', 'RESOLVED', 'RESOLVED']);
    expect(await states(foreign.namespace)).toEqual(['ACTIVE']);
  });

  test('resolves more issues than it updates at once', async () => {
    const failure = aFailure();
    const keys = Array.from({ length: 120 }, (_, i) => `failure ${i}`);
    await Promise.all(keys.map((dedupKey) => reportFailure(table, { ...failure, dedupKey }, moment())));
    expect(await resolveScope(table, failure.scope, failure.namespace, later)).toEqual({
      resolved: 120,
      remaining: 0,
      isStale: false,
    });
    expect(await resolveScope(table, failure.scope, failure.namespace, later)).toEqual({
      resolved: 0,
      remaining: 0,
      isStale: false,
    });
  });

  test('a namespace that begins like another does not reach it', async () => {
    const namespace = newNamespace();
    const failure = aFailure({ namespace: `${namespace}-b` });
    await reportFailure(table, failure, first);
    expect(await resolveScope(table, failure.scope, namespace, later)).toEqual({
      resolved: 0,
      remaining: 0,
      isStale: false,
    });
  });
});

describe('retention', () => {
  const { table: expiring } = countedTable({ retentionDays: 30 });
  const inThirtyDays = (now: string) => Date.parse(now) / 1000 + 30 * 86_400;

  test('begins when an issue is resolved, ends when it is reopened, and goes for every way to resolve', async () => {
    const failure = aFailure();
    const { issue } = await reportFailure(expiring, failure, first);
    const expiry = async () => (await rawItem(failure)).expiresAt;
    expect(await expiry()).toBeUndefined();
    await resolveScope(expiring, failure.scope, failure.namespace, later);
    expect(await expiry()).toBe(inThirtyDays(later.now));
    await reportFailure(expiring, failure, latest);
    expect(await expiry()).toBeUndefined();
    await changeIssue(expiring, refTo(issue), { state: 'RESOLVED' }, latest);
    expect(await expiry()).toBe(inThirtyDays(latest.now));
    await reportFailure(expiring, { ...failure, state: 'RESOLVED' }, later);
    expect(await expiry()).toBe(inThirtyDays(later.now));
  });

  test('goes for an issue that is resolved from the first', async () => {
    const failure = aFailure({ state: 'RESOLVED' });
    await reportFailure(expiring, failure, first);
    expect((await rawItem(failure)).expiresAt).toBe(inThirtyDays(first.now));
  });
});

test('a success on a table that takes only some of its writes says how many are left, and the next takes them', async () => {
  const failure = aFailure();
  for (let i = 0; i < 5; i++) await reportFailure(table, { ...failure, dedupKey: String(i) }, moment(i));
  const resolveOn = (on = table) => resolveScope(on, failure.scope, failure.namespace, later);
  const refuse = (name: string) => async () => {
    throw Object.assign(new Error('Refused'), { name });
  };
  const overloaded = interrupted('UpdateItemCommand', 2, refuse('ThrottlingException'));
  expect(await resolveOn(overloaded)).toEqual({ resolved: 4, remaining: 1, isStale: false });
  await expect(
    resolveOn(interrupted('UpdateItemCommand', 1, refuse('ThrottlingException'))),
  ).rejects.toThrow();
  await expect(resolveOn(interrupted('UpdateItemCommand', 1, refuse('TypeError')))).rejects.toThrow();
  expect(await resolveOn()).toEqual({ resolved: 1, remaining: 0, isStale: false });
});
