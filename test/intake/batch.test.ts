import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { takeAll } from '../../functions/shared/intake/batch.ts';
import { ignored } from '../../functions/shared/intake/event.ts';
import { Mending } from '../../functions/shared/intake/mend.ts';
import { badRequest, HttpError } from '../../functions/shared/runtime/errors.ts';

/** A batch of so many events; each is ignored, for the reason that is its number. */
const batchOf = (count: number) => ({
  kind: 'batch' as const,
  field: 'alerts',
  events: Array.from({ length: count }, (_, i) => () => ignored(String(i))),
});
type Take = Parameters<typeof takeAll>[2];
const numberOf = (read: Parameters<Take>[0]) => {
  const event = read(new Mending());
  return Number(event.kind === 'ignored' && event.reason);
};
const all = (count: number, take: Take, signal = new AbortController().signal) =>
  takeAll(batchOf(count), new Mending(), take, signal);
const answer = z.object({ status: z.string(), results: z.array(z.unknown()) });

describe('a batch', () => {
  test('is answered in its order, 20 events at a time', async () => {
    let [atOnce, most] = [0, 0];
    const { status, body } = await all(100, async (read) => {
      most = Math.max(most, ++atOnce);
      await sleep(Math.random() * 5);
      atOnce--;
      return { status: 200, body: numberOf(read) };
    });
    expect({ status, body }).toEqual({
      status: 200,
      body: { status: 'success', results: [...Array(100).keys()] },
    });
    expect(most).toBe(20);
  });

  test('does not begin with the same events each time: of too many, an attempt goes beyond the last one', async () => {
    const firsts = new Set<number>();
    for (let i = 0; i < 20; i++) {
      const taken: number[] = [];
      await all(100, async (read) => ({ status: 200, body: taken.push(numberOf(read)) }));
      expect(taken).toHaveLength(100);
      firsts.add(taken[0] ?? -1);
    }
    expect(firsts.size).toBeGreaterThan(1);
  });

  test('begins nothing more when the request is given up', async () => {
    const giveUp = new AbortController();
    let begun = 0;
    const never = all(
      100,
      async () => {
        if (++begun === 30) giveUp.abort();
        await sleep(1);
        return { status: 200 };
      },
      giveUp.signal,
    );
    await Promise.race([never, sleep(300)]);
    expect(begun).toBeLessThanOrEqual(50);
  });

  test('that the sender has to send again is ended first: what is stored is stored', async () => {
    let ended = 0;
    const failing = all(50, async (read) => {
      if (numberOf(read) === 7) throw new Error('No answer');
      await sleep(1);
      ended++;
      return { status: 200 };
    });
    await expect(failing).rejects.toThrow('No answer');
    expect(ended).toBe(49);
  });

  const refuse: Take = async (read) => {
    const number = numberOf(read);
    if (number === 0) throw badRequest([{ path: 'status', message: 'is required' }]);
    if (number === 1) throw new HttpError(403, 'Not here');
    return { status: 201, body: number };
  };

  test('of which one part is refused says which, and is not to be sent again', async () => {
    expect(await all(3, refuse)).toEqual({
      status: 200,
      counts: { RefusedInvalid: 1, RefusedCredential: 1 },
      body: {
        status: 'partial',
        results: [
          {
            status: 'refused',
            error: 'Invalid request: status is required',
            details: [{ path: 'status', message: 'is required' }],
          },
          { status: 'refused', error: 'Not here', details: [] },
          2,
        ],
      },
    });
  });

  test('that is refused whole is refused as a request is', async () => {
    await expect(all(1, refuse)).rejects.toMatchObject({
      status: 400,
      message: 'Invalid request: alerts.0.status is required',
      details: [{ path: 'alerts.0.status', message: 'is required' }],
    });
    await expect(all(2, refuse)).rejects.toMatchObject({
      status: 403,
      message: 'Not here',
      details: [{ path: 'alerts.0.status' }, { path: 'alerts.1', message: 'Not here' }],
    });
  });

  test('of too many is refused before one is stored', async () => {
    let taken = 0;
    const refused = all(10_001, async () => ({ status: 200, body: taken++ }));
    await expect(refused).rejects.toMatchObject({ status: 400, details: [{ path: 'alerts' }] });
    expect(taken).toBe(0);
  });

  test('fits in an answer where many are refused beside one that is stored', async () => {
    const faults = Array.from({ length: 20 }, (_, i) => ({ path: `"field${i}"`, message: 'is required' }));
    const take: Take = async (read) => {
      if (numberOf(read) > 0) throw badRequest(faults);
      return { status: 200, body: { status: 'success', fingerprint: 'f', message: 'm' } };
    };
    const { body } = await all(10_000, take);
    expect(body).toMatchObject({ status: 'partial', results: { 0: { status: 'success' } } });
    expect(answer.parse(body).results[1]).toEqual({ status: 'refused' });
  });

  test('leaves out what its issues hold, where the answer would not leave Lambda', async () => {
    const issue = { id: 'an id', state: 'ACTIVE', description: 'd'.repeat(30_000) };
    const many = async (count: number) =>
      answer.parse((await all(count, async () => ({ status: 200, body: { stale: true, issue } }))).body);
    expect((await many(100)).results[0]).toEqual({ stale: true, issue });
    const { results } = await many(200);
    expect(results).toHaveLength(200);
    expect(new Set(results.map((result) => JSON.stringify(result)))).toEqual(
      new Set([JSON.stringify({ stale: true, issue: { id: 'an id', state: 'ACTIVE' } })]),
    );
  });
});
