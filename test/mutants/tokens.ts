import type { Mutant } from './mutant.ts';

const STORE = 'functions/shared/store';
const store = (name: string) => ({ file: 'test/store/tokens.test.ts', name });
const e2e = (name: string) => ({ file: 'test/e2e/tokens.test.ts', name });
const authorizer = (name: string) => ({ file: 'test/system/authorizer.test.ts', name });
const least = (name: string) => ({ file: 'test/lib/least-privilege.test.ts', name });

/** What is promised of tokens that callers make. */
export const madeTokens: readonly Mutant[] = [
  {
    id: 'K01',
    guarantee: 'The authorizer changes when a token was used, and nothing else.',
    file: 'functions/routes.ts',
    changes: [["attributes: ['lastUsedAt']", "attributes: ['lastUsedAt', 'role']"]],
    test: least('authorizer reaches the tokens if that is what it is for'),
  },
  {
    id: 'K02',
    guarantee: 'No function that has to do with issues reads tokens through the local index.',
    file: 'lib/issue-table.ts',
    changes: [['name === ACTIVE_IN_SCOPE ? partitions : {}', '{}']],
    test: least('POST /api/v1/webhooks/pipeline-success reaches the tokens if that is what it is for'),
  },
  {
    id: 'K03',
    guarantee: "A token's name has no control characters and no marks of direction.",
    file: 'functions/shared/issue/text.ts',
    changes: [['!UNPRINTABLE.test(value)', "!UNPRINTABLE.test('')"]],
    test: e2e("a token's name cannot have"),
  },
  {
    id: 'K04',
    guarantee: "What a token's maker wrote rewrites no operator's terminal.",
    file: 'bin/tokens.ts',
    changes: [['escapeUnprintable(name)', 'name']],
    test: { file: 'test/local/tokens.test.ts', name: 'rewrites no terminal' },
  },
  {
    id: 'K05',
    guarantee: 'A quota of tokens holds for requests at the same time.',
    file: `${STORE}/token-quota.ts`,
    changes: [
      ["'attribute_not_exists(PK) OR expiresAt <= :now'", "'attribute_not_exists(PK) OR :now > :now'"],
    ],
    test: store('counts neither what was revoked nor what has ended'),
  },
  {
    id: 'K06',
    guarantee: 'Makers further down have smaller quotas.',
    file: `${STORE}/token-quota.ts`,
    changes: [['[100, 100, 10, 1]', '[100, 100, 100, 100]']],
    test: store('is 100 for a person, 100 for what that makes, then 10, then 1'),
  },
  {
    id: 'K07',
    guarantee: 'A list of tokens reads none that are elsewhere.',
    file: `${STORE}/token-list.ts`,
    changes: [['rangesOf(patterns).flatMap', "rangesOf(['*']).flatMap"]],
    test: store('whatever there is elsewhere'),
  },
  {
    id: 'K08',
    guarantee: 'A list of tokens shows none that also hold elsewhere.',
    file: `${STORE}/token-list.ts`,
    changes: [['patterns.some((pattern) => covers(pattern, one))', 'one !== undefined']],
    test: store('has each once, on pages of any size'),
  },
  {
    id: 'K09',
    guarantee: 'A page of tokens fits in an answer.',
    file: `${STORE}/token-list.ts`,
    changes: [['return bytes > MAX_SENT_BYTES && index > 0', 'return false']],
    test: e2e('is not broken by 160 large tokens'),
  },
  {
    id: 'K10',
    guarantee: 'A token ends when one that it was made through is revoked.',
    file: 'functions/system/authorizer.ts',
    changes: [['[item.id, ...ancestors].find', '[item.id].find']],
    test: authorizer('ends when the one at level'),
  },
  {
    id: 'K11',
    guarantee: 'A credential names what it was made through, and nothing else.',
    file: 'functions/system/authorizer.ts',
    changes: [['ancestors.join() !== token.ancestors.join()', 'ancestors.length > token.ancestors.length']],
    test: authorizer('is refused when it does not name all of them'),
  },
  {
    id: 'K12',
    guarantee: 'A token cannot be asked to live longer than its maker.',
    file: `${STORE}/tokens.ts`,
    changes: [['wanted > latest', 'wanted > latest + 86_400']],
    test: store('cannot have it live longer'),
  },
  {
    id: 'K13',
    guarantee: 'A token that is not asked to end does so with its maker.',
    file: `${STORE}/tokens.ts`,
    changes: [['wanted ?? latest', 'wanted']],
    test: e2e('ends no later than it'),
  },
  {
    id: 'K14',
    guarantee: "A person's token ends within the days of the deployment.",
    file: `${STORE}/tokens.ts`,
    changes: [['days * 86_400', 'days * 2 * 86_400']],
    test: e2e('ends within 7 days'),
  },
  {
    id: 'K15',
    guarantee: 'At most four callers in a row make tokens, and the next is told.',
    file: `${STORE}/tokens.ts`,
    changes: [['ancestors.length > MAX_ANCESTORS', 'false']],
    test: store('is told when it has come through four others already'),
  },
  {
    id: 'K16',
    guarantee: "Of somebody's tokens, only those are ended that the caller administers.",
    file: 'functions/tokens/revoke-made-by.ts',
    changes: [['namespaces.every(isWithin)', 'isWithin !== undefined && namespaces.length > 0']],
    test: e2e('is ended by who they are'),
  },
  {
    id: 'K17',
    guarantee: 'A token that was revoked makes none, also while the gateway lets it in.',
    file: `${STORE}/tokens.ts`,
    changes: [
      [
        'if (token === undefined || hasEnded(token)) throw',
        'if (token === undefined) return { ancestors: [], expiresAt: undefined };\n  if (hasEnded(token)) throw',
      ],
    ],
    test: store('makes none once it is revoked or has ended'),
  },
  {
    id: 'K18',
    guarantee: 'Two makers whose ids begin alike are two.',
    file: `${STORE}/items.ts`,
    changes: [['encodePart(maker)', 'maker']],
    test: store('is of one maker, and not of another whose id begins alike'),
  },
];
