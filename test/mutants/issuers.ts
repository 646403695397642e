import type { Mutant } from './mutant.ts';

const KEYS = 'functions/shared/access/issuer-keys.ts';
const SHARED = 'functions/shared/access/shared-issuers.ts';
const shared = (name: string) => ({ file: 'test/access/shared-issuers.test.ts', name });
const oidc = (name: string) => ({ file: 'test/access/oidc.test.ts', name });

/** What is promised of OpenID Connect issuers: what their failures may cost, and whom they may let in. */
export const issuers: readonly Mutant[] = [
  {
    id: 'U01',
    guarantee: 'An issuer that failed is left alone for the cool-down.',
    file: KEYS,
    changes: [
      ['    askedAt = Date.now();\n', ''],
      ['fetchedAt = Date.now();', 'fetchedAt = askedAt = Date.now();'],
    ],
    test: oidc('an issuer that fails because it is down is asked once in 10 seconds'),
  },
  {
    id: 'U02',
    guarantee: 'Tokens that come at the same time share one fetch.',
    file: KEYS,
    changes: [['if (asking === undefined && isOlder', 'if (isOlder']],
    test: oidc('tokens that come at the same time share one fetch'),
  },
  {
    id: 'U03',
    guarantee: 'Nobody waits for an issuer for more than 1.5 seconds.',
    file: KEYS,
    changes: [['TIMEOUT_MS = 1_500', 'TIMEOUT_MS = 3_000']],
    test: oidc('an issuer that fails and hangs holds a token for 1.5 seconds'),
  },
  {
    id: 'U04',
    guarantee: "An issuer's last keys serve while it fails.",
    file: KEYS,
    changes: [['USABLE_MS = 24 * 60', 'USABLE_MS = 0.1 * 60']],
    test: oidc('is trusted by its last keys for 24 hours, and no longer'),
  },
  {
    id: 'U05',
    guarantee: 'Keys that are a day old serve no longer.',
    file: KEYS,
    changes: [[' || isOlder(fetchedAt, USABLE_MS)', '']],
    test: oidc('is trusted by its last keys for 24 hours, and no longer'),
  },
  {
    id: 'U06',
    guarantee: 'An issuer that is known to fail is waited for by one request at a time.',
    file: KEYS,
    changes: [['if (asking !== undefined && failure !== undefined) return;', '']],
    test: oidc('is waited for by one token once it is known to fail'),
  },
  {
    id: 'U07',
    guarantee: 'Keys are taken from the issuer alone, wherever it sends us.',
    file: KEYS,
    changes: [["redirect: 'error'", "redirect: 'follow'"]],
    test: oidc('is not followed elsewhere for its keys'),
  },
  {
    id: 'U10',
    guarantee: 'A name with a * is no namespace.',
    file: 'functions/shared/issue/scope.ts',
    changes: [["!name.includes('*')", 'true']],
    test: {
      file: 'test/intake/event.test.ts',
      name: 'an owner that cannot be a namespace that is a pattern',
    },
  },
  {
    id: 'U11',
    guarantee: 'No name keeps the rules of kite:namespaces busy.',
    file: 'functions/shared/intake/namespaces.ts',
    changes: [
      [
        'matches(parts, name)',
        "new RegExp('^'.concat(parts.map(RegExp.escape).join('.*'), '$'), 's').test(name)",
      ],
    ],
    test: { file: 'test/intake/namespaces.test.ts', name: 'keeps nobody busy with a long name' },
  },
  {
    id: 'U20',
    guarantee: 'A pattern that names of several owners match is no owner.',
    file: SHARED,
    changes: [['const PATH = /^[^*/]+(?:\\/|$)/', 'const PATH = /^[^*/]+/']],
    test: shared('is refused when it wants {"repository":"acme*"}'),
  },
  {
    id: 'U21',
    guarantee: 'An id is wanted to the letter.',
    file: SHARED,
    changes: [['const EXACT = /^[^*]+$/', 'const EXACT = /^[^*]/']],
    test: shared('is refused when it wants {"repository_owner_id":"6*"}'),
  },
  {
    id: 'U22',
    guarantee: 'The synthesis warns of a name that somebody else can register.',
    file: 'lib/kite-stack.ts',
    changes: [['warningsOf(options.oidc).entries()', 'warningsOf([]).entries()']],
    test: { file: 'test/lib/stack.test.ts', name: 'warns of names that somebody else can register' },
  },
];
