import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import {
  type DatabaseProxy,
  type Exchange,
  type Fault,
  startDatabaseProxy,
} from '../../harness/database-proxy.ts';
import { endpoints } from '../../lib/endpoints.ts';
import { EVENTS_PATH } from '../../local/gateway.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { newNamespace, problemIn, served } from '../support/kite.ts';
import { fixture } from '../support/sender.ts';
import { servedOn } from '../support/served-on.ts';

const statusesSchema = z.object({
  data: z.array(
    z.strictObject({
      sender: z.string(),
      secret: z.enum(['configured', 'missing', 'unknown', 'not needed']),
      lastHeardAt: z.iso.datetime().nullable(),
      refusals: z.array(z.strictObject({ at: z.iso.datetime(), reason: z.string() })),
    }),
  ),
});
const SECRET = 'alertmanager-secret-of-the-tests';

/** A notification of one alert that fires. */
const notification = (namespace: string, fingerprint: string) => ({
  version: '4',
  receiver: 'kite',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'Down', namespace },
      startsAt: new Date().toISOString(),
      fingerprint,
    },
  ],
});

let database: DatabaseProxy;
let kite: Guarded;
let viewer: string;
let wrong: (isNote: boolean) => Fault | undefined;
let exchanges: Exchange[];
const isNote = ({ body }: Pick<Exchange, 'body'>) =>
  body.includes('#SENDER#') && body.includes('UpdateExpression');
beforeAll(async () => {
  database = await startDatabaseProxy(served.endpoint, {
    fault: (operation) => wrong(isNote(operation)),
    onExchange: (exchange) => void exchanges.push(exchange),
  });
});
/** Everything anew: what an instance has noted is not noted again. */
beforeEach(async () => {
  wrong = () => undefined;
  exchanges = [];
  kite = await serveGuarded({ AWS_ENDPOINT_URL_DYNAMODB: database.url });
  viewer = await kite.token('viewer', ['*']);
});
afterEach(() => kite.close());
afterAll(() => database.close());

const statusOf = async (sender = 'alertmanager') => {
  const { status, body } = await kite.call(['GET', '/senders'], viewer);
  expect(status).toBe(200);
  return statusesSchema.parse(body).data.find((one) => one.sender === sender);
};
const deliver = (body: unknown, secret?: string, sender = 'alertmanager') =>
  kite.call(['POST', `/webhooks/${sender}`, body], secret);
const fire = (secret?: string, fingerprint = '1') =>
  deliver(notification(newNamespace(), fingerprint), secret);

describe('GET /senders', () => {
  test('names every sender, also those that were never heard', async () => {
    const { body } = await kite.call(['GET', '/senders'], viewer);
    const silent = { secret: 'unknown', lastHeardAt: null, refusals: [] };
    expect(statusesSchema.parse(body).data).toEqual([
      ...endpoints.flatMap(({ sender }) => (sender ? [{ sender, ...silent }] : [])),
      { ...silent, sender: 'aws', secret: 'not needed' },
    ]);
  });

  test('says when a sender was heard', async () => {
    const before = new Date().toISOString();
    expect((await fire(SECRET)).status).toBe(200);
    const status = await statusOf();
    expect(status).toMatchObject({ secret: 'configured', refusals: [] });
    expect(status?.lastHeardAt && status.lastHeardAt >= before).toBe(true);
    expect(await statusOf('github')).toMatchObject({ secret: 'unknown', lastHeardAt: null });
  });

  test('says why a sender was refused, the last time first', async () => {
    for (const { secret, reason } of [
      { secret: undefined, reason: 'had no signature or secret: is one configured at the sender?' },
      { secret: 'another-secret-than-ours', reason: 'is the secret the same on both sides?' },
    ]) {
      expect((await fire(secret)).status).toBe(401);
      const status = await statusOf();
      expect(status).toMatchObject({ secret: 'configured', lastHeardAt: null });
      expect(status?.refusals[0]?.reason).toContain(reason);
    }
    expect((await deliver({ version: '4', receiver: 'kite' }, SECRET)).status).toBe(400);
    const refusals = (await statusOf())?.refusals;
    expect(refusals).toHaveLength(3);
    expect(refusals?.[0]?.reason).toContain('could not be taken: Invalid request: alerts is required');
    expect((await statusOf())?.lastHeardAt).not.toBeNull();
  });

  test('says that a sender is off for want of a secret, and that one has come', async () => {
    const { name: TABLE_NAME } = kite.table;
    const sent = JSON.stringify(notification(newNamespace(), '1'));
    const send = (url: string) =>
      fetch(`${url}/api/v1/webhooks/alertmanager`, { method: 'POST', body: sent });
    await servedOn({ TABLE_NAME, SECRET_PARAMETER: '/kite/dev/no-alertmanager' }, send);
    const off = { reason: expect.stringContaining('store one in Parameter Store') };
    expect(await statusOf()).toMatchObject({ secret: 'missing', lastHeardAt: null, refusals: [off] });
    await fire(SECRET);
    expect(await statusOf()).toMatchObject({ secret: 'configured', refusals: [off] });
  });

  test('says which namespace a secret does not cover, also of one alert among others', async () => {
    const { name: TABLE_NAME } = kite.table;
    const [own, foreign] = [newNamespace('limited'), newNamespace()];
    const one = notification(own, '1');
    const body = JSON.stringify({ ...one, alerts: [...one.alerts, ...notification(foreign, '2').alerts] });
    await servedOn({ TABLE_NAME, SECRET_PARAMETER: '/kite/dev/alertmanager-limited' }, async (url) => {
      const headers = { authorization: `Bearer ${SECRET}` };
      const { status } = await fetch(`${url}/api/v1/webhooks/alertmanager`, {
        method: 'POST',
        headers,
        body,
      });
      expect(status).toBe(200);
    });
    expect((await statusOf())?.refusals).toMatchObject([{ reason: expect.stringContaining(foreign) }]);
  });

  test("says when AWS's own events came", async () => {
    const body = JSON.stringify({ ...fixture('aws/alarm.alarm'), account: newNamespace() });
    const headers = { authorization: `Bearer ${await kite.token('publisher', ['*'])}` };
    await fetch(`${kite.url}${EVENTS_PATH}`, { method: 'POST', headers, body });
    expect(await statusOf('aws')).toMatchObject({
      secret: 'not needed',
      lastHeardAt: expect.any(String),
      refusals: [],
    });
  });

  test('is for those who may read everywhere', async () => {
    for (const [role, namespaces, status] of [
      ['viewer', ['team-*'], 403],
      ['admin', ['team-a'], 403],
      ['publisher', ['*'], 403],
      ['viewer', ['*'], 200],
      ['admin', ['*'], 200],
    ] as const) {
      const answer = await kite.call(['GET', '/senders'], await kite.token(role, namespaces));
      expect({ role, namespaces, status: answer.status }).toEqual({ role, namespaces, status });
      if (status === 403) problemIn(answer);
    }
  });
});

describe('a note', () => {
  test('is written once, of many reports and of many refusals', async () => {
    const send = (secret?: string) => Promise.all(Array.from({ length: 20 }, (_, i) => fire(secret, `${i}`)));
    for (const { status } of await send(SECRET)) expect(status).toBe(200);
    expect(exchanges.filter(isNote)).toHaveLength(1);
    for (const { status } of await send()) expect(status).toBe(401);
    expect(exchanges.filter(isNote)).toHaveLength(2);
  });

  test('adds no round trip to a report, but is written beside it', async () => {
    wrong = () => ({ kind: 'delay', milliseconds: 300 });
    expect((await fire(SECRET)).status).toBe(200);
    // A namespace's own note goes beside the transaction, too.
    const sent = exchanges.filter(({ name }) => name !== 'PutItem');
    const [note, ...others] = sent.sort((a, b) => Number(isNote(b)) - Number(isNote(a)));
    const first = others.sort((a, b) => a.start - b.start)[0];
    if (note === undefined || first === undefined) throw new Error('There must be both');
    expect(others.map(({ name }) => name)).toEqual(['UpdateItem', 'TransactWriteItems']);
    expect({ isNote: isNote(note), isBeside: note.start < first.end && first.start < note.end }).toEqual({
      isNote: true,
      isBeside: true,
    });
  });

  test.each([
    ['is refused', { kind: 'refuse', type: 'AccessDeniedException', status: 400 }],
    ['fails', { kind: 'refuse', type: 'InternalServerError', status: 500 }],
    ['gets no answer', { kind: 'hang' }],
  ] as const)('that %s costs no report', async (_what, fault) => {
    wrong = (isOfNote) => (isOfNote ? fault : undefined);
    const start = performance.now();
    expect((await fire(SECRET)).status).toBe(200);
    expect((await fire('another-secret-than-ours')).status).toBe(401);
    // Two kinds, a second each.
    expect(performance.now() - start).toBeLessThan(4_000);
    expect(await statusOf()).toMatchObject({ lastHeardAt: null });
  });
});
