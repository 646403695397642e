import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import type { Issuer } from '../../functions/shared/access/issuers.ts';
import { InvalidCredential, oidcVerifier } from '../../functions/shared/access/oidc.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { basic, type Guarded, serveGuarded } from '../support/guarded.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';
import { get, send, served } from '../support/kite.ts';

const CACHE_SECONDS = 60;
const NAMESPACE = 'team-a';

let issuer: TestIssuer;
let other: TestIssuer;
let liar: TestIssuer;
let database: DatabaseProxy;
let operations: string[] = [];
let kite: Guarded;
const rules: Issuer['rules'] = [
  { when: { team: 'a' }, namespaces: [NAMESPACE], role: 'viewer' },
  { when: { groups: 'kite-*' }, namespaces: ['{groups}'], role: 'editor' },
];
beforeAll(async () => {
  issuer = await startIssuer();
  other = await startIssuer();
  liar = await startIssuer('https://id.example');
  database = await startDatabaseProxy(served.endpoint, {
    onExchange: ({ name }) => operations.push(name),
  });
  const trusted = [issuer, liar].map(({ url }) => ({ issuer: url, audience: ['kite', 'kite-2'], rules }));
  const environment = { OIDC: JSON.stringify(trusted), AWS_ENDPOINT_URL_DYNAMODB: database.url };
  kite = await serveGuarded(environment, { cacheSeconds: CACHE_SECONDS });
});
/** For how much later than it is the gateway, which runs in this process, takes it to be. */
let ahead = 0;
const realNow = Date.now;
const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
/** Has the gateway forget what it was told of credentials. */
const forget = () => {
  ahead += CACHE_SECONDS * 1_000;
};
afterAll(async () => {
  clock.mockRestore();
  await kite.close();
  for (const one of [issuer, other, liar, database]) await one.close();
});

/** What the database was asked since it was last looked at. */
function taken(): string[] {
  const seen = operations;
  operations = [];
  return seen;
}

const LIST = ['GET', `/issues?namespace=${NAMESPACE}`] as const;
/** What a list of the namespace's issues is answered to the bearer of a credential. */
const status = async (credential: string) => (await kite.call(LIST, credential)).status;
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a Kite token', () => {
  test('lets its bearer in, as what it is', async () => {
    const token = await kite.token('viewer', ['team-*']);
    expect(await status(token)).toBe(200);
    expect((await kite.call(['GET', '/issues?namespace=other'], token)).status).toBe(403);
  });

  test('is good in one namespace, and not in those that begin alike, unless it says so', async () => {
    const [exact, prefix] = [await kite.token('viewer', ['team']), await kite.token('viewer', ['team-*'])];
    const lists = async (token: string, namespace: string) =>
      (await kite.call(['GET', `/issues?namespace=${namespace}`], token)).status;
    expect([await lists(exact, 'team'), await lists(exact, 'team-a')]).toEqual([200, 403]);
    expect([await lists(prefix, 'team'), await lists(prefix, 'team-a')]).toEqual([403, 200]);
  });

  test('is refused when its secret is guessed, however near', async () => {
    const token = await kite.token('admin', ['*']);
    const [, id = '', secret = ''] = token.split('_');
    const last = secret.endsWith('0') ? '1' : '0';
    for (const guess of [
      `kite_${id}_${secret.slice(0, -1)}${last}`,
      `kite_${id}_${'0'.repeat(64)}`,
      `kite_${'0'.repeat(16)}_${secret}`,
      `kite_${id}_${secret.toUpperCase().replace(/^\d+$/, 'A')}`,
      `kite_${id}_${secret}0`,
      `kite_${id}_${secret.slice(1)}`,
      `kite_${id}_`,
      `kite_${id}`,
      'kite_',
      `KITE_${id}_${secret}`,
      `${id}_${secret}`,
    ]) {
      expect({ guess, status: await status(guess) }).toEqual({ guess, status: 403 });
    }
    expect(await status(token)).toBe(200);
  });

  test('is asked for in the one header, and in no other way', async () => {
    const token = await kite.token('viewer', ['*']);
    const path = `/issues?namespace=${NAMESPACE}`;
    const statusWith = async (headers: Record<string, string>, at = path) =>
      (await send('GET', at, { headers }, kite.url)).status;
    expect(await statusWith({ authorization: `bearer  ${token}` })).toBe(200);
    expect(await statusWith({ authorization: token })).toBe(403);
    expect(await statusWith({ authorization: `Bearer ${token} ${token}` })).toBe(403);
    expect(await statusWith({ authorization: `Bearer ${'a'.repeat(9_000)}` })).toBe(403);
    expect(await statusWith({ 'x-api-key': token })).toBe(401);
    expect(await statusWith({}, `${path}&authorization=Bearer%20${token}&access_token=${token}`)).toBe(401);
  });

  test("comes as Basic's password too, or as its user without one", async () => {
    const [token, jwt] = [await kite.token('viewer', [NAMESPACE]), await issuer.sign({ team: 'a' })];
    const statusAs = async (pair: string) =>
      (await kite.call(LIST, undefined, { authorization: basic(pair) })).status;
    for (const credential of [token, jwt]) {
      expect(await statusAs(`any:${credential}`)).toBe(200);
      expect(await statusAs(`:${credential}`)).toBe(200);
      expect(await statusAs(`${credential}:`)).toBe(200);
      expect(await statusAs(`${credential}:any`)).toBe(403);
      expect(await statusAs(`any:${credential}x`)).toBe(403);
    }
    expect(await statusAs(':')).toBe(403);
    // As Go does it with the user in a URL, and curl with -u.
    const { host } = new URL(kite.url);
    const answer = await new Promise((resolve, reject) => {
      const url = `http://any:${token}@${host}/api/v1${LIST[1]}`;
      request(url)
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(answer).toBe(200);
  });

  test('ends when it says so', async () => {
    const end = Math.ceil(realNow() / 1_000 + 2) * 1_000;
    const token = await kite.token('viewer', ['*'], new Date(end).toISOString());
    expect(await status(token)).toBe(200);
    await sleep(end - realNow());
    forget();
    expect(await status(token)).toBe(403);
  });

  test('ends when it is revoked, once the gateway has forgotten what it was told of it', async () => {
    const [admin, token] = [await kite.token('admin', ['*']), await kite.token('viewer', ['*'])];
    expect(await status(token)).toBe(200);
    expect((await kite.call(['DELETE', `/tokens/${token.split('_')[1]}`], admin)).status).toBe(204);
    expect(await status(token)).toBe(200);
    forget();
    expect(await status(token)).toBe(403);
  });

  test('costs one read when the gateway does not know it, and nothing when it does', async () => {
    const token = await kite.token('viewer', ['*']);
    const cost = async () => {
      taken();
      // A path that does not exist has no business of its own with the table.
      expect((await kite.call(['GET', '/nowhere'], token)).status).toBe(404);
      return taken();
    };
    // The first use is noted; of later ones, one an hour.
    expect(await cost()).toEqual(['BatchGetItem', 'UpdateItem']);
    expect(await cost()).toEqual([]);
    forget();
    expect(await cost()).toEqual(['BatchGetItem']);
    expect(await cost()).toEqual([]);
    taken();
    expect(await status('kite_nonsense')).toBe(403);
    expect(await status(await issuer.sign({ team: 'b' }))).toBe(403);
    expect(taken()).toEqual([]);
  });
});

const made = z.strictObject({
  id: z.string(),
  token: z.string(),
  name: z.string(),
  role: z.string(),
  namespaces: z.array(z.string()),
  createdAt: z.iso.datetime(),
  createdBy: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
const listed = z.strictObject({
  data: z.array(made.omit({ token: true })),
  limit: z.number(),
  nextCursor: z.string().nullable(),
});

describe('whoever administers namespaces', () => {
  const request = { name: 'ci', role: 'publisher', namespaces: ['team-x'] };

  test('makes tokens for them, shown once and kept as a hash', async () => {
    const admin = await kite.token('admin', ['team-*']);
    const answer = await kite.call(['POST', '/tokens', request], admin);
    expect(answer.status).toBe(201);
    const { token, id, ...rest } = made.parse(answer.body);
    expect(rest).toMatchObject({ ...request, expiresAt: null, lastUsedAt: null });
    const failure = { pipelineName: 'p', namespace: 'team-x', failureReason: 'r' };
    expect((await kite.call(['POST', '/webhooks/pipeline-failure', failure], token)).status).toBe(201);

    const { data } = listed.parse((await kite.call(['GET', '/tokens'], admin)).body);
    expect(data.find((one) => one.id === id)).toMatchObject({ ...request, lastUsedAt: expect.any(String) });
    const stored = JSON.stringify(await kite.contents());
    expect(stored).toContain(id);
    expect(stored).not.toContain(token.split('_')[2]);
  });

  test.each([[['*']], [['team*']], [['other']], [['team-x', 'other']]])(
    'gives nothing away that is not theirs: %j',
    async (namespaces) => {
      const admin = await kite.token('admin', ['team-*']);
      const before = await kite.contents();
      expect((await kite.call(['POST', '/tokens', { ...request, namespaces }], admin)).status).toBe(403);
      expect(await kite.contents()).toEqual(before);
    },
  );

  test.each([
    [{ name: '' }, 'name'],
    [{ role: 'root' }, 'role'],
    [{ namespaces: [] }, 'namespaces'],
    [{ namespaces: ['a*b'] }, 'namespaces.0'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ colour: 'red' }, 'colour'],
  ])('is told what is wrong: %j', async (changes, path) => {
    const admin = await kite.token('admin', ['*']);
    const { status, body } = await kite.call(['POST', '/tokens', { ...request, ...changes }], admin);
    expect(status).toBe(400);
    expect(body).toMatchObject({ details: [{ path }] });
  });

  test('sees and ends no token that holds elsewhere too', async () => {
    const admin = await kite.token('admin', ['team-*']);
    const wider = await kite.token('viewer', ['team-x', 'other']);
    const id = wider.split('_')[1];
    const { data } = listed.parse((await kite.call(['GET', '/tokens'], admin)).body);
    expect(data.map((one) => one.id)).not.toContain(id);
    expect((await kite.call(['DELETE', `/tokens/${id}`], admin)).status).toBe(404);
    expect(await status(wider)).toBe(403);
    expect((await kite.call(['GET', '/issues?namespace=other'], wider)).status).toBe(200);
  });
});

describe('a JWT of a trusted issuer', () => {
  test('lets its bearer in, as far as the rules go', async () => {
    const viewer = await issuer.sign({ team: 'a' });
    expect(await status(viewer)).toBe(200);
    expect((await kite.call(['DELETE', `/issues/${crypto.randomUUID()}`], viewer)).status).toBe(403);
    const editor = await issuer.sign({ groups: ['people', 'kite-one', 'kite-two'], aud: ['else', 'kite-2'] });
    expect(await status(editor)).toBe(403);
    for (const namespace of ['kite-one', 'kite-two', 'people']) {
      const wanted = namespace === 'people' ? 403 : 200;
      expect((await kite.call(['GET', `/issues?namespace=${namespace}`], editor)).status).toBe(wanted);
    }
  });

  test('cannot claim a pattern', async () => {
    const token = await issuer.sign({ groups: ['kite-*', '*'] });
    expect((await kite.call(['GET', '/issues?namespace=kite-one'], token)).status).toBe(403);
  });

  const now = () => Math.floor(realNow() / 1000);
  const claims = { team: 'a' };
  const header = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  const forgeries: Record<string, () => Promise<string>> = {
    'signed by someone else': async () => {
      const kid = header(await issuer.sign(claims)).kid;
      return other.sign({ ...claims, iss: issuer.url }, { kid });
    },
    'changed after it was signed': async () => {
      const [head, , signature] = (await issuer.sign({ team: 'b' })).split('.');
      return `${head}.${base64({ iss: issuer.url, aud: 'kite', exp: now() + 300, ...claims })}.${signature}`;
    },
    expired: () => issuer.sign({ ...claims, exp: now() - 60 }),
    'without an end': () => issuer.sign({ ...claims, exp: undefined }),
    'of tomorrow': () => issuer.sign({ ...claims, nbf: now() + 86_400 }),
    'for another audience': () => issuer.sign({ ...claims, aud: 'sts.amazonaws.com' }),
    'for no audience': () => issuer.sign({ ...claims, aud: undefined }),
    'of an issuer that nobody trusts': () => other.sign(claims),
    'of another issuer, with the key of a trusted one': () => issuer.sign({ ...claims, iss: other.url }),
    'of an issuer that is spelt otherwise': () => issuer.sign({ ...claims, iss: `${issuer.url}/` }),
    'of no issuer': () => issuer.sign({ ...claims, iss: undefined }),
    'not signed (alg: none)': async () => {
      const payload = base64({ iss: issuer.url, aud: 'kite', exp: now() + 300, ...claims });
      return `${base64({ alg: 'none', typ: 'JWT' })}.${payload}.`;
    },
    'signed with the public key as if it were a secret (HS256)': async () => {
      const { kid } = header(await issuer.sign(claims));
      const payload = base64({ iss: issuer.url, aud: 'kite', exp: now() + 300, ...claims });
      const signed = `${base64({ alg: 'HS256', kid })}.${payload}`;
      return `${signed}.${createHmac('sha256', await issuer.publicKey())
        .update(signed)
        .digest('base64url')}`;
    },
    'signed with an algorithm that is not pinned': () => issuer.sign(claims, { alg: 'RS512' }),
    'with a key that nobody knows': () => issuer.sign(claims, { kid: 'unknown' }),
    'cut short in its signature': async () => (await issuer.sign(claims)).slice(0, -10),
    'without its signature': async () => (await issuer.sign(claims)).replace(/\.[^.]*$/, ''),
    'with an empty signature': async () => (await issuer.sign(claims)).replace(/[^.]*$/, ''),
    'cut short in its payload': async () => {
      const [head = '', payload = '', signature = ''] = (await issuer.sign(claims)).split('.');
      return `${head}.${payload.slice(0, -5)}.${signature}`;
    },
    'no JWT at all': async () => 'a.b.c',
    'with claims that no rule knows': () => issuer.sign({ team: 'b' }),
    'with claims of the wrong form': () => issuer.sign({ team: { a: 'a' }, groups: 7 }),
  };
  test.each(Object.keys(forgeries))('%s, is refused', async (how) => {
    expect(await status((await forgeries[how]?.()) ?? '')).toBe(403);
  });

  test('is refused, for no fault of its own, when its issuer names another as itself', async () => {
    // 500, not 403: the gateway keeps no verdict, and the log says why.
    expect(await status(await liar.sign(claims))).toBe(500);
  });

  test('lets nobody in while its issuer does not answer, unless its keys are known', async () => {
    const [late, early] = [await startIssuer(), await startIssuer()];
    const trusted = [late, early].map(({ url }) => ({ issuer: url, audience: 'kite', rules }));
    const own = await serveGuarded({ OIDC: JSON.stringify(trusted) });
    const call = async (jwt: string) => (await own.call(LIST, jwt)).status;
    try {
      expect(await call(await early.sign(claims))).toBe(200);
      for (const one of [late, early]) one.set('down');
      expect(await call(await late.sign(claims))).toBe(500);
      expect(await call(await early.sign({ ...claims, jti: 'another' }))).toBe(200);
    } finally {
      await own.close();
      for (const one of [late, early]) await one.close();
    }
  });

  test('that names an issuer that hangs has it asked once, and stops no Kite token', async () => {
    const stuck = await startIssuer();
    const trusted = [{ issuer: stuck.url, audience: 'kite', rules }];
    const own = await serveGuarded({ OIDC: JSON.stringify(trusted) });
    const call = async (credential: string) => (await own.call(LIST, credential)).status;
    try {
      const token = await own.token('viewer', [NAMESPACE]);
      const jwts = Array.from({ length: 20 }, (_, i) => stuck.sign({ ...claims, jti: `${i}` }));
      stuck.set('hanging');
      const answers = (await Promise.all(jwts)).map(call);
      expect(await call(token)).toBe(200);
      expect(new Set(await Promise.all(answers))).toEqual(new Set([500]));
      expect(stuck.fetches()).toBe(1);
    } finally {
      await own.close();
      await stuck.close();
    }
  });

  test('is good with a new key within seconds, and no longer with the old one', async () => {
    // As the authorizer does it, but by the clock of this process.
    const verify = oidcVerifier([{ issuer: issuer.url, audience: 'kite', algorithms: ['RS256'], rules }]);
    const old = await issuer.sign(claims);
    await expect(verify(old)).resolves.toBeDefined();
    await issuer.rotate();
    ahead += 9_000;
    await expect(verify(await issuer.sign(claims))).rejects.toThrow(InvalidCredential);
    ahead += 1_000;
    await expect(verify(await issuer.sign(claims))).resolves.toBeDefined();
    await expect(verify(old)).rejects.toThrow(InvalidCredential);
  });
});

test('a server without --auth lets everyone in, and minds no credential', async () => {
  expect((await get(`/issues?namespace=${NAMESPACE}`)).status).toBe(200);
  const headers = { authorization: 'Bearer kite_nonsense' };
  expect((await send('GET', `/issues?namespace=${NAMESPACE}`, { headers })).status).toBe(200);
});
