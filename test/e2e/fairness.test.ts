import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { endpoints } from '../../lib/endpoints.ts';
import { type Call, type Guarded, serveGuarded } from '../support/guarded.ts';
import { type Answer, newNamespace, problemIn, served } from '../support/kite.ts';

/* What one caller's flood does to the others: each function of a server is one instance here. */

const opened: Guarded[] = [];
async function limited(perSecond: string): Promise<Guarded> {
  const kite = await serveGuarded({ REQUESTS_PER_SECOND: perSecond });
  opened.push(kite);
  return kite;
}
afterAll(() => Promise.all(opened.map((kite) => kite.close())));

/** One for all: ten reads a caller at once, a hundred reports. */
let kite: Guarded;
beforeAll(async () => {
  kite = await limited('1');
});

const atOnce = (count: number, send: () => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, send));
const countOf = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

test('a flood of reads is refused beyond its limit, and another caller notices nothing', async () => {
  const [flooding, other] = [await kite.token('viewer', ['team-a']), await kite.token('viewer', ['team-a'])];
  const list = (token: string) => () => kite.call(['GET', '/issues?namespace=team-a'], token);
  const [flood, others] = await Promise.all([atOnce(120, list(flooding)), atOnce(10, list(other))]);
  expect(countOf(others, 200)).toBe(10);
  expect(countOf(flood, 200)).toBeGreaterThanOrEqual(10);
  expect(countOf(flood, 429)).toBeGreaterThan(30);
  expect(countOf(flood, 200) + countOf(flood, 429)).toBe(120);

  const refused = flood.find(({ status }) => status === 429);
  if (refused === undefined) throw new Error('None was refused');
  expect(problemIn(refused).error).toMatch(/^Too many requests of this caller/);
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
  const lines = (await readFile(served.logs, 'utf8')).split('\n');
  expect(lines.find((line) => line.includes('"status":429'))).toContain('"throttled":true');
});

test('a storm of failures is heard where as many reads are not, also of a caller that reads too much', async () => {
  const token = await kite.token('editor', ['team-*']);
  const namespace = newNamespace('team-storm');
  const report = () =>
    kite.call(
      ['POST', '/webhooks/pipeline-failure', { pipelineName: randomUUID(), namespace, failureReason: 'x' }],
      token,
    );
  const read = () => kite.call(['GET', `/issues?namespace=${namespace}`], token);
  const [reports, reads] = await Promise.all([atOnce(45, report), atOnce(45, read)]);
  expect(countOf(reports, 201)).toBe(45);
  expect(countOf(reads, 429)).toBeGreaterThan(0);
});

test('searches are refused sooner than other reads', async () => {
  const token = await kite.token('viewer', ['team-a']);
  const search = () => kite.call(['GET', '/issues?namespace=team-a&search=timeout'], token);
  const searches = await atOnce(5, search);
  expect(countOf(searches, 200)).toBeGreaterThan(0);
  expect(countOf(searches, 429)).toBeGreaterThan(0);
});

test('who has no secret of a sender is refused as ever, and uses up nothing of those who have one', async () => {
  const strict = await limited('0.01');
  const call: Call = ['POST', '/webhooks/alertmanager', { version: '4', receiver: 'kite', alerts: [] }];
  const impostors = await atOnce(50, () => strict.call(call, 'no-secret-of-this-sender'));
  expect(countOf(impostors, 401)).toBe(50);
  const known = await atOnce(10, () => strict.call(call, 'alertmanager-secret-of-the-tests'));
  expect(countOf(known, 429)).toBeGreaterThan(0);
  expect(countOf(known, 429)).toBeLessThan(10);
});

const requests = endpoints.flatMap(({ entry, route, sender }) => {
  const [method = '', path = '/api/v1/nowhere'] = route.split(' ');
  const call: Call = [
    path === '/api/v1/nowhere' ? 'GET' : method,
    path.replace('/api/v1', '').replace(/\{\w+\}/g, randomUUID()),
    method === 'GET' || path === '/api/v1/nowhere' ? undefined : {},
  ];
  // Of senders, each has its own way to prove itself: one is above.
  return sender ? [] : [[entry, call] as const];
});

// With less than one request in a bucket, whatever comes is too much.
test.each(requests)('%s answers 429 to who asks too often, whatever is asked', async (_entry, call) => {
  strictest ??= limited('0.001');
  const strict = await strictest;
  token ??= strict.token('admin', ['*']);
  expect(await strict.call(call, await token)).toMatchObject({ status: 429 });
});
let strictest: Promise<Guarded> | undefined;
let token: Promise<string> | undefined;
