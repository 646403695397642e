import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { subjectId } from '../../functions/shared/access/caller.ts';
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

test("an issuer's keys are fetched again every 10 seconds at most, which is how soon a new one is good and an old one is not", async () => {
  const start = Date.now();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
  const verify = verifier();
  const before = issuer.keyFetches();
  const fetches = () => issuer.keyFetches() - before;
  const guess = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const forged = await issuer.sign({}, { kid: `unknown-${i}` });
      await expect(verify(forged)).rejects.toBeInstanceOf(InvalidCredential);
    }
  };
  await verify(await issuer.sign({}));
  expect(fetches()).toBe(1);
  clock.mockReturnValue(start + 9_900);
  await guess(5);
  expect(fetches()).toBe(1);
  clock.mockReturnValue(start + 10_100);
  await guess(5);
  expect(fetches()).toBe(2);
  const old = await issuer.sign({});
  await issuer.rotate();
  clock.mockReturnValue(start + 20_300);
  await verify(await issuer.sign({}));
  await expect(verify(old)).rejects.toBeInstanceOf(InvalidCredential);
  expect(fetches()).toBe(3);
});
