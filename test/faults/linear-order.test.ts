import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Outcome, Request } from '../../harness/issue-model.ts';
import { type Operation, whyUnexplained } from '../../harness/linear-order.ts';

type Seen = Partial<Outcome>;
const op = (request: Request, start: number, end: number, seen: Seen = {}): Operation => ({
  ...{ request, start, end, seen },
});
const failure = (start: number, end: number, seen?: Seen, delivery?: string) =>
  op({ kind: 'failure', delivery }, start, end, seen);
const success = (start: number, end: number, isResolved?: boolean) =>
  op({ kind: 'success' }, start, end, isResolved === undefined ? {} : { isResolved });
const look = (at: number, state: Outcome['state'], occurrences: number) =>
  op({ kind: 'look' }, at, at + 1, { state, occurrences });
const resolve = (start: number, end: number) =>
  op({ kind: 'change', state: 'RESOLVED' }, start, end, { state: 'RESOLVED' });

const NEVER = Number.POSITIVE_INFINITY;
const MADE: Seen = { state: 'ACTIVE', occurrences: 1, isNew: true };
const seen = (occurrences: number): Seen => ({ state: 'ACTIVE', occurrences, isNew: false });

const POSSIBLE: Readonly<Record<string, readonly Operation[]>> = {
  'nothing at all': [],
  'one after another': [
    failure(0, 1, MADE),
    failure(2, 3, seen(2)),
    success(4, 5, true),
    look(6, 'RESOLVED', 2),
  ],
  'at once, answered in any order': [failure(0, 9, seen(3)), failure(0, 9, MADE), failure(0, 9, seen(2))],
  'a success beside the failure that it did not see': [
    failure(0, 9, MADE),
    success(1, 8, false),
    look(10, 'ACTIVE', 1),
  ],
  'a failure without an answer that was stored': [
    failure(0, 1, MADE),
    failure(2, NEVER),
    look(5, 'ACTIVE', 2),
  ],
  'a failure without an answer that was not': [failure(0, 1, MADE), failure(2, NEVER), look(5, 'ACTIVE', 1)],
  'one that is stored long after, and reopens': [
    failure(0, 1, MADE),
    failure(2, NEVER),
    success(3, 4, true),
    look(5, 'RESOLVED', 1),
    look(7, 'ACTIVE', 2),
  ],
  'a success without an answer that resolved': [
    failure(0, 1, MADE),
    success(2, NEVER),
    look(3, 'RESOLVED', 1),
  ],
  'a delivery that is sent again': [
    failure(0, NEVER, {}, 'a'),
    failure(1, 2, seen(1), 'a'),
    failure(3, 4, seen(1), 'a'),
  ],
};

/** What a lost answer explains, and nothing else. */
const LOST: Readonly<Record<string, readonly Operation[]>> = {
  'a success that resolved, and found nothing when it was tried again': [
    failure(0, 1, MADE),
    success(2, 9, false),
    look(10, 'RESOLVED', 1),
  ],
  'a report that the SDK tried again after another had come': [
    failure(0, 1, MADE),
    failure(2, 9, seen(4)),
    failure(3, 8, seen(3)),
  ],
  'a resolution that the SDK tried again after a failure had come': [
    failure(0, 1, MADE),
    resolve(2, 9),
    success(3, 4, false),
    failure(5, 6, seen(2)),
    look(10, 'RESOLVED', 2),
  ],
};

const IMPOSSIBLE: Readonly<Record<string, readonly Operation[]>> = {
  'a report that is lost': [failure(0, 1, MADE), failure(2, 3), look(4, 'ACTIVE', 1)],
  'a report that counts twice': [failure(0, 1, MADE), failure(2, 3, seen(3))],
  'a delivery that counts twice': [
    failure(0, NEVER, {}, 'a'),
    failure(1, 2, {}, 'a'),
    failure(3, 4, {}, 'b'),
    look(5, 'ACTIVE', 3),
  ],
  'more reports than anyone sent': [failure(0, 1, MADE), look(2, 'ACTIVE', 2)],
  'an issue that is made twice': [failure(0, 9, MADE), failure(0, 9, { isNew: true })],
  'an issue that comes back by itself': [
    failure(0, 1, MADE),
    success(2, 3, true),
    look(4, 'RESOLVED', 1),
    look(6, 'ACTIVE', 1),
  ],
  'a delivery that comes back after its success': [
    failure(0, 1, MADE, 'a'),
    success(2, 3, true),
    failure(4, NEVER, {}, 'a'),
    look(6, 'ACTIVE', 1),
  ],
  'a success that leaves it ACTIVE': [failure(0, 1, MADE), success(2, 3), look(4, 'ACTIVE', 1)],
  'a success that says it found something and resolves nothing': [
    failure(0, 1, MADE),
    resolve(2, 3),
    success(4, 5, true),
  ],
  'two successes that resolved the same': [failure(0, 1, MADE), success(2, 9, true), success(2, 9, true)],
  'a failure that was acknowledged, overtaken by an earlier success': [
    failure(0, 1, MADE),
    success(2, 3, true),
    failure(4, 5, seen(2)),
    look(6, 'RESOLVED', 2),
  ],
  'a resolution by id that did nothing': [failure(0, 1, MADE), resolve(2, 3), look(4, 'ACTIVE', 1)],
  'a look into the past': [failure(0, 1, MADE), failure(2, 3, seen(2)), look(4, 'ACTIVE', 1)],
  'an issue that nobody reported': [look(0, 'ACTIVE', 1)],
  'an issue that is gone': [failure(0, 1, MADE), look(2, undefined, 0)],
};

test.each(Object.entries(POSSIBLE))('is explained: %s', (_what, operations) => {
  expect(whyUnexplained(operations)).toBeUndefined();
});

test.each(Object.entries(IMPOSSIBLE))('is not explained: %s', (_what, operations) => {
  expect(whyUnexplained(operations)).toContain('no order explains this');
});

test.each(Object.entries(LOST))('is explained only by a lost answer: %s', (_what, operations) => {
  expect(whyUnexplained(operations, [4])).toBeUndefined();
  expect(whyUnexplained(operations, [1, 10])).toBeDefined();
});

/** What happens at second `n` of a history, asked a while before and answered a while after. */
const happening = fc.record({
  what: fc.constantFrom('failure', 'failure', 'failure a', 'failure b', 'success', 'look', 'resolve'),
  before: fc.nat(4),
  after: fc.nat(4),
  isAnswered: fc.nat(9).map((n) => n > 1),
  isStored: fc.boolean(),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** What a store that does one thing after another would have answered. */
function historyOf(happenings: readonly Happening[]): { operations: Operation[]; occurrences: number } {
  let [occurrences, isActive] = [0, false];
  const counted = new Set<string>();
  const operations = happenings.map(({ what, before, after, isAnswered, isStored }, second) => {
    const [kind = '', delivery] = what.split(' ');
    const [had, was] = [occurrences, isActive];
    const isStale = delivery !== undefined && counted.has(delivery);
    if (isAnswered || isStored) {
      if (kind === 'failure' && !isStale) {
        [occurrences, isActive] = [occurrences + 1, true];
        if (delivery !== undefined) counted.add(delivery);
      }
      if (kind === 'success' || kind === 'resolve') isActive = false;
    }
    const state = occurrences === 0 ? undefined : isActive ? 'ACTIVE' : 'RESOLVED';
    const requests: Record<string, [Request, Seen]> = {
      failure: [
        { kind: 'failure', delivery },
        { state, occurrences, isNew: had === 0 },
      ],
      success: [{ kind: 'success' }, { isResolved: was }],
      look: [{ kind: 'look' }, { state, occurrences }],
    };
    const [request, answer] = requests[kind] ?? [
      { kind: 'change', state: 'RESOLVED' },
      { state, occurrences },
    ];
    return isAnswered
      ? op(request, second - before, second + after, answer)
      : op(request, second - before, NEVER);
  });
  return { operations, occurrences };
}

const histories = fc.array(happening, { maxLength: 20 });
const AFTERWARDS = 30;

test('whatever a store does one thing after another is explained', () => {
  fc.assert(
    fc.property(histories, (happenings) => {
      expect(whyUnexplained(historyOf(happenings).operations)).toBeUndefined();
    }),
  );
});

test('one report more or less than were acknowledged is not', () => {
  fc.assert(
    fc.property(histories, fc.constantFrom(1, -1), (happenings, error) => {
      const all = happenings.map((one) => ({ ...one, isAnswered: true }));
      const { operations, occurrences } = historyOf(all);
      const wrong = op({ kind: 'look' }, AFTERWARDS, AFTERWARDS, { occurrences: occurrences + error });
      expect(whyUnexplained([...operations, wrong])).toBeDefined();
    }),
  );
});
