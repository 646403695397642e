import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listGroups } from '../../functions/shared/store/groups.ts';
import { groupsQuerySchema } from '../../functions/shared/store/groups-query.ts';
import { changeIssue } from '../../functions/shared/store/modify.ts';
import { getIssue } from '../../functions/shared/store/read.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { newNamespace } from '../support/kite.ts';
import { aFailure, atPresent, countedTable, interrupted, rawItem, refTo } from '../support/table.ts';

const { table, cost } = countedTable();

const YESTERDAY = Date.now() - 86_400_000;
const time = (seconds: number) => new Date(YESTERDAY + seconds * 1000).toISOString();
const happened = (seconds: number) => atPresent({ occurredAt: time(seconds), deliveryId: randomUUID() });
const fail = async (failure: FailureReport, seconds: number, to = table) =>
  (await reportFailure(to, failure, happened(seconds))).issue;
const succeed = ({ scope, namespace }: FailureReport, at = atPresent()) =>
  resolveScope(table, scope, namespace, at);
/** When it failed, in seconds. */
const times = (since: number, last: number) => ({
  brokenSince: time(since),
  lastFailureAt: time(last),
});

describe('when an issue failed', () => {
  test("is told by the sender's clock, beside when Kite learned of it", async () => {
    const failure = aFailure();
    const before = new Date().toISOString();
    const issue = await fail(failure, 10);
    expect(issue).toMatchObject(times(10, 10));
    for (const learned of [issue.createdAt, issue.detectedAt, issue.lastSeenAt]) {
      expect(learned >= before).toBe(true);
    }
    const again = await fail(failure, 20);
    expect(again).toMatchObject({ ...times(10, 20), detectedAt: issue.detectedAt, occurrences: 2 });
    expect(await getIssue(table, refTo(issue))).toEqual(again);
  });

  test('is when Kite learned of it, where nobody says it', async () => {
    const failure = aFailure();
    const { issue } = await reportFailure(table, failure, atPresent());
    const { detectedAt } = issue;
    expect(issue).toMatchObject({
      brokenSince: detectedAt,
      lastFailureAt: detectedAt,
    });
    const again = (await reportFailure(table, failure, atPresent())).issue;
    expect(again).toMatchObject({ brokenSince: detectedAt });
    expect(again.lastFailureAt).toBe(again.lastSeenAt);
  });

  test('moves back at the beginning, and not at the end, with a failure that comes late', async () => {
    const failure = aFailure();
    await fail(failure, 30);
    expect(await fail(failure, 20)).toMatchObject(times(20, 30));
    expect(await fail(failure, 25)).toMatchObject(times(20, 30));
    expect(await fail(failure, 10)).toMatchObject({ ...times(10, 30), occurrences: 4 });
  });

  test('begins anew when it comes back, and stays when it is resolved', async () => {
    const failure = aFailure();
    await fail(failure, 10);
    await succeed(failure, happened(20));
    expect(await rawItem(failure)).toMatchObject({ filter: { since: Date.parse(time(10)) } });
    const back = await fail(failure, 40);
    expect(back).toMatchObject({ state: 'ACTIVE', ...times(40, 40) });
    // Of this period, and of the one before.
    expect(await fail(failure, 30)).toMatchObject(times(30, 40));
    expect(await fail(failure, 15)).toMatchObject(times(30, 40));
    expect(await fail(failure, 5)).toMatchObject(times(30, 40));
    await changeIssue(table, refTo(back), { state: 'RESOLVED' }, atPresent());
    expect(await getIssue(table, refTo(back))).toMatchObject({ state: 'RESOLVED', ...times(30, 40) });
  });

  test('begins anew by Kite’s clock when what brings it back says no time', async () => {
    const failure = aFailure();
    const issue = await fail(failure, 10);
    for (const bringBack of [
      () => reportFailure(table, failure, atPresent()),
      () => changeIssue(table, refTo(issue), { state: 'ACTIVE' }, atPresent()),
    ]) {
      await succeed(failure);
      await bringBack();
      const back = await getIssue(table, refTo(issue));
      expect(back.detectedAt > issue.detectedAt).toBe(true);
      expect(back).toMatchObject({ brokenSince: back.detectedAt });
      // It does not tell this period from the one before.
      expect(await fail(failure, 20)).toMatchObject({ brokenSince: back.detectedAt });
    }
  });

  test('of a failure that a success overtook is its own', async () => {
    const failure = aFailure();
    await succeed(failure, happened(20));
    expect(await fail(failure, 10)).toMatchObject({ state: 'RESOLVED', ...times(10, 10) });
    expect(await fail(failure, 5)).toMatchObject({ state: 'RESOLVED', ...times(5, 10) });
  });

  test('is the earliest of several that come late at the same time', async () => {
    const failure = aFailure();
    await fail(failure, 30);
    const slow = interrupted('UpdateItemCommand', 2, () => fail(failure, 10));
    expect(await fail(failure, 20, slow)).toMatchObject({ ...times(10, 30), occurrences: 3 });
  });

  test('does not move back to before a resolve that a late failure did not see', async () => {
    const failure = aFailure();
    await fail(failure, 30);
    const slow = interrupted('UpdateItemCommand', 2, async () => {
      await succeed(failure, happened(40));
      await fail(failure, 50);
    });
    expect(await fail(failure, 20, slow)).toMatchObject({ ...times(50, 50), occurrences: 3 });
  });

  test('costs nothing: a late failure takes 2 round trips, as ever, and 1 unit, and 1 in the index if it is the first', async () => {
    const failure = aFailure();
    await fail(failure, 30);
    await fail(failure, 40);
    const [, between] = await cost(() => fail(failure, 35));
    expect(between).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 1 });
    const [, first] = await cost(() => fail(failure, 10));
    expect(first).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 2 });
  });

  test('of an item of before is when Kite learned of it, and of its last failure as ever', async () => {
    const failure = aFailure();
    await fail(failure, 10);
    const { PK, SK } = await rawItem(failure);
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { PK, SK },
        UpdateExpression: 'SET createdAt = :text, lastSeenAt = :text REMOVE #filter.since',
        ExpressionAttributeNames: { '#filter': 'filter' },
        ExpressionAttributeValues: { ':text': time(10) },
      }),
    );
    for (const [seconds, last] of [
      [20, 20],
      [5, 20],
    ] as const) {
      const issue = await fail(failure, seconds);
      expect(issue.createdAt).toBe(time(10));
      expect(issue).toMatchObject({
        brokenSince: issue.detectedAt,
        lastFailureAt: time(last),
      });
    }
    await succeed(failure, happened(30));
    expect(await fail(failure, 40)).toMatchObject({ brokenSince: time(40) });
  });
});

test('failures of a period in any order, repeated and at the same time, end as in the true order', async () => {
  const periods = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(periods, fc.integer({ min: 1, max: 4 }), async (all, atOnce) => {
      const failure = aFailure();
      for (const [n, seconds] of all.entries()) {
        await succeed(failure, happened(n * 100));
        for (let i = 0; i < seconds.length; i += atOnce) {
          await Promise.all(seconds.slice(i, i + atOnce).map((second) => fail(failure, n * 100 + second)));
        }
      }
      const { id } = await rawItem(failure);
      const last = all.length - 1;
      expect(await getIssue(table, refTo({ id: String(id) }))).toMatchObject(
        times(last * 100 + Math.min(...(all[last] ?? [])), last * 100 + Math.max(...(all[last] ?? []))),
      );
    }),
    { numRuns: 15 },
  );
}, 120_000);

describe('scopes', () => {
  const failing = (namespace: string, resourceName: string, changes: Partial<FailureReport> = {}) =>
    aFailure({
      namespace,
      scope: { resourceType: 'component', resourceName, resourceNamespace: namespace },
      ...changes,
    });
  const groups = (query: Record<string, unknown>) => listGroups(table, groupsQuerySchema.parse(query));

  test('are broken since the first of their issues, and come in that order, of each severity or of all', async () => {
    const namespace = newNamespace();
    await fail(failing(namespace, 'second'), 20);
    await fail(failing(namespace, 'worst', { severity: 'critical' }), 40);
    await fail(failing(namespace, 'first', { dedupKey: 'one' }), 30);
    await fail(failing(namespace, 'first', { dedupKey: 'other' }), 35);
    await fail(failing(namespace, 'last'), 50);
    // Late: it moves its scope.
    await fail(failing(namespace, 'first', { dedupKey: 'other' }), 10);
    const walk = async (order: object) => {
      const shown: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await groups({ namespace, limit: '1', ...order, ...(cursor && { cursor }) });
        shown.push(...page.data.map(({ scope }) => scope.resourceName));
        cursor = page.nextCursor;
      } while (cursor);
      return shown;
    };
    expect(await walk({})).toEqual(['worst', 'first', 'second', 'last']);
    expect(await walk({ order: 'OLDEST' })).toEqual(['first', 'second', 'worst', 'last']);
    const { data } = await groups({ namespace, order: 'oldest', limit: '1' });
    expect(data).toMatchObject([
      {
        brokenSince: time(10),
        lastFailureAt: time(35),
        newest: [
          { brokenSince: time(10), lastFailureAt: time(35) },
          { brokenSince: time(30), lastFailureAt: time(30) },
        ],
      },
    ]);
  });

  test('take a cursor only in the order that gave it', async () => {
    const namespace = newNamespace();
    for (const name of ['one', 'other']) await fail(failing(namespace, name), 10);
    for (const [order, other] of [
      ['worst', 'oldest'],
      ['oldest', 'worst'],
    ]) {
      const { nextCursor } = await groups({ namespace, order, limit: '1' });
      const { error } = groupsQuerySchema.safeParse({ namespace, order: other, cursor: nextCursor });
      expect(error?.issues).toMatchObject([{ path: ['cursor'], message: 'belongs to another order' }]);
    }
  });
});
