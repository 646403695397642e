import type { Mutant } from './mutant.ts';

const times = (name: string) => ({ file: 'test/store/times.test.ts', name });
const REPEAT = 'functions/shared/store/repeat.ts';
const ITEMS = 'functions/shared/store/items.ts';

/** Since when issues have been broken, the order of lists, and parameters that do not exist. */
export const timesAndLists: readonly Mutant[] = [
  {
    id: 'TL1',
    guarantee: 'A late failure moves back since when its issue has been broken.',
    file: REPEAT,
    changes: [['endedAt < at && at < since', 'false']],
    test: times('moves back at the beginning'),
  },
  {
    id: 'TL2',
    guarantee: 'A late failure of an earlier period does not.',
    file: REPEAT,
    changes: [['endedAt < at && at < since', 'at < since']],
    test: times('begins anew when it comes back'),
  },
  {
    id: 'TL3',
    guarantee: 'Of several late failures at the same time the earliest counts.',
    file: REPEAT,
    changes: [["['#filter.#since > :at', ", '[']],
    test: times('is the earliest of several'),
  },
  {
    id: 'TL4',
    guarantee: 'A late failure does not see a period that has begun meanwhile as its own.',
    file: REPEAT,
    changes: [[", '(attribute_not_exists(endedAt) OR endedAt < :at)'", '']],
    test: times('does not move back to before a resolve'),
  },
  {
    id: 'TL5',
    guarantee: 'A period that begins without a time does not take that of an earlier one.',
    file: ITEMS,
    changes: [['since !== undefined && isTimed(position)', 'since !== undefined']],
    test: times('begins anew by Kite'),
  },
  {
    id: 'TL6',
    guarantee: 'A repeat keeps since when its issue has been broken.',
    file: 'functions/shared/store/report.ts',
    changes: [
      [
        "[pathOf('severity')]: severity, [pathOf('issueType')]: issueType",
        'filter: filterOf(request.failure)',
      ],
      ['const { severity, issueType } = filterOf(request.failure);', ''],
    ],
    test: times("is told by the sender's clock"),
  },
  {
    id: 'TL7',
    guarantee: "Scopes are ordered by their senders' clocks.",
    file: 'functions/shared/store/groups.ts',
    changes: [['brokenSince(entry)', 'detectedAt(entry.position)']],
    test: times('are broken since the first of their issues'),
  },
  {
    id: 'TL8',
    guarantee: 'A page of the oldest first goes on where the one before ended.',
    file: 'functions/shared/store/entries.ts',
    changes: [["order.isAscending ? '>' : '<'", "'<'"]],
    test: { file: 'test/e2e/issues-list.test.ts', name: 'lists the oldest first' },
  },
  {
    id: 'TL9',
    guarantee: 'A parameter that does not exist is told, with the one that is meant.',
    file: 'functions/shared/http/endpoint.ts',
    changes: [['namespaces ? warnOfUnknown(reply, event, request.shape.query) : reply', 'reply']],
    test: { file: 'test/e2e/unknown-parameters.test.ts', name: 'is told beside the answer' },
  },
  {
    id: 'TL10',
    guarantee: 'Times of items that earlier versions stored can be read.',
    file: ITEMS,
    changes: [['    z.transform((time) => Date.parse(time)),', '    z.never(),']],
    test: times('of an item of before'),
  },
];
