import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { senderNotes } from '../../functions/shared/intake/hearing.ts';
import { HttpError } from '../../functions/shared/runtime/errors.ts';
import { readNotes } from '../../functions/shared/store/senders.ts';
import { printedBy } from '../support/chain.ts';
import { newNamespace } from '../support/issues.ts';
import { countedTable } from '../support/table.ts';

const START = Date.UTC(2026, 10, 25, 12);
afterEach(() => void jest.restoreAllMocks());

/** A sender that nobody else is, its function's instances, and a clock. */
function aSender() {
  const sender = newNamespace('sender');
  const { table, cost } = countedTable();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(START);
  return {
    sender,
    cost,
    instance: () => senderNotes(table),
    pass: (seconds: number) => void clock.mockReturnValue(START + seconds * 1000),
    noted: async () => (await readNotes(table, [sender])).get(sender),
  };
}
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

describe('what a sender does', () => {
  test('is noted at once, and costs one write unit', async () => {
    const { sender, instance, cost, noted } = aSender();
    expect(await noted()).toEqual({});
    const [, spent] = await cost(() => instance().note(sender, 'heard'));
    expect(spent).toEqual({ roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 1 });
    expect(await noted()).toMatchObject({ heard: { at: at(0) } });
  });

  test('is written once a minute, however much it sends and whoever else does', async () => {
    const { sender, instance, cost, pass } = aSender();
    const { note } = instance();
    const busy = async (from: number, to: number) => {
      for (let second = from; second < to; second++) {
        pass(second);
        await note(sender, 'heard');
        await note(sender, 'unsigned');
        await note(sender, 'mismatched');
      }
    };
    // What happens for the first time is not kept waiting.
    expect((await cost(() => busy(0, 60)))[1].requests).toBe(3);
    // Thereafter one write takes the others along.
    expect((await cost(() => busy(60, 360)))[1].requests).toBe(5);
  });

  test('is written once a minute, by however many instances', async () => {
    const { sender, instance, pass, noted } = aSender();
    for (let second = 0; second < 59; second += 10) {
      pass(second);
      await instance().note(sender, 'heard');
      expect(await noted()).toMatchObject({ heard: { at: at(0) } });
    }
    pass(61);
    await instance().note(sender, 'heard');
    expect(await noted()).toMatchObject({ heard: { at: at(61) } });
  });

  test('is not overwritten by what strangers send', async () => {
    const { sender, instance, pass, noted } = aSender();
    const { note, noteRefusal } = instance();
    await note(sender, 'heard');
    await noteRefusal(sender, new HttpError(403, 'Not in team-b'));
    await noteRefusal(sender, new HttpError(400, 'Invalid request'));
    for (let minute = 1; minute < 5; minute++) {
      pass(minute * 61);
      await note(sender, 'unsigned');
      await note(sender, 'mismatched');
    }
    expect(await noted()).toMatchObject({
      heard: { at: at(0) },
      forbidden: { at: at(0), reason: 'Not in team-b' },
      rejected: { at: at(0), reason: 'Invalid request' },
    });
  });

  test('is never put back by what an instance has not written yet', async () => {
    const { sender, instance, pass, noted } = aSender();
    const [idle, busy] = [instance(), instance()];
    await idle.note(sender, 'heard');
    pass(30);
    await idle.note(sender, 'heard');
    pass(3_500);
    await busy.note(sender, 'heard');
    pass(3_600);
    await idle.note(sender, 'mismatched');
    expect(await noted()).toMatchObject({ heard: { at: at(3_500) }, mismatched: { at: at(3_600) } });
  });

  test('is not noted of errors that are no refusals; of a long reason, a part is', async () => {
    const { sender, instance, noted } = aSender();
    const { noteRefusal } = instance();
    await noteRefusal(sender, new HttpError(503, 'Later'));
    await noteRefusal(sender, new Error('A fault'));
    expect(await noted()).toEqual({});
    await noteRefusal(sender, new HttpError(413, 'x'.repeat(5_000)));
    expect((await noted())?.rejected?.reason?.length).toBe(300);
  });

  test('that cannot be noted is logged once a minute, and nothing more comes of it', async () => {
    const { table } = countedTable();
    const { note } = senderNotes({ ...table, name: 'no-such-table' });
    const lines = await printedBy(async () => {
      for (let i = 0; i < 5; i++) await note('a sender', 'heard');
    });
    expect(lines).toHaveLength(1);
  });
});
