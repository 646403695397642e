import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { LostRace, untilSettled } from '../../functions/shared/store/table.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('an operation that loses races', () => {
  test('waits before it tries again, longer each time', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const times: number[] = [];
    const settled = await untilSettled(async () => {
      times.push(performance.now());
      if (times.length < 5) throw new LostRace();
      return 'settled';
    });
    expect(settled).toBe('settled');
    const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    // Half of 20, 40, 80 and 160 ms; a timer may come a little early, and on a busy machine late.
    for (const [i, least] of [9, 18, 36, 72].entries()) expect(pauses[i]).toBeGreaterThan(least);
  });

  test('gives up in the end, and invites to send the request again', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    let attempts = 0;
    const losing = untilSettled(async () => {
      attempts++;
      throw new LostRace();
    });
    await expect(losing).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThan(50);
  });

  test('does not try again what went wrong for another reason', async () => {
    let attempts = 0;
    const failing = untilSettled(async () => {
      attempts++;
      throw new Error('Something else');
    });
    await expect(failing).rejects.toThrow('Something else');
    expect(attempts).toBe(1);
  });
});
