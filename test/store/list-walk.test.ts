import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { changeIssue, deleteIssue } from '../../functions/shared/store/modify.ts';
import { ReadBudget } from '../../functions/shared/store/read-budget.ts';
import { newNamespace } from '../support/kite.ts';
import { aFailure, countedTable, moment, refTo } from '../support/table.ts';

const { table } = countedTable();

/** What one issue is, by what lists filter by. */
interface Sample {
  readonly severity: 'minor' | 'major';
  readonly state: 'ACTIVE' | 'RESOLVED';
  readonly title: 'red' | 'green';
}
const sample: fc.Arbitrary<Sample> = fc.record({
  severity: fc.constantFrom('minor', 'major'),
  state: fc.constantFrom('ACTIVE', 'RESOLVED'),
  title: fc.constantFrom('red', 'green'),
});
const query = fc.record(
  {
    severity: fc.constant('minor'),
    state: fc.constantFrom('ACTIVE', 'RESOLVED'),
    search: fc.constant('RED'),
    order: fc.constantFrom('newest', 'oldest'),
  },
  { requiredKeys: [] },
);
type Query = Partial<Record<'severity' | 'state' | 'search' | 'order', string>>;
const inOrder = (oldestFirst: readonly string[], { order }: Query) =>
  order === 'oldest' ? oldestFirst : oldestFirst.toReversed();
const matches = (of: Sample, { severity, state, search }: Query) =>
  (severity === undefined || of.severity === severity) &&
  (state === undefined || of.state === state) &&
  (search === undefined || of.title === 'red');

/** So little that a request comes no further than a few issues and entries. */
const budget = fc.record({
  units: fc.integer({ min: 1, max: 12 }),
  entriesAtOnce: fc.integer({ min: 1, max: 4 }),
  firstChunk: fc.integer({ min: 1, max: 3 }),
  greatest: fc.constant(1),
});
const limit = fc.integer({ min: 1, max: 4 });
const samples = fc.array(sample, { minLength: 1, maxLength: 14 });
/** How many namespaces have the issues in turn. */
const places = fc.integer({ min: 1, max: 3 });
const namespacesOf = (count: number) => Array.from({ length: count }, newNamespace);

async function report(namespace: string, of: Sample, n: number, seconds = n): Promise<Issue> {
  const failure = aFailure({ namespace, dedupKey: `${n}`, ...of });
  return (await reportFailure(table, failure, moment(seconds))).issue;
}

/** Every page, with what happens after it. */
async function* pages(namespace: readonly string[], asked: Query, size: number, may: object) {
  let cursor: string | null | undefined;
  do {
    const page = await listIssues(
      table,
      listQuerySchema.parse({ namespace, ...asked, limit: `${size}`, ...(cursor && { cursor }) }),
      new ReadBudget(may),
    );
    yield page;
    cursor = page.nextCursor;
  } while (cursor);
}
const MOST_PAGES = 200;

describe('a walk by cursor, however little a request may read', () => {
  test('shows every match once, in order, and counts up to the truth', async () => {
    await fc.assert(
      fc.asyncProperty(samples, places, query, limit, budget, async (all, count, asked, size, may) => {
        const namespaces = namespacesOf(count);
        const issues: Issue[] = [];
        for (const [n, one] of all.entries()) issues.push(await report(nth(namespaces, n), one, n));
        const expected = issues.filter((_, n) => matches(all[n] ?? fail(), asked)).map(({ id }) => id);
        const walked: string[] = [];
        let total = 0;
        let turns = 0;
        for await (const page of pages(namespaces, asked, size, may)) {
          walked.push(...page.data.map(({ id }) => id));
          expect(page.total).toBeGreaterThanOrEqual(Math.max(total, walked.length));
          expect(page.total).toBeLessThanOrEqual(expected.length);
          if (page.totalIsExact !== false) expect(page.total).toBe(expected.length);
          total = page.total;
          if (++turns > MOST_PAGES) throw new Error('The walk does not end');
        }
        expect(walked).toEqual(inOrder(expected, asked));
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  test('shows every match that stays once, whatever is written between its pages', async () => {
    const write = fc.record({
      what: fc.constantFrom('report', 'reopen', 'resolve', 'severity', 'title', 'delete'),
      which: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { minLength: 3, maxLength: 14 }),
        places,
        query,
        limit,
        budget,
        fc.array(write, { maxLength: 12 }),
        async (all, places, asked, size, may, writes) => {
          const namespaces = namespacesOf(places);
          const issues: Issue[] = [];
          for (const [n, one] of all.entries()) issues.push(await report(nth(namespaces, n), one, n));
          const touched = new Set<string>();
          const deleted = new Set<string>();
          const happen = async ({ what, which }: (typeof writes)[number], at: number) => {
            const n = which % issues.length;
            const issue = issues[n];
            if (what === 'report' || issue === undefined) {
              await report(nth(namespaces, at), { severity: 'minor', state: 'ACTIVE', title: 'red' }, at, at);
              return;
            }
            if (deleted.has(issue.id)) return;
            touched.add(issue.id);
            const change = {
              reopen: { state: 'ACTIVE' },
              resolve: { state: 'RESOLVED' },
              severity: { severity: issue.severity === 'minor' ? 'major' : 'minor' },
              title: { title: issue.title === 'red' ? 'green' : 'red' },
            } as const;
            if (what === 'delete') {
              deleted.add(issue.id);
              await deleteIssue(table, refTo(issue));
            } else await changeIssue(table, refTo(issue), change[what], moment(at));
          };
          const walked: string[] = [];
          let count = 0;
          for await (const page of pages(namespaces, asked, size, may)) {
            walked.push(...page.data.map(({ id }) => id));
            const next = writes.pop();
            if (next) await happen(next, 1_000 + count);
            if (++count > MOST_PAGES) throw new Error('The walk does not end');
          }
          // What comes back goes to the end of the oldest first, where it is seen again.
          if (asked.order !== 'oldest') expect(new Set(walked).size).toBe(walked.length);
          const stayed = issues.filter(({ id }, n) => !touched.has(id) && matches(all[n] ?? fail(), asked));
          expect(walked.filter((id) => stayed.some((issue) => issue.id === id))).toEqual(
            inOrder(
              stayed.map(({ id }) => id),
              asked,
            ),
          );
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});

const nth = (namespaces: readonly string[], n: number) => namespaces[n % namespaces.length] ?? '';

function fail(): never {
  throw new Error('There is a sample for each issue');
}
