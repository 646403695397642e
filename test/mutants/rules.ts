import type { Mutant } from './mutant.ts';

const STORE = 'functions/shared/store';
const DEDUP = 'functions/shared/issue/dedup.ts';
const rules = (name: string) => ({ file: 'test/store/rules.test.ts', name });
const budget = (name: string) => ({ file: 'test/store/budget.test.ts', name });
const dedup = (name: string) => ({ file: 'test/issue/dedup.test.ts', name });
const fingerprints = (name: string) => ({ file: 'test/e2e/fingerprints.test.ts', name });

/** What is promised when the rule that tells failures apart changes, and of what a user sees of it. */
export const fingerprintRules: readonly Mutant[] = [
  {
    id: 'V01',
    guarantee: 'No issue is made while one of an earlier rule is ACTIVE.',
    file: `${STORE}/create.ts`,
    changes: [["'attribute_not_exists(activeSince)'", "'attribute_not_exists(PK) OR attribute_exists(PK)'"]],
    test: rules('in between the issue of an earlier rule is made'),
  },
  {
    id: 'V02',
    guarantee: 'A RESOLVED issue of an earlier rule stays history.',
    file: `${STORE}/repeat.ts`,
    changes: [['moment.occurredAt || onlyActive ?', 'moment.occurredAt ?']],
    test: rules('goes on until it is resolved'),
  },
  {
    id: 'V03',
    guarantee: "A reporter's own key never costs a look for earlier issues.",
    file: `${STORE}/earlier.ts`,
    changes: [['fingerprint !== undefined', 'fingerprint !== null']],
    test: budget('a key of its own'),
  },
  {
    id: 'V04',
    guarantee: 'A delivery counts once, also when a RESOLVED issue two rules back has counted it.',
    file: `${STORE}/earlier.ts`,
    changes: [[' || isCounted(item, request.moment)', '']],
    test: rules('counts once when it is sent again: two rules back'),
  },
  {
    id: 'V05',
    guarantee:
      'A failure from before the last event of a RESOLVED issue of an earlier rule makes nothing ACTIVE.',
    file: `${STORE}/failure.ts`,
    changes: [['earlier.lastEventAt > eventTime(moment)', 'false']],
    test: rules('makes nothing ACTIVE when it happened before'),
  },
  {
    id: 'V06',
    guarantee: 'A report that was counted is not answered with an error.',
    file: `${STORE}/earlier.ts`,
    changes: [
      [
        '  // Counted, whether',
        "  if (read.status === 'rejected') throw read.reason;\n  // Counted, whether",
      ],
    ],
    test: rules('counts although the rules before it cannot be asked'),
  },
  {
    id: 'V07',
    guarantee: 'An ACTIVE issue is found however many rules back it is.',
    file: `${STORE}/earlier.ts`,
    changes: [['readAll(request, older)', 'readAll(request, [])']],
    test: rules('two rules back is found'),
  },
  {
    id: 'V08',
    guarantee: 'What functions without versions have stored is found.',
    file: DEDUP,
    changes: [['rule.version === 1 ? [] :', 'rule.version === 0 ? [] :']],
    test: dedup("rule 1's keys"),
  },
  {
    id: 'V09',
    guarantee: 'No two rules share a key.',
    file: DEDUP,
    changes: [[': [rule.version]', ': []']],
    test: dedup('the version of the rule is part of it'),
  },
  {
    id: 'V10',
    guarantee: 'A deployment keeps the earlier rules that it asks for.',
    file: `${STORE}/failure.ts`,
    changes: [["EARLIER_RULES.split(',').map(Number)", '[]']],
    test: { file: 'test/e2e/options.test.ts', name: 'earlierRules=1' },
  },
  {
    id: 'V11',
    guarantee: 'Two keys of a sender are two failures, also when they are too long.',
    file: 'functions/shared/intake/webhook.ts',
    changes: [["mending.ids.get('dedupKey')", 'dedupKey']],
    test: fingerprints('that is too long still tells failures apart'),
  },
  {
    id: 'V12',
    guarantee: 'A fingerprint of a megabyte does not make a megabyte of an answer.',
    file: DEDUP,
    changes: [['shorten(fingerprint, 1_000)', 'shorten(fingerprint, 1_000_000)']],
    test: fingerprints('shows at most 1,000 characters'),
  },
  {
    id: 'V13',
    guarantee: 'Nobody tries messages without a credential.',
    file: 'functions/routes.ts',
    changes: [
      [
        "route: 'POST /api/v1/fingerprint', caller: 'authenticated'",
        "route: 'POST /api/v1/fingerprint', caller: 'anyone'",
      ],
    ],
    test: { file: 'test/e2e/access-matrix.test.ts', name: 'issues/fingerprint nobody' },
  },
  {
    id: 'V14',
    guarantee: "What any credential may do is closed where the gateway loses the authorizer's verdict.",
    file: 'functions/shared/http/authenticate.ts',
    changes: [["if (access === 'anyone')", "if (access === 'authenticated' || access === 'anyone')"]],
    test: {
      file: 'test/e2e/trailing-slash.test.ts',
      name: 'a slash that is unauthorized POST /api/v1/fingerprint',
    },
  },
  {
    id: 'V15',
    guarantee: 'Numbers that say what failed tell failures apart.',
    file: 'functions/shared/issue/fingerprint/rule-2.ts',
    changes: [['text.replace(entry.pattern, shelter)', 'text']],
    test: { file: 'test/issue/fingerprint/rule-2.test.ts', name: 'tells apart exit codes' },
  },
  {
    id: 'V16',
    guarantee: 'Of a log, only its error lines decide.',
    file: 'functions/shared/issue/fingerprint/rule-2.ts',
    changes: [['if (!isLog(lines)) return', 'return']],
    test: { file: 'test/issue/fingerprint/rule-2.test.ts', name: 'only the error lines decide' },
  },
  {
    id: 'V17',
    guarantee: 'Lines that come in another order are the same failure.',
    file: 'functions/shared/issue/fingerprint/rule-2.ts',
    changes: [["[...set].sort().join('\\n')", "[...set].join('\\n')"]],
    test: { file: 'test/issue/fingerprint/rule-2.test.ts', name: 'lines in another order' },
  },
];
