import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { senderSecrets } from '../../functions/shared/access/sender-secrets.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { type Parameters, startParameters } from '../../local/parameters.ts';

const MAX_AGE_SECONDS = 60;
const SECRET = 'the-secret-of-a-sender';
let parameters: Parameters;
const store = (value: string) => {
  process.env.KITE_SECRET_EXAMPLE = value;
};
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

describe('secrets', () => {
  test.each([
    ['of 15 characters is not used', 'x'.repeat(15), []],
    ['of 16 characters is used', 'x'.repeat(16), ['x'.repeat(16)]],
    ['of 15 characters is not used for some namespaces either', `team-alpha=${'x'.repeat(15)}`, []],
    ['that is too short leaves the others in use', `short ${SECRET}`, [SECRET]],
  ])('one %s', async (_what, value, used) => {
    store(value);
    expect((await senderSecrets()()).map(({ secret }) => secret)).toEqual(used);
  });

  test('that were read hold for 15 minutes when Parameter Store does not answer, and no longer', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    const pass = (minutes: number) => clock.mockReturnValue(start + minutes * 60_000);
    store(SECRET);
    const read = senderSecrets();
    const known = await read();
    expect(known).toEqual([{ secret: SECRET, namespaces: ['*'] }]);
    await parameters.close();
    pass(14.9);
    expect(await read()).toEqual(known);
    pass(15.1);
    await expect(read()).rejects.toThrow();
  });

  test('that were taken away are good for a minute at most', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    store(SECRET);
    const read = senderSecrets();
    expect(await read()).toHaveLength(1);
    store('');
    clock.mockReturnValue(start + MAX_AGE_SECONDS * 1000 + 1);
    expect(await read()).toEqual([]);
  });
});
