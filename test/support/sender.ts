import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Issue, issueSchema } from '../../functions/shared/issue/answer.ts';
import { type Answer, list, newNamespace, problemIn, send } from './kite.ts';
import { servedOn } from './served-on.ts';

/** A fixture, as its vendor has published it: harness/fixtures/<sender>/SOURCES.md. */
export const fixture = (path: string) =>
  z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(new URL(`../../harness/fixtures/${path}.json`, import.meta.url), 'utf8')));

/** The part of a fixture that is to be changed. */
export const partOf = (value: unknown) => z.record(z.string(), z.unknown()).parse(value);

/** One delivery of an event. */
export interface Delivery {
  /** Where the event is to be found: the owner of the sender's project. */
  readonly namespace: string;
  /** When it happened. */
  readonly at: Date;
  /** The name of the delivery. */
  readonly id: string;
}

/** What a sender sends; `body` becomes JSON. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A sender's events: fixtures, changed to be of a namespace, a time and a delivery. */
export interface EventsUnderTest {
  readonly sender: string;
  readonly failure: (delivery: Delivery) => Sent;
  readonly success: (delivery: Delivery) => Sent;
  readonly ignored: (delivery: Delivery) => Sent;
}

/** A sender that comes over the API. */
export interface SenderUnderTest extends EventsUnderTest {
  /** The headers that prove who sends. */
  readonly sign: (body: string, secret: string) => Readonly<Record<string, string>>;
  /** Both valid, of harness/senders.env. */
  readonly secrets: readonly [string, string];
}

/** Sends it, signed with the first secret unless another is given. */
export async function deliver(
  { sender, sign, secrets }: SenderUnderTest,
  { headers, body }: Sent,
  secret: string | undefined = secrets[0],
  url?: string,
): Promise<Answer> {
  const text = JSON.stringify(body);
  const init = {
    body: text,
    headers: { 'content-type': 'application/json', ...headers, ...sign(text, secret) },
  };
  return send('POST', `/webhooks/${sender}`, init, url);
}

/** Minutes after an instant some hours ago. */
const minute = (minutes: number) =>
  new Date(Math.floor(Date.now() / 1000) * 1000 - 36_000_000 + minutes * 60_000);
export const delivery = (namespace: string, minutes: number, id: string = randomUUID()): Delivery => ({
  namespace,
  at: minute(minutes),
  id,
});

const several = z.object({ results: z.tuple([z.unknown()]) });
/** What was answered of the one event of a request, also where a request may hold several. */
export const eventIn = ({ body }: Pick<Answer, 'body'>): unknown =>
  several.safeParse(body).data?.results[0] ?? body;
export const issueOf = (answer: Pick<Answer, 'body'>): Issue =>
  z.object({ issue: issueSchema }).parse(eventIn(answer)).issue;

const total = async (namespace: string) => (await list(`namespace=${encodeURIComponent(namespace)}`)).total;

/** The tests that every sender has to pass that comes over the API. */
export const testSender = (subject: SenderUnderTest): void =>
  testEvents(subject, (sent) => deliver(subject, sent));

/** The tests that every sender has to pass. */
export function testEvents(
  { sender, failure, success, ignored }: EventsUnderTest,
  send: (sent: Sent) => Promise<Pick<Answer, 'status' | 'body'>>,
): void {
  test('fails, fails again, succeeds, and fails once more', async () => {
    const namespace = newNamespace();
    const first = await send(failure(delivery(namespace, 0)));
    expect(eventIn(first)).toMatchObject({ fingerprint: expect.any(String) });
    const issue = issueOf(first);
    const by = `sender:${sender}`;
    expect(issue).toMatchObject({ state: 'ACTIVE', occurrences: 1, namespace, createdBy: by, changedBy: by });
    const again = await send(failure(delivery(namespace, 1)));
    expect(issueOf(again)).toMatchObject({ id: issue.id, occurrences: 2 });
    expect(eventIn(await send(success(delivery(namespace, 2))))).toEqual({
      status: 'success',
      message: expect.stringMatching(/^Resolved 1 issue\(s\) for /),
    });
    const back = await send(failure(delivery(namespace, 3)));
    expect(issueOf(back)).toMatchObject({ id: issue.id, occurrences: 3, state: 'ACTIVE' });
    expect(await total(namespace)).toBe(1);
  });

  test('says that it ignores what is neither, and writes nothing', async () => {
    const namespace = newNamespace();
    const answer = await send(ignored(delivery(namespace, 0)));
    expect(answer.status).toBe(200);
    expect(eventIn(answer)).toEqual({ info: expect.any(String) });
    expect(await total(namespace)).toBe(0);
  });

  test('counts once what is delivered again, also at the same time', async () => {
    const namespace = newNamespace();
    const sent = failure(delivery(namespace, 0));
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(sent)));
    const notes = answers.map(eventIn).filter((body) => partOf(body).duplicate === true);
    expect(notes).toHaveLength(4);
    expect(eventIn(await send(sent))).toMatchObject({ duplicate: true, issue: { occurrences: 1 } });
  });

  test('neither reopens nor resolves with what comes late', async () => {
    const namespace = newNamespace();
    await send(failure(delivery(namespace, 0)));
    await send(success(delivery(namespace, 10)));
    const late = eventIn(await send(failure(delivery(namespace, 5))));
    expect(late).toMatchObject({ stale: true, issue: { state: 'RESOLVED', occurrences: 2 } });
    await send(failure(delivery(namespace, 20)));
    const overtaken = eventIn(await send(success(delivery(namespace, 15))));
    expect(overtaken).toMatchObject({ stale: true, message: expect.stringContaining('Resolved 0 ') });
    expect((await list(`namespace=${namespace}&state=ACTIVE`)).total).toBe(1);
  });

  test('is resolved, when the success comes before the failure', async () => {
    const namespace = newNamespace();
    await send(success(delivery(namespace, 10)));
    const late = eventIn(await send(failure(delivery(namespace, 5))));
    expect(late).toMatchObject({ stale: true, issue: { state: 'RESOLVED', occurrences: 1 } });
  });
}

/** The tests of a sender's secret. */
export function testSecret(subject: SenderUnderTest): void {
  const { sender, failure, secrets, sign } = subject;

  describe('without the secret', () => {
    const refused = async (headers: Readonly<Record<string, string>>, url?: string) => {
      const namespace = newNamespace();
      const { headers: own, body } = failure(delivery(namespace, 0));
      const init = {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...own, ...headers },
      };
      const answer = await send('POST', `/webhooks/${sender}`, init, url);
      expect(problemIn(answer).status).toBe(401);
      expect(await total(namespace)).toBe(0);
      return problemIn(answer).error;
    };

    test('nothing is taken', async () => {
      await refused({});
      for (const secret of ['a-secret-that-nobody-knows', secrets[0].slice(0, -1), ' ']) {
        await refused(sign(JSON.stringify(failure(delivery('another', 0)).body), secret));
      }
      const garbage = Object.keys(sign('{}', secrets[0])).map((name) => [name, 'garbage']);
      await refused(Object.fromEntries(garbage));
    });

    test('also no empty body', async () => {
      const init = {
        headers: { 'content-type': 'application/json', ...sign('', 'a-secret-that-nobody-knows') },
      };
      expect((await send('POST', `/webhooks/${sender}`, init)).status).toBe(401);
    });

    test('nor when none is configured: then it is off', async () => {
      const environment = { SECRET_PARAMETER: `/kite/dev/no-${sender}` };
      await servedOn(environment, async (url) => {
        expect(await refused({}, url)).toContain('off');
        const sent = failure(delivery(newNamespace(), 0));
        expect((await deliver(subject, sent, secrets[0], url)).status).toBe(401);
      });
    });
  });

  test('with a secret for some namespaces, reports for these and no other', async () => {
    await servedOn({ SECRET_PARAMETER: `/kite/dev/${sender}-limited` }, async (url) => {
      const [own, foreign] = [newNamespace('limited'), newNamespace()];
      const taken = await deliver(subject, failure(delivery(own, 0)), secrets[0], url);
      expect(issueOf(taken)).toMatchObject({ namespace: own });
      const refused = await deliver(subject, failure(delivery(foreign, 0)), secrets[0], url);
      expect(problemIn(refused)).toMatchObject({ status: 403, error: expect.stringContaining(foreign) });
      expect([await total(own), await total(foreign)]).toEqual([1, 0]);
    });
  });

  test('takes the secret that is on its way out', async () => {
    const answer = await deliver(subject, failure(delivery(newNamespace(), 0)), secrets[1]);
    expect(issueOf(answer)).toMatchObject({ occurrences: 1 });
  });

  test('says what is wrong with a body that is none of its events', async () => {
    const { headers } = failure(delivery('nobody', 0));
    const answer = await deliver(subject, { headers, body: ['unexpected'] });
    expect(problemIn(answer).status).toBe(400);
  });
}
