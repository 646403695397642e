import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { getIssue } from '../../functions/shared/store/read.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { aFailure, countedTable, moment, rawItem, refTo } from '../support/table.ts';

const { table } = countedTable();

const KEYS = ['a', 'b', 'c'] as const;
type Operation = { readonly kind: 'success' | (typeof KEYS)[number]; readonly delayMs: number };

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom('success' as const, ...KEYS),
  delayMs: fc.nat(6),
});
/** Groups of operations: those of one group run at the same time, the groups one after another. */
const history = fc.array(fc.array(operation, { minLength: 1, maxLength: 10 }), {
  minLength: 1,
  maxLength: 5,
});

/** What the requests sent so far allow an issue to be. */
interface Expected {
  isActive: boolean;
  occurrences: number;
}

test('failures and successes at random leave only what some order of them explains', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (groups) => {
      const failure = aFailure();
      const expected = new Map<string, Expected>();
      const ids = new Map<string, string>();
      for (const group of groups) {
        const successes = group.filter(({ kind }) => kind === 'success').length;
        let created = 0;
        const resolvedCounts = await Promise.all(
          group.map(async ({ kind, delayMs }) => {
            await sleep(delayMs);
            if (kind === 'success')
              return (await resolveScope(table, failure.scope, failure.namespace, moment())).resolved;
            const { issue, outcome } = await reportFailure(table, { ...failure, dedupKey: kind }, moment());
            expect(ids.get(kind) ?? issue.id).toBe(issue.id);
            ids.set(kind, issue.id);
            if (outcome === 'new') created++;
            return 0;
          }),
        );

        const issues = await Promise.all(
          [...ids].map(async ([key, id]) => [key, await getIssue(table, refTo({ id }))] as const),
        );
        expect(created).toBe(issues.filter(([key]) => !expected.has(key)).length);
        let fewest = 0;
        let most = 0;
        for (const [key, issue] of issues) {
          const before = expected.get(key) ?? { isActive: false, occurrences: 0 };
          const failures = group.filter(({ kind }) => kind === key).length;
          explain(issue, before, failures, successes);
          const isActive = issue.state === 'ACTIVE';
          expected.set(key, { isActive, occurrences: issue.occurrences });
          // How often an order that ends in this state can have resolved the issue.
          const activations = (before.isActive ? 1 : 0) + failures - (isActive ? 1 : 0);
          most += Math.min(successes, activations);
          fewest += !isActive && activations > 0 ? 1 : 0;
        }
        const resolved = resolvedCounts.reduce((sum, n) => sum + n, 0);
        expect(resolved).toBeGreaterThanOrEqual(fewest);
        expect(resolved).toBeLessThanOrEqual(most);
      }
      await indexesAgree(failure.namespace, expected);
    }),
    { numRuns: 20 },
  );
}, 120_000);

/** A success, or a failure with the id of its delivery, or without. */
const steps = fc.array(fc.constantFrom('success', 'a', 'b', 'c', undefined), { minLength: 1, maxLength: 12 });

test('deliveries that come again, one after another, change no more than when an ACTIVE issue was seen', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const failure = aFailure();
      const counted = new Set<string>();
      let expected = { state: '', occurrences: 0, title: '', updatedAt: '', lastSeenAt: '' };
      for (const [minute, step] of history.entries()) {
        const at = moment(minute * 60);
        const seen = { updatedAt: at.now, lastSeenAt: at.now };
        const title = `Failed in minute ${minute}`;
        if (step === 'success') {
          await resolveScope(table, failure.scope, failure.namespace, at);
          if (expected.state === 'ACTIVE') expected = { ...expected, state: 'RESOLVED', updatedAt: at.now };
        } else {
          const isDuplicate = step !== undefined && counted.has(step);
          const report = await reportFailure(table, { ...failure, title }, { ...at, deliveryId: step });
          expect(report.outcome === 'duplicate').toBe(isDuplicate);
          if (step !== undefined) counted.add(step);
          if (!isDuplicate) {
            expected = { ...seen, title, state: 'ACTIVE', occurrences: expected.occurrences + 1 };
          } else if (expected.state === 'ACTIVE') expected = { ...expected, ...seen };
          expect(report.issue).toMatchObject(expected);
        }
        const lastSeenAt = Date.parse(expected.lastSeenAt);
        if (expected.occurrences > 0) {
          expect(await rawItem(failure)).toMatchObject({ ...expected, lastSeenAt });
        }
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

function explain(issue: Issue, before: Expected, failures: number, successes: number): void {
  expect(issue.occurrences).toBe(before.occurrences + failures);
  expect(issue.resolvedAt === null).toBe(issue.state === 'ACTIVE');
  if (failures > 0 && successes === 0) expect(issue.state).toBe('ACTIVE');
  if (failures === 0 && successes > 0) expect(issue.state).toBe('RESOLVED');
  if (failures === 0 && successes === 0) expect(issue.state).toBe(before.isActive ? 'ACTIVE' : 'RESOLVED');
}

/** Lists and the next success see what the issues themselves say. */
async function indexesAgree(namespace: string, expected: ReadonlyMap<string, Expected>): Promise<void> {
  const active = [...expected.values()].filter(({ isActive }) => isActive).length;
  const total = async (query: object) =>
    (await listIssues(table, listQuerySchema.parse({ namespace, ...query }))).data.length;
  expect(await total({})).toBe(expected.size);
  expect(await total({ state: 'ACTIVE' })).toBe(active);
  const { scope } = aFailure({ namespace });
  expect(await resolveScope(table, scope, namespace, moment())).toEqual({
    resolved: active,
    remaining: 0,
    isStale: false,
  });
}
