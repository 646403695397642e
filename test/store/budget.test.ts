import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listGroups } from '../../functions/shared/store/groups.ts';
import { groupsQuerySchema } from '../../functions/shared/store/groups-query.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { changeIssue, deleteIssue } from '../../functions/shared/store/modify.ts';
import { getIssue } from '../../functions/shared/store/read.ts';
import { relate, unrelate } from '../../functions/shared/store/relate.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { newNamespace } from '../support/issues.ts';
import { aFailure, countedTable, everywhere, moment, refTo, releases } from '../support/table.ts';

const { table, cost } = countedTable();
const fail = (failure = aFailure(), at = moment()) => reportFailure(table, failure, at);
const succeed = async ({ scope, namespace } = aFailure(), at = moment(60)) =>
  (await resolveScope(table, scope, namespace, at)).resolved;

/** The design's budget: sequential round trips, and units as DynamoDB Local reports them. */
describe('what operations cost', () => {
  test('a new failure: 2 round trips, 8 write units, and 1 more for the first that an instance makes in a namespace', async () => {
    const failure = aFailure();
    const [, first] = await cost(() => fail(failure));
    expect(first).toEqual({ roundTrips: 2, requests: 3, readUnits: 0, writeUnits: 9 });
    const [, spent] = await cost(() => fail({ ...failure, dedupKey: 'another' }));
    expect(spent).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 8 });
  });

  test('a repeated failure: 1 round trip, 1 write unit, whatever its text says', async () => {
    // As docs/webhooks.md has it.
    const reason = 'Dependency conflict with React version';
    const failure = aFailure({
      dedupKey: reason,
      description: `The pipeline run frontend-build failed with reason: ${reason}`,
    });
    await fail(failure);
    const again = { ...failure, title: 'Another title', description: 'Another description', links: [] };
    const [, spent] = await cost(() => fail(again, moment(1)));
    expect(spent).toEqual({ roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 1 });
  });

  test('a reopened failure: 1 round trip, 4 write units', async () => {
    const failure = aFailure();
    await fail(failure);
    await succeed(failure);
    const [, spent] = await cost(() => fail(failure, moment(120)));
    expect(spent).toEqual({ roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 4 });
  });

  test('a success with nothing active: 1 round trip, at most 1 read unit, also after a long history', async () => {
    const failure = aFailure();
    for (let i = 0; i < 20; i++) await fail({ ...failure, dedupKey: `failure ${i}` }, moment(i));
    await succeed(failure);
    const [resolved, spent] = await cost(() => succeed(failure));
    expect(resolved).toBe(0);
    expect(spent).toMatchObject({ roundTrips: 1, requests: 1, writeUnits: 0 });
    expect(spent.readUnits).toBeLessThanOrEqual(1);
  });

  test.each([1, 20])('a success with %i active: 2 round trips, 4 write units each', async (n) => {
    const failure = aFailure();
    for (let i = 0; i < n; i++) await fail({ ...failure, dedupKey: `failure ${i}` }, moment(i));
    const [resolved, spent] = await cost(() => succeed(failure));
    expect(resolved).toBe(n);
    expect(spent).toMatchObject({ roundTrips: 2, requests: 1 + n, writeUnits: 4 * n });
  });

  describe('of events that say when they happened, and the name of their delivery', () => {
    const said = (seconds: number) => {
      const at = moment(seconds);
      return { ...at, occurredAt: at.now, deliveryId: `delivery ${at.id}` };
    };

    // DynamoDB Local does not report an update that is in a transaction with puts: on AWS, new is 10 units.
    test('a new failure: 2 round trips, 8 write units; repeated: 1 and 1; reopened: 2 and 10', async () => {
      const failure = aFailure();
      await fail({ ...failure, dedupKey: 'the first of its namespace' });
      const [, created] = await cost(() => fail(failure, said(0)));
      expect(created).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 8 });
      const [, repeated] = await cost(() => fail(failure, said(1)));
      expect(repeated).toEqual({ roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 1 });
      await succeed(failure, said(60));
      const [, reopened] = await cost(() => fail(failure, said(120)));
      expect(reopened).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 10 });
    });

    /** As long as those of consoles that have the region, the account and the run in them. */
    const url = `https://console.example/${'x'.repeat(600)}`;

    test('repeated, with as many deliveries as an issue knows and a long URL: 1 round trip, 2 write units', async () => {
      const failure = aFailure({ links: [{ title: 'Pipeline Run Logs', url }] });
      for (let i = 0; i < 70; i++) await fail(failure, said(i));
      const [, spent] = await cost(() => fail(failure, said(70)));
      expect(spent).toEqual({ roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 2 });
    });

    test('repeated 80 times with an id: 1 round trip each, and 3 once, to make room for more ids', async () => {
      const failure = aFailure();
      const roundTrips: number[] = [];
      for (let i = 0; i < 80; i++) roundTrips.push((await cost(() => fail(failure, said(i))))[1].roundTrips);
      const more = roundTrips.flatMap((trips, i) => (trips === 1 ? [] : [[i, trips]]));
      expect(more).toEqual([
        [0, 2],
        [8, 3],
      ]);
    });

    test('sent again: 2 round trips for an ACTIVE issue, 1 for a RESOLVED one', async () => {
      const failure = aFailure();
      const delivery = said(0);
      await fail(failure, delivery);
      const [, active] = await cost(() => fail(failure, delivery));
      // DynamoDB Local does not report what an update costs whose condition fails: on AWS, 1 more.
      expect(active).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 1 });
      await succeed(failure, said(60));
      const [, resolved] = await cost(() => fail(failure, delivery));
      expect(resolved).toEqual({ roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 0 });
    });

    test('a reminder: as what is sent again, and 2 round trips, 10 write units to bring back what was resolved', async () => {
      const failure = aFailure();
      const first = { ...said(0), isReminder: true };
      const remind = () => fail(failure, { ...first, id: randomUUID() });
      await remind();
      const [, active] = await cost(remind);
      expect(active).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 1 });
      // By a person: that says when it was, but is not noted as a success.
      await succeed(failure, moment(60));
      const [{ outcome }, back] = await cost(remind);
      expect(outcome).toBe('reopened');
      expect(back).toEqual({ roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 10 });
      await succeed(failure, said(60));
      const [late, spent] = await cost(remind);
      expect(late).toMatchObject({ outcome: 'duplicate', issue: { state: 'RESOLVED', occurrences: 2 } });
      expect(spent).toMatchObject({ roundTrips: 2, requests: 2 });
    });

    test('a failure that was overtaken by a success: 3 round trips', async () => {
      const failure = aFailure();
      await succeed(failure, said(60));
      const [{ outcome }, spent] = await cost(() => fail(failure, said(30)));
      expect(outcome).toBe('stale');
      expect(spent.roundTrips).toBe(3);
    });

    test('a success with nothing active: 1 round trip, 1 write unit', async () => {
      const failure = aFailure();
      const [, spent] = await cost(() => succeed(failure, said(60)));
      expect(spent).toMatchObject({ roundTrips: 1, requests: 2, writeUnits: 1 });
      expect(spent.readUnits).toBeLessThanOrEqual(1);
    });

    test('a success with a key and no time: 1 round trip, 2 with active ones, as without a key', async () => {
      const failure = aFailure();
      const keyed = { ...moment(60), deliveryId: 'a key' };
      const [, none] = await cost(() => succeed(failure, keyed));
      expect(none).toMatchObject({ roundTrips: 1, requests: 2, writeUnits: 0 });
      await fail(failure);
      const [, spent] = await cost(() => succeed(failure, keyed));
      expect(spent).toMatchObject({ roundTrips: 2, requests: 3, writeUnits: 4 });
    });

    test('a success with active ones: 2 round trips, also when they failed just now', async () => {
      for (const [failed, succeeded] of [
        [0, 120],
        [0, 10],
      ] as const) {
        const failure = aFailure();
        await fail(failure, said(failed));
        const [resolved, spent] = await cost(() => succeed(failure, said(succeeded)));
        expect(resolved).toBe(1);
        expect(spent).toMatchObject({ roundTrips: 2, writeUnits: 5 });
      }
    });
  });

  describe('while earlier rules are kept', () => {
    const namespace = newNamespace();
    const failing = (dedupKey: FailureReport['dedupKey'] = { message: 'exit 1 in step a' }) =>
      aFailure({
        namespace,
        scope: {
          resourceType: 'pipelinerun',
          resourceName: randomUUID().slice(0, 8),
          resourceNamespace: namespace,
        },
        dedupKey,
      });
    const [before, updated, twice] = [releases.first, releases.updated, releases.updatedTwice].map(
      (release) => countedTable(release),
    );
    if (!before || !updated || !twice) throw new Error('There are three of them');
    type Counted = typeof updated;
    const costOf = async ({ table, cost }: Counted, failure = failing(), at = moment(120)) =>
      (await cost(() => reportFailure(table, failure, at)))[1];
    const byScope = countedTable({ ...releases.updatedTwice, dedup: 'scope' });

    // What an instance notes of a namespace, once, is counted above.
    beforeAll(() =>
      Promise.all([updated, twice, byScope].map(({ table }) => reportFailure(table, failing(), moment()))),
    );

    test('a repeat of an issue of an earlier rule: 2 round trips; two rules back 3; 1 write unit', async () => {
      const failure = failing();
      await reportFailure(before.table, failure, moment());
      const repeated = { roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 1 };
      expect(await costOf(updated, failure)).toEqual(repeated);
      expect(await costOf(updated, failure)).toEqual(repeated);
      const further = await costOf(twice, failure);
      expect(further).toMatchObject({ roundTrips: 3, requests: 4, writeUnits: 1 });
      expect(further.readUnits).toBeLessThanOrEqual(1);
    });

    // DynamoDB Local does not report condition checks beside puts: on AWS, each is 2 units more.
    test('a new failure: 3 round trips, however many are kept, and the same 8 write units', async () => {
      expect(await costOf(updated)).toEqual({ roundTrips: 3, requests: 3, readUnits: 0, writeUnits: 8 });
      const further = await costOf(twice);
      expect(further).toMatchObject({ roundTrips: 3, requests: 4, writeUnits: 8 });
      expect(further.readUnits).toBeLessThanOrEqual(1);
    });

    test('repeated and reopened under the current rule: 1 round trip each, as ever', async () => {
      const failure = failing();
      await costOf(updated, failure);
      const repeated = { roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 1 };
      expect(await costOf(updated, failure)).toEqual(repeated);
      await succeed(failure, moment(180));
      expect(await costOf(updated, failure, moment(240))).toEqual({ ...repeated, writeUnits: 4 });
    });

    test('a key of its own, or the policy `scope`: nothing more', async () => {
      const created = { roundTrips: 2, requests: 2, readUnits: 0, writeUnits: 8 };
      expect(await costOf(twice, failing('deploy'))).toEqual(created);
      expect(await costOf(byScope)).toEqual(created);
    });

    test('a delivery that comes again to an issue of an earlier rule: 1 round trip more', async () => {
      const failure = failing();
      const at = { ...moment(), deliveryId: 'delivery' };
      await reportFailure(before.table, failure, at);
      const again = { roundTrips: 3, requests: 3, readUnits: 0, writeUnits: 1 };
      expect(await costOf(updated, failure, at)).toEqual(again);
      await succeed(failure);
      expect(await costOf(updated, failure, at)).toEqual({
        ...again,
        roundTrips: 2,
        requests: 2,
        writeUnits: 0,
      });
    });
  });

  test('the groups of a namespace: 2 round trips; 1 unit for each issue shown and each scope', async () => {
    const { namespace } = aFailure();
    for (const resourceName of ['a', 'b', 'c']) {
      const scope = { resourceType: 'component', resourceName, resourceNamespace: namespace };
      for (const dedupKey of ['one', 'other']) await fail(aFailure({ namespace, scope, dedupKey }));
      await succeed(aFailure({ scope }));
    }
    const [{ data }, spent] = await cost(() => listGroups(table, groupsQuerySchema.parse({ namespace })));
    expect(data).toHaveLength(3);
    expect(spent).toMatchObject({ roundTrips: 2, requests: 3, writeUnits: 0 });
    expect(spent.readUnits).toBeLessThanOrEqual(10);
  });

  test('get: 2 round trips, also with related issues', async () => {
    const [{ issue: a }, { issue: b }, { issue: c }] = [await fail(), await fail(), await fail()];
    await relate(table, a.id, b.id, everywhere);
    await relate(table, c.id, a.id, everywhere);
    const [issue, spent] = await cost(() => getIssue(table, refTo(a)));
    expect(issue.relatedFrom).toHaveLength(1);
    expect(issue.relatedTo).toHaveLength(1);
    expect(spent).toEqual({ roundTrips: 2, requests: 2, readUnits: 4, writeUnits: 0 });
  });

  test('resolve, change and delete by id: 2 round trips', async () => {
    const { issue } = await fail();
    const [, resolving] = await cost(() =>
      changeIssue(table, refTo(issue), { state: 'RESOLVED' }, moment(1)),
    );
    expect(resolving).toEqual({ roundTrips: 2, requests: 2, readUnits: 1, writeUnits: 4 });
    const [, changing] = await cost(() => changeIssue(table, refTo(issue), { title: 'Another' }, moment(2)));
    expect(changing).toEqual({ roundTrips: 2, requests: 2, readUnits: 1, writeUnits: 1 });
    const [, deleting] = await cost(() => deleteIssue(table, refTo(issue)));
    expect(deleting).toMatchObject({ roundTrips: 2, requests: 2, readUnits: 1 });
  });

  test('an issue written back as it was read: 2 round trips; in another state 3', async () => {
    const { issue } = await fail();
    const { id, namespace, scopeId, scope, title, description, severity, issueType } = issue;
    const read = { id, namespace, scopeId, scope, title, description, severity, issueType };
    for (const state of ['ACTIVE', 'RESOLVED'] as const) {
      if (state === 'RESOLVED') {
        const [, changed] = await cost(() => changeIssue(table, refTo(issue), { ...read, state }, moment(1)));
        expect(changed).toMatchObject({ roundTrips: 3, requests: 3 });
      }
      const [, unchanged] = await cost(() => changeIssue(table, refTo(issue), { ...read, state }, moment(2)));
      expect(unchanged).toEqual({ roundTrips: 2, requests: 2, readUnits: 1, writeUnits: 1 });
    }
    const [, onlyNames] = await cost(() => changeIssue(table, refTo(issue), { id, scope }, moment(3)));
    expect(onlyNames).toEqual({ roundTrips: 2, requests: 2, readUnits: 2, writeUnits: 0 });
  });

  test('relate and unrelate: 2 round trips', async () => {
    const [{ issue: a }, { issue: b }] = [await fail(), await fail()];
    const [, relating] = await cost(() => relate(table, a.id, b.id, everywhere));
    expect(relating).toMatchObject({ roundTrips: 2, requests: 3 });
    const [, unrelating] = await cost(() => unrelate(table, b.id, a.id, everywhere));
    expect(unrelating).toMatchObject({ roundTrips: 2, requests: 3 });
  });

  test('a list page: 2 round trips, of whatever filters, first or deep', async () => {
    const failure = aFailure();
    for (let i = 0; i < 30; i++) await fail({ ...failure, dedupKey: `failure ${i}` }, moment(i));
    const { namespace } = failure;
    const first = listQuerySchema.parse({ namespace, limit: '10' });
    const [page, spent] = await cost(() => listIssues(table, first));
    expect((await cost(() => listIssues(table, { ...first, order: 'oldest' })))[1]).toEqual(spent);
    expect(page.data).toHaveLength(10);
    expect(spent.roundTrips).toBe(2);
    const cursor = page.nextCursor;
    for (const query of [
      { offset: '15' },
      { cursor },
      { state: 'ACTIVE' },
      { severity: 'major' },
      { order: 'oldest' },
    ]) {
      const [, other] = await cost(() =>
        listIssues(table, listQuerySchema.parse({ namespace, limit: '10', ...query })),
      );
      expect(other.roundTrips).toBe(2);
    }
  });
});
