import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import type { Moment } from '../../functions/shared/store/change.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { recoveryKey } from '../../functions/shared/store/items.ts';
import { changeIssue, deleteIssue } from '../../functions/shared/store/modify.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import {
  aFailure,
  atPresent,
  countedTable,
  interrupted,
  moment,
  rawItem,
  refTo,
  stored,
} from '../support/table.ts';

const { table } = countedTable();

const DAY_MS = 86_400_000;
const YESTERDAY = Date.now() - DAY_MS;
/** An event that happened `seconds` after an instant of yesterday and arrives now, as a delivery of its own. */
const happened = (seconds: number, deliveryId: string = randomUUID()): Moment => ({
  ...atPresent(),
  occurredAt: new Date(YESTERDAY + seconds * 1000).toISOString(),
  deliveryId,
});
const fail = (failure: FailureReport, at: Moment) => reportFailure(table, failure, at);
const succeed = (failure: FailureReport, at: Moment) =>
  resolveScope(table, failure.scope, failure.namespace, at);

describe('an event that is older than the last one applied', () => {
  test('a failure neither reopens nor changes the text, but is counted', async () => {
    const failure = aFailure();
    const { issue } = await fail(failure, happened(10));
    expect(await succeed(failure, happened(30))).toEqual({ resolved: 1, remaining: 0, isStale: false });
    const late = await fail({ ...failure, title: 'Later text' }, happened(20));
    expect(late).toMatchObject({
      outcome: 'stale',
      issue: { id: issue.id, state: 'RESOLVED', occurrences: 2, title: 'Later text' },
    });
    const older = await fail({ ...failure, title: 'Oldest text' }, happened(5));
    expect(older).toMatchObject({
      outcome: 'stale',
      issue: { state: 'RESOLVED', occurrences: 3, title: 'Later text' },
    });
    expect(await fail(failure, happened(40))).toMatchObject({
      outcome: 'reopened',
      issue: { state: 'ACTIVE' },
    });
  });

  test('a failure of an active issue is counted and leaves the later text', async () => {
    const failure = aFailure();
    await fail({ ...failure, title: 'Later text' }, happened(20));
    expect(await fail(failure, happened(10))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'ACTIVE', occurrences: 2, title: 'Later text' },
    });
  });

  test('a success resolves no failure that happened after it', async () => {
    const failure = aFailure();
    const another = { ...failure, dedupKey: 'another' };
    await fail(failure, happened(10));
    await fail(another, happened(30));
    expect(await succeed(failure, happened(20))).toEqual({ resolved: 1, remaining: 0, isStale: true });
    expect(await rawItem(failure)).toMatchObject({ state: 'RESOLVED' });
    expect(await rawItem(another)).toMatchObject({ state: 'ACTIVE' });
  });

  test('a failure that arrives after the success that followed it makes an issue that is resolved', async () => {
    const failure = aFailure();
    expect(await succeed(failure, happened(20))).toEqual({ resolved: 0, remaining: 0, isStale: false });
    expect(await fail(failure, happened(10))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'RESOLVED', occurrences: 1, resolvedAt: expect.any(String) },
    });
    expect(await succeed(failure, happened(15))).toEqual({ resolved: 0, remaining: 0, isStale: true });
    expect(await fail(failure, happened(30))).toMatchObject({ issue: { state: 'ACTIVE', resolvedAt: null } });
  });

  test('a failure does not reopen what a success, seen when nothing was active, came after', async () => {
    const failure = aFailure();
    await fail(failure, happened(10));
    await succeed(failure, happened(20));
    await succeed(failure, happened(40));
    expect(await fail(failure, happened(30))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'RESOLVED', occurrences: 2 },
    });
  });

  test('a failure does not reopen what a person resolved after it', async () => {
    const failure = aFailure();
    const { issue } = await fail(failure, happened(10));
    await changeIssue(table, refTo(issue), { state: 'RESOLVED' }, atPresent());
    expect(await fail(failure, happened(20))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'RESOLVED' },
    });
  });
});

test('of events of the same instant, the one that arrives last counts', async () => {
  const failure = aFailure();
  await fail(failure, happened(10));
  expect(await succeed(failure, happened(10))).toEqual({ resolved: 1, remaining: 0, isStale: false });
  expect(await fail(failure, happened(10))).toMatchObject({
    outcome: 'reopened',
    issue: { state: 'ACTIVE' },
  });
});

test("a sender's clock that is ahead does not shut out what comes after it", async () => {
  const failure = aFailure();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  await fail(failure, atPresent({ occurredAt: tomorrow }));
  const success = atPresent({ occurredAt: new Date().toISOString() });
  expect(await succeed(failure, success)).toEqual({ resolved: 1, remaining: 0, isStale: false });
});

test("another namespace's success says nothing of this one's failures", async () => {
  const failure = aFailure();
  await resolveScope(table, failure.scope, 'another', happened(20));
  expect(await fail(failure, happened(10))).toMatchObject({ outcome: 'new', issue: { state: 'ACTIVE' } });
});

describe('a delivery that is sent again', () => {
  test('counts once, new, repeated, or long ago', async () => {
    const failure = aFailure();
    const deliveries = Array.from({ length: 40 }, (_, i) => happened(i, `delivery ${i}`));
    for (const delivery of deliveries) await fail(failure, delivery);
    for (const index of [0, 20, 39]) {
      const again = await fail({ ...failure, title: 'Sent again' }, happened(index, `delivery ${index}`));
      expect(again).toMatchObject({ outcome: 'duplicate', issue: { occurrences: 40, title: failure.title } });
    }
  });

  test('counts once also when nobody says when it happened, and others came in between', async () => {
    const failure = aFailure();
    const deliver = (index: number) => fail(failure, atPresent({ deliveryId: `delivery ${index}` }));
    for (let i = 0; i < 40; i++) await deliver(i);
    // Of both generations that are remembered.
    for (const index of [0, 38]) {
      expect(await deliver(index)).toMatchObject({ outcome: 'duplicate', issue: { occurrences: 40 } });
    }
  });

  test('counts once also without a time, and does not reopen', async () => {
    const failure = aFailure();
    await fail(failure, atPresent({ deliveryId: 'run 7' }));
    await succeed(failure, atPresent());
    expect(await fail(failure, atPresent({ deliveryId: 'run 7' }))).toMatchObject({
      outcome: 'duplicate',
      issue: { state: 'RESOLVED', occurrences: 1 },
    });
  });

  test('counts once also when the issue was made by a report without one', async () => {
    const failure = aFailure();
    await fail(failure, atPresent());
    for (const [run, occurrences] of [
      [1, 2],
      [2, 3],
      [1, 3],
      [2, 3],
    ] as const) {
      const { issue } = await fail(failure, atPresent({ deliveryId: `run ${run}` }));
      expect(issue).toMatchObject({ occurrences });
    }
  });

  test('counts once when several are sent at once for which there is no place yet', async () => {
    const failure = aFailure();
    await fail(failure, atPresent());
    const runs = Array.from({ length: 60 }, (_, i) => `run ${i % 20}`);
    await Promise.all(runs.map((deliveryId) => fail(failure, atPresent({ deliveryId }))));
    expect(await rawItem(failure)).toMatchObject({ occurrences: 21 });
  });

  test('is told from one of the same id that came another way', async () => {
    const failure = aFailure();
    for (const [entryPoint, occurrences] of [
      ['pipeline-failure', 1],
      ['tekton', 2],
      ['pipeline-failure', 2],
    ] as const) {
      const { issue } = await fail(failure, atPresent({ deliveryId: 'run 7', entryPoint }));
      expect(issue).toMatchObject({ occurrences });
    }
  });

  test('of an ACTIVE issue moves when it was seen last, and nothing else; of a RESOLVED one, nothing', async () => {
    const failure = aFailure();
    const delivery = (seconds: number) => ({ ...moment(seconds), deliveryId: 'run 7' });
    await fail(failure, delivery(0));
    const before = await rawItem(failure);
    await fail({ ...failure, title: 'Sent again', links: [] }, delivery(60));
    const { now } = moment(60);
    expect(await rawItem(failure)).toEqual({ ...before, updatedAt: now, lastSeenAt: Date.parse(now) });
    await succeed(failure, moment(120));
    const resolved = await rawItem(failure);
    await fail(failure, delivery(180));
    expect(await rawItem(failure)).toEqual(resolved);
  });

  test('is not seen again in an issue that is resolved, or made anew, meanwhile', async () => {
    const failure = aFailure();
    const again = (meanwhile: () => Promise<unknown>) =>
      reportFailure(interrupted('UpdateItemCommand', 2, meanwhile), failure, happened(10, 'run 7'));
    const { issue } = await fail(failure, happened(10, 'run 7'));
    const resolved = await again(() => succeed(failure, happened(20)));
    const { lastSeenAt } = issue;
    expect(resolved).toMatchObject({ outcome: 'duplicate', issue: { state: 'RESOLVED', lastSeenAt } });
    expect(await rawItem(failure)).toMatchObject({ lastSeenAt: Date.parse(lastSeenAt) });
    await changeIssue(table, refTo(issue), { state: 'ACTIVE' }, atPresent());
    const anew = await again(async () => {
      await deleteIssue(table, refTo(issue));
      await fail(failure, happened(30, 'run 8'));
    });
    expect(anew).toMatchObject({ outcome: 'stale', issue: { occurrences: 2 } });
  });

  test('counts once when it is sent many times at once', async () => {
    const failure = aFailure();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => (await fail(failure, happened(i % 2, `${i % 2}`))).outcome),
    );
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(18);
    expect(await rawItem(failure)).toMatchObject({ occurrences: 2 });
  });

  test('is remembered without the issue growing for ever', async () => {
    const failure = aFailure();
    for (let i = 0; i < 100; i++) await fail(failure, happened(i, `delivery ${i}`));
    expect((await rawItem(failure)).deliveries).toHaveLength(64);
    // The last 64, and no other: that one is late by now.
    for (const [index, outcome] of [
      [36, 'duplicate'],
      [35, 'stale'],
    ] as const) {
      expect(await fail(failure, happened(index, `delivery ${index}`))).toMatchObject({ outcome });
    }
  });
});

describe('a failure of more than 30 days ago', () => {
  const daysAgo = (days: number) => happened(-(days - 1) * 86_400);

  test('makes no issue ACTIVE, though no success is known', async () => {
    const failure = aFailure();
    expect(await fail(failure, daysAgo(31))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'RESOLVED' },
    });
    expect(await fail(failure, daysAgo(30.5))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'RESOLVED', occurrences: 2 },
    });
    expect(await fail(failure, daysAgo(29.5))).toMatchObject({
      outcome: 'reopened',
      issue: { state: 'ACTIVE' },
    });
  });

  test('leaves ACTIVE what is', async () => {
    const failure = aFailure();
    await fail(failure, happened(0));
    expect(await fail(failure, daysAgo(31))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'ACTIVE', occurrences: 2 },
    });
  });
});

describe('an event that lands in the middle of another', () => {
  test('a failure that a success just missed when it looked is resolved all the same', async () => {
    const failure = aFailure();
    const slow = interrupted('UpdateItemCommand', 1, async () => {
      // The success looks for active issues meanwhile, and finds none.
      await sleep(200);
      expect(await fail(failure, happened(10))).toMatchObject({ issue: { state: 'ACTIVE' } });
    });
    const success = resolveScope(slow, failure.scope, failure.namespace, happened(20));
    expect(await success).toEqual({ resolved: 1, remaining: 0, isStale: false });
    expect(await rawItem(failure)).toMatchObject({ state: 'RESOLVED' });
  });

  test('a late failure does not overwrite the text of one less late', async () => {
    const failure = aFailure();
    await fail(failure, happened(10));
    await succeed(failure, happened(40));
    const slow = interrupted('UpdateItemCommand', 2, () =>
      fail({ ...failure, title: 'Less late' }, happened(30)),
    );
    await reportFailure(slow, { ...failure, title: 'Late' }, happened(20));
    expect(await rawItem(failure)).toMatchObject({ title: 'Less late', occurrences: 3, state: 'RESOLVED' });
  });

  test('a failure that would reopen an issue leaves it to the one that did', async () => {
    const failure = aFailure();
    await fail(failure, happened(10));
    await succeed(failure, happened(20));
    const slow = interrupted('TransactWriteItemsCommand', 1, () =>
      fail({ ...failure, title: 'Later text' }, happened(40)),
    );
    const { issue, outcome } = await reportFailure(slow, failure, happened(30));
    expect(outcome).toBe('stale');
    expect(issue).toMatchObject({ state: 'ACTIVE', occurrences: 3, title: 'Later text' });
  });

  test('a success without a time leaves alone what was resolved and came back since it looked', async () => {
    const failure = aFailure();
    await fail(failure, atPresent());
    const slow = interrupted('UpdateItemCommand', 1, async () => {
      expect(await succeed(failure, atPresent())).toMatchObject({ resolved: 1 });
      expect(await fail(failure, atPresent())).toMatchObject({ outcome: 'reopened' });
    });
    const late = await resolveScope(slow, failure.scope, failure.namespace, atPresent());
    expect(late).toEqual({ resolved: 0, remaining: 0, isStale: true });
    expect(await rawItem(failure)).toMatchObject({ state: 'ACTIVE', occurrences: 2 });
  });

  test('a new failure leaves its issue to the report that has made it meanwhile, and both count', async () => {
    const failure = aFailure();
    const slow = interrupted('TransactWriteItemsCommand', 1, () => fail(failure, happened(10)));
    const { issue, outcome } = await reportFailure(slow, failure, happened(20));
    expect(outcome).toBe('known');
    expect(await rawItem(failure)).toMatchObject({ id: issue.id, occurrences: 2 });
  });
});

describe('what is known of a scope', () => {
  test('is its latest success, also when an earlier one comes after it', async () => {
    const failure = aFailure();
    await succeed(failure, happened(40));
    expect(await succeed(failure, happened(20))).toEqual({ resolved: 0, remaining: 0, isStale: true });
    expect(await fail(failure, happened(30))).toMatchObject({
      outcome: 'stale',
      issue: { state: 'RESOLVED' },
    });
  });

  test('may be forgotten 30 days after its last event, of either kind', async () => {
    const failure = aFailure();
    const arriving = (seconds: number): Moment => ({ ...moment(seconds), occurredAt: moment(seconds).now });
    const expiresAt = async () => (await stored(recoveryKey(failure.scope, failure.namespace)))?.expiresAt;
    const inThirtyDays = ({ now }: Moment) => Date.parse(now) / 1000 + 30 * 86_400;
    for (const [seconds, tell] of [
      [0, fail],
      [60, succeed],
      [86_400, fail],
    ] as const) {
      await tell(failure, arriving(seconds));
      expect(await expiresAt()).toBe(inThirtyDays(arriving(seconds)));
    }
  });
});

const KEYS = ['a', 'b'] as const;
/** In the true order; each happens a second after the one before. */
const kinds = fc.array(fc.constantFrom('success' as const, ...KEYS), { minLength: 1, maxLength: 12 });
/** How events arrive: sorted by these, the repeats too, in groups at the same time. */
const arrival = fc.record({
  places: fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 }),
  repeats: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  atOnce: fc.integer({ min: 1, max: 6 }),
});

test('events in any order, repeated and at the same time, end as in the true order', async () => {
  await fc.assert(
    fc.asyncProperty(kinds, arrival, async (history, { places, repeats, atOnce }) => {
      const failure = aFailure();
      const events = history.map((kind, second) => ({ kind, second, deliveryId: randomUUID() }));
      const arriving = [...events, ...events.filter((_, i) => repeats[i])]
        .map((event, i) => ({ event, place: places[i] ?? 0 }))
        .sort((a, b) => a.place - b.place)
        .map(({ event }) => event);
      for (let i = 0; i < arriving.length; i += atOnce) {
        await Promise.all(
          arriving.slice(i, i + atOnce).map(({ kind, second, deliveryId }) => {
            const at = happened(second, deliveryId);
            return kind === 'success'
              ? succeed(failure, at)
              : fail({ ...failure, dedupKey: kind, title: `Failed at ${second}` }, at);
          }),
        );
      }
      for (const key of KEYS) {
        const failures = events.filter(({ kind }) => kind === key);
        const last = failures.at(-1)?.second;
        if (last === undefined) continue;
        const isResolved = events.some(({ kind, second }) => kind === 'success' && second > last);
        expect(await rawItem({ ...failure, dedupKey: key })).toMatchObject({
          state: isResolved ? 'RESOLVED' : 'ACTIVE',
          occurrences: failures.length,
          title: `Failed at ${last}`,
        });
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);
