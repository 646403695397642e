import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { endpoints, isOfTheApi } from '../../lib/endpoints.ts';
import { type Call, type Guarded, serveGuarded } from '../support/guarded.ts';
import { anIssue, issueIn, problemIn } from '../support/kite.ts';

/* Each of the ways in which a gateway is said to take a path with a slash at its end: docs/decisions/0003. */

/** Of harness/senders.env; the other senders have none that a test can write in a line, and answer 401. */
const SENDER_SECRET = 'alertmanager-secret-of-the-tests';
const id = randomUUID();

const routes = endpoints.filter(isOfTheApi).map(({ route, caller, sender }) => {
  const [method = '', path = ''] = route.split(' ');
  const isOpen = caller === 'anyone' || sender !== undefined;
  return { route, method, isOpen, sender, path: toPath(path) };
});
function toPath(pattern: string): string {
  return pattern.replace('/api/v1', '').replace(/\{\w+\}/g, id);
}
const callOf = (method: string, path: string): Call => [method, path, method === 'GET' ? undefined : {}];

/** What a person reads of an answer. */
const said = (body: unknown) => z.object({ error: z.string().optional() }).parse(body ?? {}).error;

let functions: Guarded;
let admin: string;
let viewer: string;
beforeAll(async () => {
  functions = await serveGuarded();
  admin = await functions.token('admin', ['*']);
  viewer = await functions.token('viewer', ['team-slash-*']);
});
afterAll(() => functions.close());

describe.each(['ignored', 'proxy', 'parameter', 'unauthorized', 'unrouted'] as const)(
  'a slash that is %s',
  (trailingSlash) => {
    const namespace = `team-slash-${trailingSlash}`;
    let kite: Pick<Guarded, 'call'>;
    beforeAll(async () => {
      kite = await functions.behind(trailingSlash);
    });

    // `$default` is for callers with a credential.
    const taken = trailingSlash === 'unrouted' ? routes.filter(({ isOpen }) => !isOpen) : routes;
    test.each(taken)('$route', async ({ method, path, isOpen, sender }) => {
      const own = sender === undefined ? admin : SENDER_SECRET;
      for (const credential of [own, viewer, 'nobody-s', undefined]) {
        const plain = await kite.call(callOf(method, path), credential);
        const slashed = await kite.call(callOf(method, `${path}/`), credential);
        expect(slashed.status).toBe(plain.status);
        // Without a credential, the gateway itself refuses in its own words, unless it forgets to.
        if (plain.status !== 401) {
          expect(said(slashed.body)).toEqual(said(plain.body));
          expect(Object.keys(slashed.body ?? {})).toEqual(Object.keys(plain.body ?? {}));
        }
        // And lets nobody in whom the path without it does not.
        if (credential === undefined) expect(slashed.status).toBe(isOpen && !sender ? 200 : 401);
      }
    });

    test('what the UI and the clients do', async () => {
      const report = { pipelineName: 'p', namespace, failureReason: randomUUID() };
      const failure = await kite.call(['POST', '/webhooks/pipeline-failure/', report], admin);
      const created = await kite.call(
        ['POST', '/issues/?source=ui', anIssue({ namespace, title: randomUUID() })],
        admin,
      );
      const list = await kite.call(['GET', `/issues/?namespace=${namespace}&limit=10&search=`], viewer);
      expect([failure, created, list].map(({ status }) => status)).toEqual([201, 201, 200]);
      expect(list.body).toMatchObject({ total: 2, limit: 10 });
      expect((await kite.call(['GET', '/health/'], admin)).body).toMatchObject({ status: 'UP' });

      const findings = { pipelineId: 'p', namespace, type: 'error', logs: ['Ein Müsterchen'] };
      const custom = await kite.call(['POST', '/webhooks/mintmaker-custom/', findings], admin);
      expect(custom.status).toBe(201);
      const success = await kite.call(['POST', '/webhooks/pipeline-success/', report], admin);
      expect(success.status).toBe(200);
      const path = `/issues/?namespace=${namespace}&state=RESOLVED`;
      expect((await kite.call(['GET', path], admin)).body).toMatchObject({
        data: [{ description: expect.stringContaining(report.failureReason) }],
      });

      const issue = `/issues/${issueIn(created).id}`;
      for (const [method, suffix, body, status] of [
        ['GET', '/', undefined, 200],
        ['PUT', `/?namespace=${namespace}`, { title: 'New' }, 200],
        ['POST', '/resolve/', undefined, 200],
        ['DELETE', '/', undefined, 204],
      ] as const) {
        const answer = await kite.call([method, `${issue}${suffix}`, body], admin);
        expect({ method, status: answer.status }).toEqual({ method, status });
      }
    });

    test('a report as long as they may be', async () => {
      const report = { pipelineName: 'long', namespace, failureReason: 'é'.repeat(500_000) };
      const answer = await kite.call(['POST', '/webhooks/pipeline-failure/', report], admin);
      expect(answer).toMatchObject({ status: 201, body: { warnings: [expect.anything()] } });
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none'; frame-ancestors 'none'",
      );
    });

    test('what a page or a proxy may not do, it may not do with a slash', async () => {
      const list: Call = ['GET', `/issues/?namespace=${namespace}`];
      expect((await kite.call(list, admin, { 'impersonate-user': 'jane' })).status).toBe(403);
      const write: Call = ['POST', '/issues/', anIssue({ namespace, title: randomUUID() })];
      expect((await kite.call(write, admin, { origin: 'https://evil.example' })).status).toBe(403);
    });

    test.each([
      ['POST', '/webhooks/pipeline-failure/x', 404, null],
      ['POST', '/webhooks/pipeline-failure/x/', 404, null],
      ['GET', '/health/x', 404, null],
      ['PUT', `/issues/${id}/title`, 404, null],
      ['GET', '/issues/1/2/3', 404, null],
      ['GET', '/issues//', 404, null],
      ['POST', '/webhooks/pipeline-failure//', 404, null],
      ['GET', `/issues/${id}//`, 404, null],
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
  },
);
