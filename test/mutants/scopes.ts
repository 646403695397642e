import type { Mutant } from './mutant.ts';

const GROUPS = 'functions/shared/store/groups.ts';
const WALK = 'functions/shared/store/walk.ts';
const BUDGET = 'functions/shared/store/read-budget.ts';
const bounds = (name: string) => ({ file: 'test/store/list-bounds.test.ts', name });
const walk = (name: string) => ({ file: 'test/store/list-walk.test.ts', name });
const list = (name: string) => ({ file: 'test/e2e/issues-list.test.ts', name });
const groups = (name: string) => ({ file: 'test/store/groups.test.ts', name });

/** What filters with several values promise, and the groups of a namespace's active issues. */
export const scopes: readonly Mutant[] = [
  {
    id: 'Z01',
    guarantee: 'A filter that is given several times has several values, which may hold commas.',
    file: 'functions/shared/http/validate.ts',
    changes: [['(all.length > 1 ? all : [joined])', "joined.split(',')"]],
    test: list('a value may hold a comma'),
  },
  {
    id: 'Z02',
    guarantee: 'Any of the values of a filter will do.',
    file: 'functions/shared/store/filter-expression.ts',
    changes: [["wanted.map(placeholder).join(', ')", 'placeholder(wanted[0] ?? "")']],
    test: list('severity=major&severity=critical'),
  },
  {
    id: 'Z03',
    guarantee: 'The number of values of a filter is bounded.',
    file: 'functions/shared/issue/filter-query.ts',
    changes: [['const MAX_VALUES = 20;', 'const MAX_VALUES = 200;']],
    test: list('a query that is wrong'),
  },
  {
    id: 'Z04',
    guarantee: "The filter by a resource's namespace finds that namespace and no other.",
    file: 'functions/shared/store/filter-expression.ts',
    changes: [['encodePart(name)', 'name']],
    test: list("resourceNamespace is the middle of the scope's key"),
  },
  {
    id: 'Z05',
    guarantee: 'Groups are listed worst first.',
    file: GROUPS,
    changes: [['SEVERITIES.length - 1 - SEVERITIES', 'SEVERITIES']],
    test: groups('are counted, the worst group first'),
  },
  {
    id: 'Z06',
    guarantee: 'A facet counts what the other filters leave.',
    file: GROUPS,
    changes: [['{ ...query, severity: undefined }', 'query']],
    test: groups('choose issues before they are grouped'),
  },
  {
    id: 'Z07',
    guarantee: 'A walk over the groups shows every one that keeps its place once.',
    file: GROUPS,
    changes: [['place > cursor', 'place >= cursor']],
    test: groups('show every group that keeps its place once'),
  },
  {
    id: 'Z08',
    guarantee: 'Groups show their issues as they are now.',
    file: GROUPS,
    changes: [["item.state === 'ACTIVE' && ", '']],
    test: groups('are shown as they are now'),
  },
  {
    id: 'Z09',
    guarantee: 'A page of groups is far below what a Lambda may send.',
    file: GROUPS,
    changes: [['sent > 0 && sent + bytes > PAGE_BYTES', 'sent < 0']],
    test: groups('a page of groups of the greatest issues'),
  },
  {
    id: 'Z10',
    guarantee: 'A group says so when it was not summed up from all its issues.',
    file: GROUPS,
    changes: [['isExact: unread.length === 0', 'isExact: true']],
    test: groups('a group of very many issues'),
  },
  {
    id: 'Z11',
    guarantee: 'A namespace of very many active issues is cut, and the answer says so.',
    file: GROUPS,
    changes: [['isComplete: index.end === order.end && entries.length <= MAX_ENTRIES', 'isComplete: true']],
    test: groups('a namespace of very many issues'),
  },
  {
    id: 'Z12',
    guarantee: 'The query that a group gives lists its issues and no others.',
    file: GROUPS,
    changes: [["state: 'ACTIVE', ...scope", "state: 'ACTIVE', resourceName: scope.resourceName"]],
    test: { file: 'test/e2e/scopes.test.ts', name: 'has a group for each resource that fails' },
  },
  {
    id: 'Z13',
    guarantee: 'A page of the largest issues reads no more than a request may.',
    file: BUDGET,
    changes: [['Math.min(this.#chunk, affordable)', 'this.#chunk']],
    test: bounds('of issues full of euro signs'),
  },
  {
    id: 'Z14',
    guarantee: 'A page reads no more issues than fit in an answer.',
    file: WALK,
    changes: [['limit - length, Math.max(1, fitting)', 'limit - length']],
    test: bounds('of issues full of quotes'),
  },
  {
    id: 'Z15',
    guarantee: 'A filtered list takes at most 5 round trips.',
    file: WALK,
    changes: [['const FILTERED_STEPS = 4;', 'const FILTERED_STEPS = 40;']],
    test: bounds('a filter takes 5 round trips'),
  },
  {
    id: 'Z16',
    guarantee: 'A total is not called exact when it is a lower bound.',
    file: 'functions/shared/store/list-query.ts',
    changes: [['downTo === undefined ? [] : [downTo]', '[]']],
    test: walk('shows every match once, in order, and counts'),
  },
  {
    id: 'Z17',
    guarantee: 'Only entries that nothing unread comes before are given out.',
    file: 'functions/shared/store/entries.ts',
    changes: [['isBefore(end, position))', 'false)']],
    test: bounds('what is read of one partition waits'),
  },
  {
    id: 'Z18',
    guarantee: 'Nothing is counted twice by pages that count on.',
    file: WALK,
    changes: [[' && this.#options.order.isBefore(this.downTo, position)', '']],
    test: walk('shows every match once, in order, and counts'),
  },
  {
    id: 'Z19',
    guarantee:
      'Related issues are read as far as a request may, and no issue is shown without one of its own.',
    file: 'functions/shared/store/read.ts',
    changes: [['!isRead || bytes', 'bytes']],
    test: bounds('is read as far as the budget allows'),
  },
  {
    id: 'Z20',
    guarantee: 'A search in the groups reads no more than a request may, and says when it did not read all.',
    file: GROUPS,
    changes: [['isComplete: items.size === entries.length', 'isComplete: true']],
    test: groups('a search reads as far as it may'),
  },
  {
    id: 'Z21',
    guarantee: 'A list of several namespaces takes the permission in each of them.',
    file: 'functions/issues/list.ts',
    changes: [['=> query.namespace,', '=> query.namespace.slice(0, 1),']],
    test: { file: 'test/e2e/access-matrix.test.ts', name: 'GET /issues of several namespaces' },
  },
  {
    id: 'Z22',
    guarantee: 'So do the groups of several namespaces.',
    file: 'functions/scopes/list.ts',
    changes: [['=> query.namespace,', '=> query.namespace.slice(0, 1),']],
    test: { file: 'test/e2e/access-matrix.test.ts', name: 'GET /scopes of several namespaces' },
  },
  {
    id: 'Z23',
    guarantee: 'A namespace that is named twice counts once.',
    file: 'functions/shared/issue/filter-query.ts',
    changes: [['[...new Set(values)]', 'values']],
    test: list('several namespaces are one list'),
  },
  {
    id: 'Z24',
    guarantee: 'Groups of one scope in two namespaces are told apart.',
    file: GROUPS,
    changes: [
      ['recoveryKey(scopeOfKey(entry.PK), namespaceOf(entry))', "recoveryKey(scopeOfKey(entry.PK), '')"],
    ],
    test: groups('of several namespaces are listed together'),
  },
  {
    id: 'Z25',
    guarantee: 'What was reported most often comes first.',
    file: GROUPS,
    changes: [['String(Number.MAX_SAFE_INTEGER - times)', 'String(times)']],
    test: groups('by occurrences, what was reported most often'),
  },
];
