import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Permission, type Role, roleSchema } from '../../functions/shared/access/grant.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { SENDERS } from '../../functions/shared/store/names.ts';
import { relate } from '../../functions/shared/store/relate.ts';
import { createToken } from '../../functions/shared/store/tokens.ts';
import { exampleOf } from '../../generator/example.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { endpoints } from '../../lib/endpoints.ts';
import { EVENTS_PATH } from '../../local/gateway.ts';
import { basic, type Call, type Guarded, serveGuarded } from '../support/guarded.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';
import { anIssue, newNamespace, served } from '../support/kite.ts';
import { aFailure, everywhere, moment } from '../support/table.ts';

/** The callers' namespace, and one that is none of their business. */
const [OWN, FOREIGN] = ['team-own', 'team-other'];
const PLACES = ['own', 'foreign', 'absent'] as const;
type Place = (typeof PLACES)[number];

let kite: Guarded;
let issuer: TestIssuer;
let database: DatabaseProxy;
/** What the functions have asked of the database, but to read. What tests prepare does not pass there. */
let writes: string[] = [];
const READS = /^(?:BatchGet|Get|Query|Scan|TransactGet)/;
const tokens = new Map<Role, string>();
beforeAll(async () => {
  database = await startDatabaseProxy(served.endpoint, {
    fault(operation) {
      // A sender's refusal is noted, once a minute (docs/api.md, GET /senders).
      if (!READS.test(operation.name) && !operation.body.includes(SENDERS)) {
        writes.push(`${operation.name} ${operation.body}`);
      }
      return undefined;
    },
  });
  issuer = await startIssuer();
  const rules = roleSchema.options.map((role) => ({ when: { role }, namespaces: [OWN, `${OWN}-*`], role }));
  kite = await serveGuarded({
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    OIDC: JSON.stringify([{ issuer: issuer.url, audience: 'kite', rules }]),
  });
  for (const one of roleSchema.options) {
    const token = await kite.token(one, [OWN, `${OWN}-*`]);
    tokens.set(one, token);
    // Its first use is noted, and then none for an hour: from here on, a refusal has nothing to write.
    await kite.call(['GET', '/nowhere'], token);
  }
  // Its keys are known from here on.
  await kite.call(['GET', '/nowhere'], await issuer.sign({ role: 'viewer' }));
  issuer.set('down');
});
afterAll(async () => {
  await kite.close();
  await issuer.close();
  await database.close();
});

/** What a route asks of its caller, a request of it for each place, and what whoever may call is answered. */
interface Row {
  readonly permission: Permission | 'any credential' | 'nothing' | 'its own secret';
  readonly request: (place: Place) => Call | Promise<Call>;
  readonly answers: Readonly<Record<Place, number>>;
}

/** A new issue in a namespace. */
async function issueIn(namespace: string): Promise<string> {
  const { issue } = await reportFailure(
    kite.table,
    aFailure({ namespace, dedupKey: randomUUID() }),
    moment(),
  );
  return issue.id;
}
async function relatedIssues(namespace: string, other: string): Promise<[string, string]> {
  const ids: [string, string] = [await issueIn(namespace), await issueIn(other)];
  await relate(kite.table, ...ids, everywhere);
  return ids;
}

/** By id, nothing names a namespace but, if it likes, the query. */
const byId =
  (method: string, suffix = '', body?: unknown) =>
  async (place: Place): Promise<Call> => {
    const id = await issueIn(place === 'foreign' ? FOREIGN : OWN);
    return [method, `/issues/${id}${suffix}${place === 'own' ? `?namespace=${OWN}` : ''}`, body];
  };
const named = (place: Place) => ({ own: OWN, foreign: FOREIGN, absent: undefined })[place];

const rows: Record<string, Row> = {
  'issues/list': {
    permission: 'read',
    request: (place) => ['GET', `/issues${place === 'absent' ? '' : `?namespace=${named(place)}`}`],
    answers: { own: 200, foreign: 403, absent: 400 },
  },
  'issues/create': {
    permission: 'write',
    request: (place) => [
      'POST',
      '/issues',
      anIssue({ namespace: place === 'own' ? newNamespace(OWN) : named(place) }),
    ],
    answers: { own: 201, foreign: 403, absent: 400 },
  },
  'issues/get': {
    permission: 'read',
    request: byId('GET'),
    answers: { own: 200, foreign: 404, absent: 200 },
  },
  'issues/update': {
    permission: 'write',
    request: byId('PUT', '', { title: 'Changed' }),
    answers: { own: 200, foreign: 404, absent: 200 },
  },
  'issues/delete': {
    permission: 'write',
    request: byId('DELETE'),
    answers: { own: 204, foreign: 404, absent: 204 },
  },
  'issues/resolve': {
    permission: 'write',
    request: byId('POST', '/resolve', {}),
    answers: { own: 200, foreign: 404, absent: 200 },
  },
  // A relation has two ends: here either of them is another tenant's.
  'issues/relate': {
    permission: 'write',
    request: async (place) => {
      const id = await issueIn(place === 'absent' ? FOREIGN : OWN);
      return [
        'POST',
        `/issues/${id}/related`,
        { relatedId: await issueIn(place === 'foreign' ? FOREIGN : OWN) },
      ];
    },
    answers: { own: 201, foreign: 404, absent: 404 },
  },
  'issues/unrelate': {
    permission: 'write',
    request: async (place) => {
      const [id, other] = await relatedIssues(
        place === 'absent' ? FOREIGN : OWN,
        place === 'foreign' ? FOREIGN : OWN,
      );
      return ['DELETE', `/issues/${id}/related/${other}`];
    },
    answers: { own: 204, foreign: 404, absent: 404 },
  },
  'issues/fingerprint': {
    permission: 'any credential',
    request: () => ['POST', '/fingerprint', { message: 'Out of memory' }],
    answers: { own: 200, foreign: 200, absent: 200 },
  },
  'scopes/list': {
    permission: 'read',
    request: (place) => ['GET', `/scopes${place === 'absent' ? '' : `?namespace=${named(place)}`}`],
    answers: { own: 200, foreign: 403, absent: 400 },
  },
  // What each caller is shown is tested in namespaces.test.ts.
  'namespaces/list': {
    permission: 'read',
    request: (place) => ['GET', `/namespaces${place === 'own' ? '?counts=true' : ''}`],
    answers: { own: 200, foreign: 200, absent: 200 },
  },
  'tokens/list': {
    permission: 'administer',
    request: () => ['GET', '/tokens'],
    answers: { own: 200, foreign: 200, absent: 200 },
  },
  'tokens/create': {
    permission: 'administer',
    request: (place) => [
      'POST',
      '/tokens',
      { name: 'another', role: 'publisher', namespaces: place === 'absent' ? undefined : [named(place)] },
    ],
    answers: { own: 201, foreign: 403, absent: 400 },
  },
  'tokens/revoke': {
    permission: 'administer',
    request: async (place) => {
      const token = await kite.token('viewer', [place === 'foreign' ? FOREIGN : OWN]);
      return ['DELETE', `/tokens/${place === 'absent' ? '0'.repeat(16) : token.split('_')[1]}`];
    },
    answers: { own: 204, foreign: 404, absent: 404 },
  },
  // Of those that somebody has made, it ends only those that hold in a caller's own namespaces.
  'tokens/revoke-made-by': {
    permission: 'administer',
    request: async (place) => {
      const person = { id: randomUUID(), days: 1 };
      const namespaces = [place === 'foreign' ? FOREIGN : OWN];
      await createToken(kite.table, { name: 'another', role: 'viewer', namespaces }, person);
      return ['DELETE', `/tokens${place === 'absent' ? '' : `?createdBy=${person.id}`}`];
    },
    answers: { own: 200, foreign: 200, absent: 400 },
  },
  'system/health': {
    permission: 'nothing',
    request: () => ['GET', '/health'],
    answers: { own: 200, foreign: 200, absent: 200 },
  },
  // Of all namespaces, or of none.
  'system/senders': {
    permission: 'read',
    request: () => ['GET', '/senders'],
    answers: { own: 403, foreign: 403, absent: 403 },
  },
  // Beside the API, and open as a whole: what it serves is tested in dashboard.test.ts.
  'system/dashboard': {
    permission: 'nothing',
    request: () => ['GET', '/../../dashboard/assets/none.js'],
    answers: { own: 404, foreign: 404, absent: 404 },
  },
  // What each caller is told is tested in me.test.ts.
  'system/me': {
    permission: 'any credential',
    request: () => ['GET', '/me'],
    answers: { own: 200, foreign: 200, absent: 200 },
  },
  'system/version': {
    permission: 'nothing',
    request: () => ['GET', '/version'],
    answers: { own: 200, foreign: 200, absent: 200 },
  },
  'system/openapi': {
    permission: 'nothing',
    request: () => ['GET', '/openapi.json'],
    answers: { own: 200, foreign: 200, absent: 200 },
  },
  'system/fallback': {
    permission: 'any credential',
    request: () => ['GET', '/nowhere'],
    answers: { own: 404, foreign: 404, absent: 404 },
  },
};

const declared = z.object({
  handler: z.custom<{ readonly webhook: { readonly body: z.ZodType } }>(
    (value) => typeof value === 'function',
  ),
});
/**
 * A webhook's request is made from its own schema, so that one which is added is walked too. Its namespace is new where
 * it may be, so that no role reports again what another has reported.
 */
async function webhookRequest(entry: string, place: Place): Promise<Call> {
  Object.assign(process.env, { TABLE_NAME: 'none', DEDUP: 'fingerprint', AWS_REGION: 'local' });
  const namespace = place === 'foreign' ? FOREIGN : newNamespace(OWN);
  const { handler } = declared.parse(await import(`../../functions/${entry}.ts`));
  const example = exampleOf(handler.webhook.body, { namespace });
  const body = z.record(z.string(), z.unknown()).parse(example);
  if (place === 'absent') delete body.namespace;
  return ['POST', entry.replace('webhooks/', '/webhooks/'), body];
}

/** A webhook's row is made from its schema and a sender's from its route, so one that is added is walked too. */
function rowOf(entry: string): Row | undefined {
  if (entry.startsWith('webhooks/')) {
    return {
      permission: 'publish',
      request: (place) => webhookRequest(entry, place),
      answers: { own: entry.endsWith('-success') ? 200 : 201, foreign: 403, absent: 400 },
    };
  }
  if (entry.startsWith('senders/')) {
    return {
      // Which is no token; what it opens is tested with the senders: test/support/sender.ts.
      permission: 'its own secret',
      request: () => ['POST', entry.replace('senders/', '/webhooks/'), { namespace: OWN }],
      answers: { own: 401, foreign: 401, absent: 401 },
    };
  }
  return rows[entry];
}

/** A token of the right form, and never handed out. */
const IMPOSTOR = `kite_${'0'.repeat(16)}_${'0'.repeat(64)}`;

/** By role, which permissions it has: said here once more, so that the code's own table cannot be wrong unseen. */
const MAY: Readonly<Record<Role, readonly string[]>> = {
  publisher: ['publish'],
  viewer: ['read'],
  editor: ['publish', 'read', 'write'],
  admin: ['publish', 'read', 'write', 'administer'],
};

function expected({ permission, answers }: Row, who: Role | 'nobody' | 'an impostor', place: Place): number {
  if (permission === 'nothing' || permission === 'its own secret') return answers[place];
  if (who === 'nobody') return 401;
  if (who === 'an impostor') return 403;
  return permission === 'any credential' || MAY[who].includes(permission) ? answers[place] : 403;
}

test('every route has a row', () => {
  expect(endpoints.map(({ entry }) => entry).filter((entry) => rowOf(entry) === undefined)).toEqual([]);
});

describe.each(['issues', 'scopes'])('GET /%s of several namespaces', (path) => {
  test('takes the permission in each of them, and names the one that it lacks', async () => {
    const ask = (...namespaces: string[]) =>
      kite.call(
        ['GET', `/${path}?${namespaces.map((name) => `namespace=${encodeURIComponent(name)}`).join('&')}`],
        tokens.get('viewer'),
      );
    expect((await ask(OWN, `${OWN}-2`)).status).toBe(200);
    for (const namespaces of [
      [OWN, FOREIGN],
      [FOREIGN, OWN],
      [OWN, OWN, FOREIGN],
    ]) {
      const { status, body } = await ask(...namespaces);
      expect(status).toBe(403);
      expect(body).toMatchObject({ error: expect.stringContaining(FOREIGN) });
    }
    // One name with a comma in it, not two.
    expect((await ask(`${OWN},${FOREIGN}`)).status).toBe(403);
    expect((await ask(`${OWN}-2,${FOREIGN}`)).status).toBe(200);
  });
});

/** One endpoint of each permission: that a credential comes as Basic does not depend on the endpoint. */
const BY_PERMISSION = [
  'webhooks/pipeline-failure',
  'issues/list',
  'issues/create',
  'tokens/list',
  'system/fallback',
  'system/health',
];

describe.each(BY_PERMISSION)('%s, with Basic', (entry) => {
  test.each([...roleSchema.options, 'an impostor'] as const)('%s', async (who) => {
    const row = rowOf(entry);
    if (row === undefined) throw new Error(`${entry} has no row`);
    const credential = who === 'an impostor' ? IMPOSTOR : tokens.get(who);
    for (const place of PLACES) {
      const wanted = expected(row, who, place);
      const request = await row.request(place);
      for (const pair of [`any:${credential}`, `${credential}:`]) {
        writes = [];
        const { status } = await kite.call(request, undefined, { authorization: basic(pair) });
        // The second time, a failure is a repeat.
        const isRepeat = wanted === 201 && status === 200;
        expect({ place, status: isRepeat ? 201 : status }).toEqual({ place, status: wanted });
        if (wanted >= 400) expect(writes).toEqual([]);
      }
    }
  });
});

describe.each(BY_PERMISSION)('%s, with a JWT of an issuer that fails', (entry) => {
  test.each(roleSchema.options)('%s', async (role) => {
    const row = rowOf(entry);
    if (row === undefined) throw new Error(`${entry} has no row`);
    for (const place of PLACES) {
      writes = [];
      // Another one each time, which the gateway does not know yet.
      const jwt = await issuer.sign({ role, jti: randomUUID() });
      const wanted = expected(row, role, place);
      expect({ place, status: (await kite.call(await row.request(place), jwt)).status }).toEqual({
        place,
        status: wanted,
      });
      if (wanted >= 400) expect(writes).toEqual([]);
    }
  });
});

describe.each(endpoints.map(({ entry }) => entry))('%s', (entry) => {
  test.each([...roleSchema.options, 'nobody', 'an impostor'] as const)('%s', async (who) => {
    const row = rowOf(entry);
    if (row === undefined) throw new Error(`${entry} has no row`);
    const credential = who === 'an impostor' ? IMPOSTOR : who === 'nobody' ? undefined : tokens.get(who);
    for (const place of PLACES) {
      const request = await row.request(place);
      const wanted = expected(row, who, place);
      writes = [];
      const { status } = await kite.call(request, credential);
      expect({ place, status }).toEqual({ place, status: wanted });
      if (wanted >= 400) expect(writes).toEqual([]);
    }
  });
});

// It is no route, but the local server's stand-in for EventBridge; an event says itself which namespace it is for.
describe("AWS's events on the local server", () => {
  const statusFor = async (credential?: string) => {
    const headers = credential === undefined ? {} : { authorization: `Bearer ${credential}` };
    return (await fetch(`${kite.url}${EVENTS_PATH}`, { method: 'POST', headers, body: '{}' })).status;
  };

  test.each(roleSchema.options)('%s', async (role) => {
    expect(await statusFor(tokens.get(role))).toBe(403);
    expect(await statusFor(await kite.token(role, ['*']))).toBe(MAY[role].includes('publish') ? 200 : 403);
  });

  test('nobody, and an impostor', async () => {
    expect([await statusFor(), await statusFor(IMPOSTOR)]).toEqual([401, 403]);
  });
});
