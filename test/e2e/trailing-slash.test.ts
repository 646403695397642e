import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { endpoints } from '../../lib/endpoints.ts';
import { type Call, type Guarded, serveGuarded } from '../support/guarded.ts';
import { anIssue, issueIn, problemIn } from '../support/kite.ts';

/* Each of the ways in which a gateway is said to take a path with a slash at its end: docs/decisions/0003. */

const NAMESPACE = 'team-slash';
/** Of harness/senders.env; the other senders have none that a test can write in a line, and answer 401. */
const SENDER_SECRET = 'alertmanager-secret-of-the-tests';
const id = randomUUID();

const routes = endpoints.flatMap(({ route, caller, sender }) => {
  const [method = '', path] = route.split(' ');
  return path === undefined
    ? []
    : [{ route, method, isOpen: caller === 'anyone' || sender !== undefined, sender, path: toPath(path) }];
});
function toPath(pattern: string): string {
  return pattern.replace('/api/v1', '').replace(/\{\w+\}/g, id);
}
const callOf = (method: string, path: string): Call => [method, path, method === 'GET' ? undefined : {}];

/** What a person reads of an answer. */
const said = (body: unknown) => z.object({ error: z.string().optional() }).parse(body ?? {}).error;

describe.each(['ignored', 'proxy', 'unauthorized'] as const)('a slash that is %s', (trailingSlash) => {
  let kite: Guarded;
  let admin: string;
  beforeAll(async () => {
    kite = await serveGuarded({}, { trailingSlash });
    admin = await kite.token('admin', ['*']);
  });
  afterAll(() => kite.close());
  const isLost = trailingSlash === 'unauthorized';

  test.each(routes)('$route', async ({ method, path, isOpen, sender }) => {
    const credential = sender === undefined ? admin : SENDER_SECRET;
    const plain = await kite.call(callOf(method, path), credential);
    const slashed = await kite.call(callOf(method, `${path}/`), credential);
    if (isLost && !isOpen) {
      expect(problemIn(slashed).status).toBe(401);
      expect(said(slashed.body)).toContain('leave out the slash');
    } else {
      expect([slashed.status, said(slashed.body)]).toEqual([plain.status, said(plain.body)]);
      expect(Object.keys(slashed.body ?? {})).toEqual(Object.keys(plain.body ?? {}));
    }
    // And lets nobody in whom the path without it does not.
    const strangers = await Promise.all(
      [path, `${path}/`].map((one) => kite.call(callOf(method, one), undefined)),
    );
    expect(strangers.map(({ status }) => status)).toEqual(sender || !isOpen ? [401, 401] : [200, 200]);
  });

  test('what the UI and the clients do', async () => {
    const report = { pipelineName: 'p', namespace: NAMESPACE, failureReason: randomUUID() };
    const failure = await kite.call(['POST', '/webhooks/pipeline-failure/', report], admin);
    const created = await kite.call(
      ['POST', '/issues/?source=ui', anIssue({ namespace: NAMESPACE, title: randomUUID() })],
      admin,
    );
    const list = await kite.call(['GET', `/issues/?namespace=${NAMESPACE}&limit=10`], admin);
    expect([failure, created, list].map(({ status }) => status)).toEqual(
      isLost ? [401, 401, 401] : [201, 201, 200],
    );
    expect((await kite.call(['GET', '/health/'])).body).toMatchObject({ status: 'UP' });
    if (isLost) return expect((await kite.contents()).filter((item) => !isToken(item))).toEqual([]);

    expect(list.body).toMatchObject({ total: 2 });
    const path = `/issues/${issueIn(created).id}`;
    for (const [method, suffix, body, status] of [
      ['GET', '/', undefined, 200],
      ['PUT', `/?namespace=${NAMESPACE}`, { title: 'New' }, 200],
      ['POST', '/resolve/', undefined, 200],
      ['DELETE', '/', undefined, 204],
    ] as const) {
      const answer = await kite.call([method, `${path}${suffix}`, body], admin);
      expect({ method, status: answer.status }).toEqual({ method, status });
    }
  });

  test.each([
    ['POST', '/webhooks/pipeline-failure/x', 404, null],
    ['POST', '/webhooks/pipeline-failure/x/', 404, null],
    ['GET', '/health/x', 404, null],
    ['PUT', `/issues/${id}/title`, 404, null],
    ['GET', '/issues/1/2/3', 404, null],
    ['POST', `/issues/${id}`, 405, 'GET, PUT, DELETE'],
    ['GET', `/issues/${id}/resolve`, 405, 'POST'],
    ['GET', `/tokens/${id}`, 405, 'DELETE'],
  ] as const)('%s %s is another path: %i', async (method, path, status, allow) => {
    const answer = await kite.call(callOf(method, path), admin);
    expect({ status: problemIn(answer).status, allow: answer.headers.get('allow') }).toEqual({
      status,
      allow,
    });
  });
});

const isToken = (item: unknown) => z.looseObject({ PK: z.string() }).parse(item).PK === 'TOKENS';
