import type { Mutant } from './mutant.ts';

const SIGNED_IN = 'dashboard/src/screens/sign-in/signed-in.tsx';
const signIn = (name: string) => ({ file: 'test/browser/sign-in.test.ts', name });

/** What the dashboard promises those who sign in, and those who set Kite up. */
export const setUp: readonly Mutant[] = [
  {
    id: 'UI30',
    guarantee: 'Who signs out leaves nothing in the tab.',
    file: 'dashboard/src/data/session.ts',
    changes: [
      ['sessionStorage.clear();', 'sessionStorage.removeItem(KEY);'],
      ["location.replace('/');", ''],
    ],
    test: signIn('finds nothing of the one who signed out'),
  },
  {
    id: 'UI35',
    guarantee: 'What one has said to be resolved is sent before one signs out, or told.',
    file: 'dashboard/src/frame.tsx',
    changes: [['if (await hasSentAll()) signOut();', 'signOut();']],
    test: signIn('finds nothing of the one who signed out'),
  },
  {
    id: 'UI31',
    guarantee: 'A session is renewed with the newest refresh token, which is good once.',
    file: 'dashboard/src/data/oidc.ts',
    changes: [['refresh_token: refreshToken = known }', 'id: refreshToken = known }']],
    test: signIn('has a session renewed again and again'),
  },
  {
    id: 'UI32',
    guarantee: 'What is typed stays when the session ends.',
    file: SIGNED_IN,
    changes: [['me === undefined && (isRefused || isOut.current)', 'isRefused']],
    test: signIn('is asked over the screen when the session ends'),
  },
  {
    id: 'UI33',
    guarantee: 'An answer of an issuer that this tab did not ask for signs nobody in, and says so.',
    file: 'dashboard/src/data/oidc.ts',
    changes: [['if (stored === null) {', 'if (stored === undefined) {']],
    test: signIn('is not signed in by an answer'),
  },
  {
    id: 'UI37',
    guarantee: 'What is typed stays after a deployment, until one reloads.',
    file: 'dashboard/src/screens/sign-in/place-button.tsx',
    changes: [['isOld && !isBeside &&', 'isOld &&']],
    test: signIn('loses nothing by a deployment'),
  },
  {
    id: 'UI38',
    guarantee: 'A deployment does not keep a session from being renewed.',
    file: 'dashboard/src/data/renewal.ts',
    changes: [["import('./oidc.ts').catch(() => undefined);", '']],
    test: signIn('has a session renewed again and again'),
  },
  {
    id: 'UI36',
    guarantee: "A sender's settings on the screen are those of its page.",
    file: 'dashboard/src/screens/set-up/sender-settings.ts',
    changes: [['send_resolved: true', 'send_resolved: false']],
    test: { file: 'test/dashboard/sender-settings.test.ts', name: 'Prometheus Alertmanager: the text' },
  },
];
