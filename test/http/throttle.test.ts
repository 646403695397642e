import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS, Caller } from '../../functions/shared/access/caller.ts';
import { answerErrors } from '../../functions/shared/http/answer-errors.ts';
import { requestLog } from '../../functions/shared/http/request-log.ts';
import { throttle, tokenBuckets } from '../../functions/shared/http/throttle.ts';
import { anEvent, printedBy, run } from '../support/chain.ts';

describe('a bucket', () => {
  let now = 0;
  const buckets = () => {
    now = 1_000_000;
    return tokenBuckets(2, () => now);
  };
  const times = (count: number, take: () => number) => Array.from({ length: count }, take);

  test("gives ten seconds' worth at once, then as many as it is filled with", () => {
    const take = buckets();
    expect(times(21, () => take('a', 1))).toEqual([...Array(20).fill(0), 1]);
    now += 1_500;
    expect(times(4, () => take('a', 1))).toEqual([0, 0, 0, 1]);
    now += 3_600_000;
    expect(times(21, () => take('a', 1)).filter((wait) => wait > 0)).toHaveLength(1);
  });

  test('says when there is enough in it, in whole seconds, and then there is', () => {
    const take = buckets();
    times(20, () => take('a', 1));
    now += 400;
    expect(take('a', 10)).toBe(5);
    now += 5_000;
    expect(take('a', 10)).toBe(0);
  });

  test("is a caller's own", () => {
    const take = buckets();
    times(100, () => take('a', 1));
    expect(take('a', 1)).toBe(1);
    expect(take('b', 1)).toBe(0);
  });

  test('is not filled by a clock that goes back', () => {
    const take = buckets();
    times(20, () => take('a', 1));
    now -= 60_000;
    expect(take('a', 1)).toBe(1);
    now += 500;
    expect(take('a', 1)).toBe(0);
  });

  test('is kept for 10,000 callers; one that is used is not forgotten', () => {
    const take = buckets();
    times(20, () => take('a', 1));
    times(20, () => take('idle', 1));
    for (let i = 0; i < 25_000; i++) {
      take(`other ${i}`, 1);
      if (i % 1_000 === 0) expect(take('a', 1)).toBe(1);
    }
    expect(take('a', 1)).toBe(1);
    expect(take('idle', 1)).toBe(0);
  });
});

describe('throttle', () => {
  const from = (sourceIp: string) => {
    const event = anEvent();
    const { requestContext } = event;
    return { ...event, requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp } } };
  };
  /** How many of 11 requests pass, of which 10 may. */
  const passing = async (part: ReturnType<typeof throttle>, event = anEvent()) => {
    const answers = await Promise.allSettled(Array.from({ length: 11 }, () => run([part], event)));
    return answers.filter(({ status }) => status === 'fulfilled').length;
  };
  const secret = (...namespaces: string[]) =>
    new Caller('sender:github', [{ role: 'publisher', namespaces }]);

  test('answers 429 with Retry-After, and the log says so', async () => {
    const part = throttle(1, () => secret('*'));
    await passing(part);
    const lines = await printedBy(async () => {
      expect(await run([requestLog(() => undefined), answerErrors(), part], anEvent())).toMatchObject({
        statusCode: 429,
        headers: { 'retry-after': '1' },
      });
    });
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ status: 429, throttled: true }]);
  });

  test('tells callers apart: by id, secrets of one sender by where they hold, nobody by address', async () => {
    let caller = secret('*');
    const part = throttle(1, () => caller);
    expect(await passing(part)).toBe(10);
    caller = secret('team-a');
    expect(await passing(part)).toBe(10);
    caller = new Caller('0123456789abcdef', []);
    expect(await passing(part)).toBe(10);
    caller = new Caller(ANONYMOUS, []);
    expect(await passing(part, from('192.0.2.1'))).toBe(10);
    expect(await passing(part, from('192.0.2.2'))).toBe(10);
    expect(await passing(part, from('192.0.2.1'))).toBe(0);
    caller = secret('*');
    expect(await passing(part)).toBe(0);
  });
});
