import type { Mutant } from './mutant.ts';

const TEXT = 'functions/shared/issue/text.ts';
const REQUEST = 'functions/shared/issue/request.ts';
const MODIFY = 'functions/shared/store/modify.ts';
const request = (name: string) => ({ file: 'test/issue/request.test.ts', name });
const api = (name: string) => ({ file: 'test/e2e/issues-api.test.ts', name });
const list = (name: string) => ({ file: 'test/e2e/issues-list.test.ts', name });
const refused = (name: string) => ({ file: 'test/e2e/bad-fields.test.ts', name });
const WRITTEN_BACK = api('changes its state, whatever resolvedAt was read');

/** What the Issues API promises to take, and what it takes for what. */
export const issues: readonly Mutant[] = [
  {
    id: 'I01',
    guarantee: 'A field that is null counts as left out.',
    file: TEXT,
    changes: [[" || value === null || value === '0001", " || value === '0001"]],
    test: request('null is a field left out'),
  },
  {
    id: 'I02',
    guarantee: 'A time that a program in Go never set counts as left out.',
    file: TEXT,
    changes: [[" || value === '0001-01-01T00:00:00Z'", '']],
    test: api('PUT leaves out what is blank'),
  },
  {
    id: 'I03',
    guarantee: 'Enums are read in any case, in bodies and filters.',
    file: TEXT,
    changes: [['known.get(value.toLowerCase())', 'known.get(value)']],
    test: list('state=active&severity=MINOR'),
  },
  {
    id: 'I04',
    guarantee: 'The type pipelinerun is pipeline.',
    file: 'functions/shared/issue/issue.ts',
    changes: [["{ pipelinerun: 'pipeline' }", '{}']],
    test: list('issueType=pipelinerun lists those of type pipeline'),
  },
  {
    id: 'I05',
    guarantee: 'A limit over the most is cut to it.',
    file: 'functions/shared/store/list-query.ts',
    changes: [['Math.min(Number(digits), MAX_LIMIT)', 'Number(digits)']],
    test: list('is cut to 500, and the answer says so'),
  },
  {
    id: 'I06',
    guarantee: 'An issue is not changed under an id or a namespace that is not its own.',
    file: MODIFY,
    changes: [['if (changed.length > 0) {', 'if (changed.length > 4) {']],
    test: refused('PUT refuses namespace'),
  },
  {
    id: 'I07',
    guarantee: 'An issue is not changed under a scope that is not its own.',
    file: MODIFY,
    changes: [['!isDeepStrictEqual({ ...own, ...given.scope }, own)', 'false']],
    test: refused('PUT refuses scope: another name'),
  },
  {
    id: 'I08',
    guarantee: 'A state that is only written back overtakes no event.',
    file: MODIFY,
    changes: [["if (id !== undefined || 'updatedAt' in change) {", 'if (id === null) {']],
    test: {
      file: 'test/store/modify.test.ts',
      name: 'is resolved by a success that happened before and comes later',
    },
  },
  {
    id: 'I09',
    guarantee: 'An issue that is written back as ACTIVE becomes active again.',
    file: MODIFY,
    changes: [[", content, 'attribute_exists(activeSince)')", ', content)']],
    test: WRITTEN_BACK,
  },
  {
    id: 'I10',
    guarantee: 'An issue that is written back as RESOLVED is resolved.',
    file: MODIFY,
    changes: [[", 'attribute_not_exists(activeSince)')", ')']],
    test: WRITTEN_BACK,
  },
  {
    id: 'I11',
    guarantee: 'No issue takes over the ids of links of another.',
    file: MODIFY,
    changes: [['id && issueId === ref.id ? id', 'id ? id']],
    test: api('with links: one changed, one new, none taken over'),
  },
  {
    id: 'I12',
    guarantee: 'A new issue has links with ids of its own.',
    file: 'functions/shared/store/items.ts',
    changes: [
      [
        'links.map(({ title, url }) => ({ id: randomUUID(), title, url }))',
        'links.map((link) => ({ id: randomUUID(), ...link }))',
      ],
    ],
    test: api('an issue that was read is the same failure'),
  },
  {
    id: 'I13',
    guarantee: 'Repeating what cannot be changed changes nothing.',
    file: MODIFY,
    changes: [['target === undefined && !isContentGiven', 'target === undefined && id === null']],
    test: api('only its own fields are no change'),
  },
  {
    id: 'I14',
    guarantee: 'A change that says nothing is refused.',
    file: REQUEST,
    changes: [['Object.keys(change).length > 0', 'true']],
    test: refused('PUT refuses body: with blank fields only'),
  },
  {
    id: 'I15',
    guarantee: 'What only answers say is ignored where it is sent back.',
    file: REQUEST,
    changes: [['z.transform(() => undefined)', 'z.transform((value) => value)']],
    test: api('only its own fields are no change'),
  },
];
