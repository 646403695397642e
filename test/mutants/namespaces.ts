import type { Mutant } from './mutant.ts';

const NOTE = 'functions/shared/store/note-namespace.ts';
const LIST = 'functions/shared/store/namespaces.ts';
const store = (name: string) => ({ file: 'test/store/namespaces.test.ts', name });
const api = (name: string) => ({ file: 'test/e2e/namespaces.test.ts', name });
const AGAIN = store('beside the next report of any kind');
const COVERED = store('as the patterns cover them');

/** What is promised of the namespaces' own list. */
export const namespaces: readonly Mutant[] = [
  {
    id: 'P01',
    guarantee: 'A namespace is noted once for each instance: usually a new issue costs nothing more.',
    file: NOTE,
    changes: [['if (known.has(namespace)) return;', '']],
    test: store('when an instance makes its first issue in it'),
  },
  {
    id: 'P02',
    guarantee: 'A note that failed is tried again with the next report.',
    file: NOTE,
    changes: [['missing.add(namespace);', '']],
    test: AGAIN,
  },
  {
    id: 'P03',
    guarantee: 'A note that fails loses no report.',
    file: NOTE,
    changes: [['known.delete(namespace);', 'throw error;']],
    test: AGAIN,
  },
  {
    id: 'P04',
    guarantee: 'A note that hangs keeps no report waiting.',
    file: NOTE,
    changes: [['AbortSignal.timeout(NOTE_MS)', 'AbortSignal.timeout(4 * NOTE_MS)']],
    test: store('a report does not wait for a note that hangs'),
  },
  {
    id: 'P05',
    guarantee: 'A caller is shown only namespaces in which it may read.',
    file: 'functions/namespaces/list.ts',
    changes: [["caller.patternsOf('read')", "['*']"]],
    test: api('a caller is shown the namespaces in which it may read'),
  },
  {
    id: 'P06',
    guarantee: 'A grant that does not include reading shows no namespace.',
    file: 'functions/shared/access/caller.ts',
    changes: [['(allows(role, permission) ? namespaces : [])', 'namespaces']],
    test: { file: 'test/access/caller.test.ts', name: 'patterns of the namespaces' },
  },
  {
    id: 'P07',
    guarantee: 'A namespace that several patterns cover is listed once.',
    file: LIST,
    changes: [['other !== one && covers(other, one)', 'other !== one && !covers(one, one)']],
    test: COVERED,
  },
  {
    id: 'P08',
    guarantee: 'A walk through the namespaces goes in one order, that of the table.',
    file: 'functions/shared/store/items.ts',
    changes: [['Buffer.compare(Buffer.from(a), Buffer.from(b))', '(a < b ? -1 : a > b ? 1 : 0)']],
    test: COVERED,
  },
  {
    id: 'P09',
    guarantee: 'Counts that are not all say so.',
    file: LIST,
    changes: [['isExact: LastEvaluatedKey === undefined', 'isExact: true || LastEvaluatedKey']],
    test: store('with counts that say when they are not all'),
  },
  {
    id: 'P11',
    guarantee: 'The longest broken issue is not guessed from the newest ones.',
    file: LIST,
    changes: [['isExact && oldest !== undefined', 'oldest !== undefined']],
    test: store('with counts that say when they are not all'),
  },
  {
    id: 'P12',
    guarantee: "What is broken longest is told by the senders' clocks, where they tell the time.",
    file: LIST,
    changes: [['const since = brokenSince(entry);', "const since = entry.position.split(/[#@]/)[0] ?? '';"]],
    test: store('with the ACTIVE issues by severity'),
  },
  {
    id: 'P10',
    guarantee: 'The function of the namespaces reaches nothing else in the table.',
    file: 'functions/routes.ts',
    changes: [[' onlyPartition: NAMESPACES,', '']],
    test: {
      file: 'test/lib/least-privilege.test.ts',
      name: 'GET /api/v1/namespaces reaches the tokens if that is what it is for',
    },
  },
  {
    id: 'P13',
    guarantee: 'A namespace is noted before the report is answered, also where a later success is known.',
    file: 'functions/shared/store/create.ts',
    changes: [
      [
        'const [made] = await Promise.allSettled([making, noteNamespace(table, namespace)]);',
        'await Promise.all([making, noteNamespace(table, namespace)]);',
      ],
      ["if (made.status === 'rejected') throw made.reason;", ''],
    ],
    test: store('before the report is answered'),
  },
];
