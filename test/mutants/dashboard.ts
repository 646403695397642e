import type { Mutant } from './mutant.ts';

const DASHBOARD = 'functions/system/dashboard.ts';
const served = (name: string) => ({ file: 'test/e2e/dashboard.test.ts', name });
const stack = (name: string) => ({ file: 'test/lib/stack.test.ts', name });

/** What is promised of the dashboard's page and files, and of who one is. */
export const dashboard: readonly Mutant[] = [
  {
    id: 'X01',
    guarantee: "The dashboard's page runs scripts of its own origin alone.",
    file: DASHBOARD,
    changes: [[`"script-src 'self'"`, `"script-src 'self' 'unsafe-inline'"`]],
    test: served('runs scripts of its own origin alone'),
  },
  {
    id: 'X02',
    guarantee: 'It sends requests to its own origin and to issuers where one signs in, and nowhere else.',
    file: DASHBOARD,
    changes: [['new URL(issuer).origin, ...origins', 'new URL(issuer).origin']],
    test: served('asks the issuers at which one signs in'),
  },
  {
    id: 'X03',
    guarantee: 'What a deployment says of its issuers is text in the page.',
    file: DASHBOARD,
    changes: [['/[&<>"]/g', '/[&<>]/g']],
    test: served('asks the issuers at which one signs in'),
  },
  {
    id: 'X04',
    guarantee: 'Browsers ask for the page each time, since it names the files of the newest build.',
    file: DASHBOARD,
    changes: [["'no-cache'", "'public, max-age=31536000, immutable'"]],
    test: served('is one for all screens'),
  },
  {
    id: 'X05',
    guarantee: "Browsers keep the dashboard's files for ever.",
    file: DASHBOARD,
    changes: [["'public, max-age=31536000, immutable'", "'no-store'"]],
    test: served('is compressed, and kept for ever'),
  },
  {
    id: 'X06',
    guarantee: 'Clients that take no Brotli are sent what they can read.',
    file: DASHBOARD,
    changes: [['/\\bbr\\b/.test(acceptEncoding)', 'true']],
    test: served('is compressed, and kept for ever'),
  },
  {
    id: 'X07',
    guarantee: 'A file that is not there is 404, and nobody keeps the page in its place.',
    file: DASHBOARD,
    changes: [
      ['if (name !== undefined) return file', 'if (name !== undefined && name in files) return file'],
    ],
    test: served('is none: 404, not cached'),
  },
  {
    id: 'X08',
    guarantee: 'A deployment may leave the dashboard out.',
    file: 'lib/kite-stack.ts',
    changes: [['options.dashboard || entry !== DASHBOARD', 'entry !== undefined']],
    test: stack('has no dashboard where a deployment leaves it out'),
  },
  {
    id: 'X09',
    guarantee: "The dashboard's routes have limits of their own, which leave reports theirs.",
    file: 'functions/routes.ts',
    changes: [['perSecond: 100,', '']],
    test: stack('has limits for the dashboard'),
  },
  {
    id: 'X10',
    guarantee: 'The page is told where one signs in, and not what an issuer grants.',
    file: 'functions/shared/access/issuers.ts',
    changes: [['[{ ...signIn, issuer }]', '[{ ...signIn, ...issuers[0], issuer }]']],
    test: stack('tells the page where one signs in'),
  },
  {
    id: 'X11',
    guarantee: 'GET /me says of each permission where the caller has it.',
    file: 'functions/system/me.ts',
    changes: [['caller.patternsOf(permission)', "caller.patternsOf('read')"]],
    test: { file: 'test/e2e/me.test.ts', name: 'what it may' },
  },
];
