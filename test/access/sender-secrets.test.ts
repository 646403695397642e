import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { requireSecret } from '../../functions/shared/access/sender-secrets.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { type Parameters, startParameters } from '../../local/parameters.ts';

const MAX_AGE_SECONDS = 60;
const SECRET = 'the-secret-of-a-sender';
let parameters: Parameters;
const store = (value: string) => {
  process.env.KITE_SECRET_EXAMPLE = value;
};
/** A sender whose requests bear its secret as their body. @returns what it is answered: 200 when it is let in */
function sender(): (secret: string) => Promise<number> {
  const authenticate = requireSecret(({ body }, secret) => body.toString() === secret);
  return async (secret) => {
    const refused = await authenticate({ headers: {}, body: Buffer.from(secret) }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused === undefined) return 200;
    return refused instanceof Error && 'status' in refused ? Number(refused.status) : 503;
  };
}
beforeEach(async () => {
  parameters = await startParameters();
  Object.assign(process.env, LOCAL_CREDENTIALS, {
    AWS_ENDPOINT_URL_SSM: parameters.endpoint,
    SECRET_PARAMETER: '/kite/test/example',
    SECRET_MAX_AGE: String(MAX_AGE_SECONDS),
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await parameters.close().catch(() => undefined);
});

test('a caller with a secret is named by the sender whose secret it is', async () => {
  store(SECRET);
  const authenticate = requireSecret(() => true);
  const { id } = await authenticate({ headers: {}, body: Buffer.from('') });
  expect(id).toBe('sender:example');
});

describe('secrets', () => {
  const [tooShort, longEnough] = ['x'.repeat(15), 'x'.repeat(16)];
  test.each([
    ['of 15 characters is not used', tooShort, tooShort, 401],
    ['of 16 characters is used', longEnough, longEnough, 200],
    ['of 15 characters is not used for some namespaces either', `team-a=${tooShort}`, tooShort, 401],
    ['that is too short leaves the others in use', `${tooShort} ${SECRET}`, SECRET, 200],
  ])('one %s', async (_what, stored, secret, status) => {
    store(stored);
    expect(await sender()(secret)).toBe(status);
  });

  test('that were read hold for 15 minutes when Parameter Store does not answer, and no longer', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    const pass = (minutes: number) => clock.mockReturnValue(start + minutes * 60_000);
    store(SECRET);
    const answerTo = sender();
    expect(await answerTo(SECRET)).toBe(200);
    await parameters.close();
    pass(14.9);
    expect([await answerTo(SECRET), await answerTo('another-secret-of-it')]).toEqual([200, 401]);
    pass(15.1);
    expect(await answerTo(SECRET)).toBe(503);
  });

  test('that were taken away are good for a minute at most', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    store(SECRET);
    const answerTo = sender();
    expect(await answerTo(SECRET)).toBe(200);
    store('');
    clock.mockReturnValue(start + MAX_AGE_SECONDS * 1000 + 1);
    expect(await answerTo(SECRET)).toBe(401);
  });
});
