import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';
import { get } from '../support/kite.ts';

let issuer: TestIssuer;
let kite: Guarded;
beforeAll(async () => {
  issuer = await startIssuer();
  const rules = [
    { when: { team: 'alpha' }, namespaces: ['team-beta', 'team-alpha-*'], role: 'viewer' },
    { when: { lead: 'yes' }, namespaces: ['team-alpha-*'], role: 'admin' },
  ];
  kite = await serveGuarded({ OIDC: JSON.stringify([{ issuer: issuer.url, audience: 'kite', rules }]) });
});
afterAll(async () => {
  await kite.close();
  await issuer.close();
});

test.each([
  ['publisher', { publish: ['team-alpha'], read: [], write: [], administer: [] }],
  ['viewer', { publish: [], read: ['team-alpha'], write: [], administer: [] }],
  ['editor', { publish: ['team-alpha'], read: ['team-alpha'], write: ['team-alpha'], administer: [] }],
  [
    'admin',
    { publish: ['team-alpha'], read: ['team-alpha'], write: ['team-alpha'], administer: ['team-alpha'] },
  ],
] as const)('GET /me tells a %s what it may, and by which token', async (role, may) => {
  const token = await kite.token(role, ['team-alpha']);
  const { status, body } = await kite.call(['GET', '/me'], token);
  expect({ status, body }).toEqual({ status: 200, body: { id: token.split('_')[1], may } });
});

test('of several grants, each permission has the namespaces of all, once', async () => {
  const { body } = await kite.call(['GET', '/me'], await issuer.sign({ team: 'alpha', lead: 'yes' }));
  expect(body).toEqual({
    id: expect.stringMatching(/^127\.0\.0\.1:[0-9a-f]{20}$/),
    may: {
      publish: ['team-alpha-*'],
      read: ['team-alpha-*', 'team-beta'],
      write: ['team-alpha-*'],
      administer: ['team-alpha-*'],
    },
  });
});

test('on a server that wants no credential, everyone may do everything', async () => {
  const all = ['*'];
  expect((await get('/me')).body).toEqual({
    id: 'anonymous',
    may: { publish: all, read: all, write: all, administer: all },
  });
});
