import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { startParameters } from '../../local/parameters.ts';
import { anAttempt, type FakeGithub, startFakeGithub } from '../support/fake-github.ts';
import { list, newNamespace, send } from '../support/kite.ts';

const TOKEN = 'github_pat_of_the_tests';
const github: FakeGithub = await startFakeGithub();
const another: FakeGithub = await startFakeGithub();
const parameters = await startParameters();
Object.assign(process.env, LOCAL_CREDENTIALS, {
  AWS_ENDPOINT_URL_SSM: parameters.endpoint,
  SECRET_PARAMETER: '/kite/test/github-redelivery',
  GITHUB_HOOKS: `${github.hook},${another.hook}`,
});
const { handler } = await import('../../functions/system/github-redelivery.ts');

beforeEach(() => {
  for (const one of [github, another]) {
    one.attempts.length = 0;
    one.requests.length = 0;
    one.answer = () => undefined;
    one.deliver = () => 502;
  }
  process.env.KITE_SECRET_GITHUB_REDELIVERY = TOKEN;
});
afterAll(async () => {
  await Promise.all([github.close(), another.close(), parameters.close()]);
});

/** The `guid`s that a run asks for, in its order. */
async function asked(): Promise<string[]> {
  const before = github.requests.length;
  await handler();
  return github.requests.slice(before).flatMap(({ line }) => {
    const [, id] = /^POST .*\/deliveries\/(\d+)\/attempts$/.exec(line) ?? [];
    return github.attempts.filter((attempt) => attempt.id === id).map(({ guid }) => guid);
  });
}
/** What a run writes to the log. */
async function logged(run: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  await run().finally(() => output.mockRestore());
  return lines.join('');
}
const posts = () => github.requests.filter(({ line }) => line.startsWith('POST'));

describe('what GitHub could not deliver', () => {
  test('is sent again until it arrives, the oldest first, and no more', async () => {
    github.attempts.push(
      anAttempt('late', 0.1),
      anAttempt('fine', 0.2, { status_code: 201 }),
      anAttempt('early', 0.3),
    );
    github.deliver = () => 200;
    expect(await asked()).toEqual(['early', 'late']);
    expect(await asked()).toEqual([]);
    expect(new Set(github.requests.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${TOKEN}`]),
    );
  });

  test.each([
    ['Kite answered with an error', { status_code: 503 }],
    ['the secret was wrong', { status_code: 401 }],
    ['nothing answered', { status_code: 0 }],
  ])('because %s', async (_why, changes) => {
    github.attempts.push(anAttempt('a', 1, changes));
    expect(await asked()).toEqual(['a']);
  });

  test('is not asked for when Kite would ignore it, or when it is too old to be sent', async () => {
    github.attempts.push(
      anAttempt('begun', 1, { action: 'requested' }),
      anAttempt('ping', 1, { action: null }),
    );
    github.attempts.push(anAttempt('old', 73));
    expect(await asked()).toEqual([]);
  });

  test('is asked for five times, each after a longer wait', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now');
    const setTo = (hours: number) => clock.mockReturnValue(start + hours * 3_600_000);
    setTo(0);
    github.attempts.push(anAttempt('a', 0));
    try {
      const times: number[] = [];
      for (let hours = 0; hours < 80; hours += 0.25) {
        setTo(hours);
        if ((await asked()).length > 0) times.push(hours);
      }
      expect(times).toEqual([0, 1, 5, 21, 61]);
    } finally {
      clock.mockRestore();
    }
  });

  test('is left alone when its first attempt is out of sight: nobody knows how often it was asked for', async () => {
    github.attempts.push(anAttempt('a', 1, { redelivery: true }));
    expect(await asked()).toEqual([]);
  });

  test('is found on later pages, as far as one run goes', async () => {
    const fine = Array.from({ length: 4_950 }, (_, i) => anAttempt(`fine ${i}`, 1, { status_code: 200 }));
    github.attempts.push(...fine, anAttempt('seen', 2), ...fine.slice(0, 49), anAttempt('unseen', 3));
    expect(await logged(async () => expect(await asked()).toEqual(['seen']))).toContain('"isWhole":false');
    expect(github.requests).toHaveLength(51);
  });

  test('is not looked for where nothing is sent again any more', async () => {
    github.attempts.push(...Array.from({ length: 150 }, (_, i) => anAttempt(`old ${i}`, 80)));
    await handler();
    expect(github.requests).toHaveLength(1);
  });

  test('is asked for fifty at a time', async () => {
    github.attempts.push(...Array.from({ length: 70 }, (_, i) => anAttempt(`a ${i}`, 1)));
    github.deliver = () => 200;
    expect([(await asked()).length, (await asked()).length, (await asked()).length]).toEqual([50, 20, 0]);
  });

  test('is asked for although GitHub no longer sends another', async () => {
    github.attempts.push(anAttempt('second', 1), anAttempt('first', 2));
    github.answer = (line) => (line.includes(github.attempts[1]?.id ?? 'x') ? { status: 422 } : undefined);
    expect(await logged(async () => expect(await asked()).toEqual(['first', 'second']))).toContain(
      '"status":422',
    );
  });
});

test('a failure for which Kite was down becomes an issue, once', async () => {
  const namespace = newNamespace();
  const text = readFileSync(
    new URL('../../harness/fixtures/github/workflow_run.completed-merge-queue.json', import.meta.url),
    'utf8',
  );
  const body = text.replaceAll('acme/orders', `${namespace}/orders`);
  const signature = createHmac('sha256', 'github-secret-of-the-tests').update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'workflow_run',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  github.deliver = async (guid) =>
    (await send('POST', '/webhooks/github', { body, headers: { ...headers, 'x-github-delivery': guid } }))
      .status;
  github.attempts.push(anAttempt('missed', 1));
  await asked();
  // Somebody presses the button as well.
  await github.deliver('missed');
  const { data } = await list(`namespace=${namespace}`);
  expect(data).toEqual([expect.objectContaining({ occurrences: 1, state: 'ACTIVE' })]);
});

describe('when GitHub wants no more requests', () => {
  test.each([
    [429, {}],
    [403, { 'retry-after': '60' }],
    [403, { 'x-ratelimit-remaining': '0' }],
  ])('with %i and %j, the run ends for this hook, and the next one goes on', async (status, headers) => {
    github.attempts.push(anAttempt('a', 1), anAttempt('b', 2), anAttempt('c', 3));
    github.answer = (line) =>
      line.startsWith('POST') && posts().length > 1 ? { status, headers } : undefined;
    github.deliver = () => 200;
    expect(await logged(handler)).toContain('GitHub limits the rate');
    expect(posts()).toHaveLength(2);
    expect(another.requests).toHaveLength(1);
    github.answer = () => undefined;
    expect(await asked()).toEqual(['b', 'a']);
  });
});

describe('a run fails, so that somebody notices,', () => {
  const failure = async (): Promise<string> => {
    let message = '';
    const log = await logged(() =>
      handler().catch((error: unknown) => {
        message = String(error);
      }),
    );
    expect(message).not.toBe('');
    expect(`${log}${message}`).not.toContain(TOKEN);
    return `${log}${message}`;
  };

  test.each([401, 403, 404, 500])(
    'when GitHub answers %i, but not before the other hooks',
    async (status) => {
      github.answer = () => ({ status });
      expect(await failure()).toContain(`GitHub answers ${status}`);
      expect(another.requests).toHaveLength(1);
    },
  );

  test.each([
    ['none', undefined, 'ParameterNotFound'],
    ['a blank one', ' ', 'holds no token'],
    // `fetch` would quote it.
    ['one that no header can hold', `${TOKEN}\n${TOKEN}`, 'holds no token'],
  ])('when there is no token: %s', async (_what, token, message) => {
    delete process.env.KITE_SECRET_GITHUB_REDELIVERY;
    if (token !== undefined) process.env.KITE_SECRET_GITHUB_REDELIVERY = token;
    expect(await failure()).toContain(message);
    expect(github.requests).toHaveLength(0);
  });

  test('and sends the token nowhere but to the hook', async () => {
    github.attempts.push(
      ...Array.from({ length: 150 }, (_, i) => anAttempt(`fine ${i}`, 1, { status_code: 200 })),
    );
    // A next page elsewhere.
    const { hook } = github;
    Object.assign(github, { hook: another.hook });
    await handler().finally(() => Object.assign(github, { hook }));
    expect(another.requests.filter(({ line }) => line.startsWith('GET'))).toHaveLength(1);
  });

  test('and logs no token when all is well', async () => {
    github.attempts.push(anAttempt('a', 1));
    const log = await logged(handler);
    expect(log).toContain('"asked":1');
    expect(log).not.toContain(TOKEN);
  });
});
