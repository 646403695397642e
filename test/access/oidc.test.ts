import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { subjectId } from '../../functions/shared/access/caller.ts';
import { IssuerUnavailable } from '../../functions/shared/access/issuer-keys.ts';
import { issuersSchema } from '../../functions/shared/access/issuers.ts';
import { InvalidCredential, oidcVerifier } from '../../functions/shared/access/oidc.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';

const rules = [{ namespaces: ['team-a'], role: 'viewer' }];
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const verifier = (options: { readonly algorithms?: readonly string[] } = {}) =>
  oidcVerifier(issuersSchema.parse([{ issuer: issuer.url, audience: 'kite', rules, ...options }]));
/** Whether a token that is signed with an algorithm is taken. */
const takes = async (verify: ReturnType<typeof verifier>, alg: string) =>
  verify(await issuer.sign({}, { alg })).then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof InvalidCredential)) throw error;
      return false;
    },
  );

describe('the algorithms that signatures may have', () => {
  test.each([
    [undefined, { RS256: true, RS512: false, PS256: false }],
    [['PS256'], { RS256: false, RS512: false, PS256: true }],
    [['RS256', 'RS512'], { RS256: true, RS512: true, PS256: false }],
  ])('are those that the issuer is configured with: %j', async (algorithms, wanted) => {
    const verify = verifier(algorithms && { algorithms });
    for (const [alg, isTaken] of Object.entries(wanted)) {
      expect({ alg, isTaken: await takes(verify, alg) }).toEqual({ alg, isTaken });
    }
  });
});

test.each([
  ['for another audience', { aud: 'sts.amazonaws.com' }],
  ['for nobody in particular', { aud: undefined }],
  ['without an end', { exp: undefined }],
  ['that has ended', { exp: Math.floor(Date.now() / 1000) - 60 }],
])('a token %s is refused', async (_what, claims) => {
  await expect(verifier()(await issuer.sign(claims))).rejects.toBeInstanceOf(InvalidCredential);
});

test('the caller is named by the digest of issuer and subject', async () => {
  const { id } = await verifier()(await issuer.sign({ sub: 'jane@example.com' }));
  expect(id).toBe(subjectId(issuer.url, 'jane@example.com'));
});

/** A verifier by a clock that only the test moves, and how often the issuer was asked since. */
function timed() {
  let now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  const verify = verifier();
  const before = { keys: issuer.keyFetches(), all: issuer.fetches() };
  return {
    /** What becomes of a token: `unknown` when its issuer does not answer. */
    verdict: (jwt: string) =>
      verify(jwt).then(
        () => 'in',
        (error: unknown) => {
          if (error instanceof InvalidCredential) return 'refused';
          if (error instanceof IssuerUnavailable) return 'unknown';
          throw error;
        },
      ),
    keyFetches: () => issuer.keyFetches() - before.keys,
    fetches: () => issuer.fetches() - before.all,
    pass: (ms: number) => {
      now += ms;
    },
  };
}
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Tokens of nobody's key, each of its own. */
const forged = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => issuer.sign({ jti: `${i}` }, { kid: `unknown-${i}` })));
afterEach(() => issuer.set('up'));

test("an issuer's keys are fetched again every 10 seconds at most, which is how soon a new one is good and an old one is not", async () => {
  const { verdict, keyFetches, pass } = timed();
  const guess = async () => {
    for (const jwt of await forged(5)) expect(await verdict(jwt)).toBe('refused');
  };
  expect(await verdict(await issuer.sign({}))).toBe('in');
  expect(keyFetches()).toBe(1);
  pass(9_900);
  await guess();
  expect(keyFetches()).toBe(1);
  pass(200);
  await guess();
  expect(keyFetches()).toBe(2);
  const old = await issuer.sign({});
  await issuer.rotate();
  pass(10_200);
  expect(await verdict(await issuer.sign({}))).toBe('in');
  expect(await verdict(old)).toBe('refused');
  expect(keyFetches()).toBe(3);
});

test('keys that are 10 minutes old are fetched again, so that a key that was taken back is not good for longer', async () => {
  const { verdict, keyFetches, pass } = timed();
  const old = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 3_600 });
  expect(await verdict(old)).toBe('in');
  await issuer.rotate();
  pass(9 * MINUTE);
  expect([await verdict(old), keyFetches()]).toEqual(['in', 1]);
  pass(MINUTE);
  expect([await verdict(old), keyFetches()]).toEqual(['refused', 2]);
});

test('tokens that come at the same time share one fetch', async () => {
  const { verdict, fetches } = timed();
  const jwts = await Promise.all(Array.from({ length: 20 }, (_, i) => issuer.sign({ jti: `${i}` })));
  expect(new Set(await Promise.all(jwts.map(verdict)))).toEqual(new Set(['in']));
  // Its configuration, and its keys.
  expect(fetches()).toBe(2);
});

test('a token that is signed with no algorithm of the issuer asks nobody anything', async () => {
  const { verdict, fetches } = timed();
  const [, payload] = (await issuer.sign({})).split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  expect([await verdict(`${header}.${payload}.`), fetches()]).toEqual(['refused', 0]);
});

describe('an issuer that fails', () => {
  test.each(['down', 'hanging'] as const)(
    'because it is %s is asked once in 10 seconds, however many tokens name it',
    async (state) => {
      const { verdict, fetches, pass } = timed();
      issuer.set(state);
      const jwts = await forged(20);
      for (const jwt of jwts) expect(await verdict(jwt)).toBe('unknown');
      expect(fetches()).toBe(1);
      pass(9_900);
      expect(new Set(await Promise.all(jwts.map(verdict)))).toEqual(new Set(['unknown']));
      expect(fetches()).toBe(1);
      pass(200);
      expect(new Set(await Promise.all(jwts.map(verdict)))).toEqual(new Set(['unknown']));
      expect(fetches()).toBe(2);
      pass(10_100);
      issuer.set('up');
      expect(await verdict(await issuer.sign({}))).toBe('in');
    },
  );

  test('and hangs holds a token for 1.5 seconds', async () => {
    const { verdict } = timed();
    issuer.set('hanging');
    const start = performance.now();
    expect(await verdict(await issuer.sign({}))).toBe('unknown');
    expect(performance.now() - start).toBeLessThan(2_500);
  });

  test('is waited for by one token once it is known to fail', async () => {
    const { verdict, fetches, pass } = timed();
    const jwts = await forged(20);
    issuer.set('down');
    await verdict(await issuer.sign({}));
    issuer.set('hanging');
    pass(10_000);
    let isWaiting = true;
    const first = verdict(await issuer.sign({})).finally(() => {
      isWaiting = false;
    });
    for (const jwt of jwts) expect(await verdict(jwt)).toBe('unknown');
    expect([isWaiting, await first, fetches()]).toEqual([true, 'unknown', 2]);
  });

  test('is trusted by its last keys for 24 hours, and no longer', async () => {
    const { verdict, keyFetches, pass } = timed();
    const fresh = async () => verdict(await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 300 }));
    expect(await fresh()).toBe('in');
    issuer.set('down');
    pass(11 * MINUTE);
    expect(await fresh()).toBe('in');
    pass(23 * HOUR + 48 * MINUTE);
    expect(await fresh()).toBe('in');
    pass(2 * MINUTE);
    expect(await fresh()).toBe('unknown');
    issuer.set('up');
    pass(10_000);
    expect([await fresh(), keyFetches()]).toEqual(['in', 2]);
  });

  test('while it changes its key lets in by the old one, and does not refuse the new one', async () => {
    const { verdict, fetches, pass } = timed();
    const old = await issuer.sign({});
    expect(await verdict(old)).toBe('in');
    await issuer.rotate();
    issuer.set('down');
    pass(10_000);
    const before = fetches();
    const jwts = [await issuer.sign({}), ...(await forged(20))];
    for (const jwt of jwts) expect(await verdict(jwt)).toBe('unknown');
    expect(fetches() - before).toBe(1);
    expect(await verdict(old)).toBe('in');
    issuer.set('up');
    pass(10_000);
    expect([await verdict(await issuer.sign({})), await verdict(old)]).toEqual(['in', 'refused']);
  });

  test('is not followed elsewhere for its keys', async () => {
    const { verdict } = timed();
    issuer.set('elsewhere');
    expect(await verdict(await issuer.sign({}))).toBe('unknown');
  });

  test('does not stop the tokens of another', async () => {
    const other = await startIssuer();
    try {
      const both = [issuer, other].map(({ url }) => ({ issuer: url, audience: 'kite', rules }));
      const verify = oidcVerifier(issuersSchema.parse(both));
      issuer.set('hanging');
      const start = performance.now();
      const stuck = verify(await issuer.sign({})).catch(() => performance.now() - start);
      await verify(await other.sign({}));
      expect(performance.now() - start).toBeLessThan(Number(await stuck));
    } finally {
      await other.close();
    }
  });
});
