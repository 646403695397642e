import type { Mutant } from './mutant.ts';

const THROTTLE = 'functions/shared/http/throttle.ts';
const ENDPOINT = 'functions/shared/http/endpoint.ts';
const fairness = (name: string) => ({ file: 'test/e2e/fairness.test.ts', name });
const unit = (name: string) => ({ file: 'test/http/throttle.test.ts', name });

/** What is promised to callers of one that floods. */
export const fair: readonly Mutant[] = [
  {
    id: 'J13',
    guarantee: "A caller's flood is refused.",
    file: ENDPOINT,
    changes: [['if (perSecond > 0) chain.use', 'if (perSecond < 0) chain.use']],
    test: fairness('a flood of reads'),
  },
  {
    id: 'J14',
    guarantee: "A caller's flood is its own affair.",
    file: THROTTLE,
    changes: [['keyOf(callerOf(event), event)', "'all'"]],
    test: fairness('a flood of reads'),
  },
  {
    id: 'J15',
    guarantee: 'A storm of failures is heard.',
    file: ENDPOINT,
    changes: [["['publish', 'write']", "['write']"]],
    test: fairness('a storm of failures'),
  },
  {
    id: 'J16',
    guarantee: 'Searches are refused sooner than other reads.',
    file: 'functions/issues/list.ts',
    changes: [['search ? 10 : 1', 'search ? 1 : 1']],
    test: fairness('searches'),
  },
  {
    id: 'J17',
    guarantee: 'Who cannot prove to be a sender uses up nothing of it.',
    file: ENDPOINT,
    changes: [
      [
        'chain.use(authentication);',
        "chain.use(throttle(perSecond || 1, () => ({ id: 'all', grants: [] }) as unknown as Caller));\n  chain.use(authentication);",
      ],
    ],
    test: fairness('who has no secret'),
  },
  {
    id: 'J18',
    guarantee: 'However many callers there are, 10,000 are remembered.',
    file: THROTTLE,
    changes: [['if (buckets.size > MAX_CALLERS && oldest !== undefined)', 'if (oldest === undefined)']],
    test: unit('is kept for 10,000 callers'),
  },
  {
    id: 'J19',
    guarantee: 'A caller who floods is not forgotten.',
    file: THROTTLE,
    changes: [['buckets.delete(key);', '']],
    test: unit('is kept for 10,000 callers'),
  },
  {
    id: 'J20',
    guarantee: 'The stack tells every function of its endpoints the limit.',
    file: 'lib/kite-stack.ts',
    changes: [[", 'REQUESTS_PER_SECOND']", ']']],
    test: { file: 'test/lib/stack.test.ts', name: 'each caller' },
  },
];
