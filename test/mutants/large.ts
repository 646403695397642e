import type { Mutant } from './mutant.ts';

const SUCCESS = 'functions/shared/store/success.ts';
const large = (name: string) => ({ file: 'test/e2e/large-success.test.ts', name });

/** What is promised of a success that resolves more issues than a request has time for. */
export const largeSuccesses: readonly Mutant[] = [
  {
    id: 'J09',
    guarantee: 'A success that runs out of time says how many issues remain.',
    file: SUCCESS,
    changes: [['const remaining = left + failures.length;', 'const remaining = failures.length;']],
    test: large('as it comes'),
  },
  {
    id: 'J10',
    guarantee: 'A success that is sent again with its key says the sum.',
    file: SUCCESS,
    changes: [['const total = (earlier ?? 0) + resolved;', 'const total = resolved;']],
    test: large('with its time'),
  },
  {
    id: 'J11',
    guarantee: 'Another delivery does not say what this one resolved.',
    file: 'functions/shared/store/recovery.ts',
    changes: [['progress && reportId(moment).equals(progress.delivery)', 'progress']],
    test: large('as it comes'),
  },
  {
    id: 'J12',
    guarantee: 'A success that the table takes only in part says how many it resolved.',
    file: SUCCESS,
    changes: [['resolved === 0 || !isUnavailable(reason)', 'resolved < 1e9 || !isUnavailable(reason)']],
    test: { file: 'test/store/report.test.ts', name: 'a table that takes only some' },
  },
];
