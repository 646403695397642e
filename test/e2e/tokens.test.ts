import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { hashOf } from '../../functions/shared/access/token.ts';
import { tokenKey } from '../../functions/shared/store/items.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';
import { newNamespace, problemIn } from '../support/kite.ts';

/* What one who makes tokens can do to others, by them. */

const CACHE_SECONDS = 60;
const TOKEN_DAYS = 7;

let kite: Guarded;
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
  const rules = [{ namespaces: ['{team}'], role: 'admin' }];
  const environment = {
    OIDC: JSON.stringify([{ issuer: issuer.url, audience: 'kite', rules }]),
    TOKEN_DAYS: String(TOKEN_DAYS),
  };
  kite = await serveGuarded(environment, { cacheSeconds: CACHE_SECONDS });
});
/** For how much later than it is the gateway, which runs in this process, takes it to be. */
let ahead = 0;
const realNow = Date.now;
const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
/** Has the gateway forget what it was told of credentials. */
const forget = () => {
  ahead += CACHE_SECONDS * 1_000;
};
afterAll(async () => {
  clock.mockRestore();
  await kite.close();
  await issuer.close();
});

const tokenSchema = z.object({
  id: z.string(),
  token: z.string(),
  createdBy: z.string().nullable(),
  expiresAt: z.string().nullable(),
});
/** Makes a token over the API. */
async function make(credential: string, body: Record<string, unknown>) {
  const answer = await kite.call(['POST', '/tokens', { name: 'ci', role: 'admin', ...body }], credential);
  expect(answer.status).toBe(201);
  return tokenSchema.parse(answer.body);
}
const listed = z.object({
  data: z.array(z.object({ id: z.string(), createdBy: z.string().nullable() })),
  limit: z.number(),
  nextCursor: z.string().nullable(),
});
const list = async (credential: string, query = '') =>
  listed.parse((await kite.call(['GET', `/tokens${query}`], credential)).body);
const idOf = (token: string) => token.split('_')[1] ?? '';
/** 200 while a credential is good. */
const status = async (credential: string) => (await kite.call(['GET', '/tokens'], credential)).status;

describe('the list of tokens', () => {
  test('of whoever sees everything is not broken by 160 large tokens of one prefix', async () => {
    const all = await kite.token('admin', ['*']);
    const team = newNamespace('zz');
    // As large as one could be before that was limited; a quote takes most of all in an answer.
    const namespaces = Array.from({ length: 50 }, (_, n) => `${team}-${n}-`.padEnd(253, '"'));
    for (let n = 0; n < 160; n++) await kite.token('viewer', namespaces);
    let [seen, cursor] = [0, ''];
    do {
      const { data, nextCursor } = await list(all, `?limit=500${cursor && `&cursor=${cursor}`}`);
      seen += data.length;
      cursor = nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toBeGreaterThanOrEqual(160);
    const small = await kite.call(
      ['POST', '/tokens', { name: 'ci', role: 'viewer', namespaces }],
      await kite.token('admin', [`${team}*`]),
    );
    expect(problemIn(small)).toMatchObject({ status: 400, paths: ['namespaces'] });
  }, 60_000);

  test('comes in pages, each token once', async () => {
    const team = newNamespace();
    const admin = await kite.token('admin', [`${team}-*`]);
    const ids: string[] = [];
    for (const name of ['c', 'a', 'b']) {
      ids.push(idOf(await kite.token('viewer', [`${team}-${name}`])));
    }
    const first = await list(admin, '?limit=2');
    expect(first).toMatchObject({ limit: 2, nextCursor: expect.any(String) });
    const second = await list(admin, `?limit=2&cursor=${first.nextCursor}`);
    expect(second.nextCursor).toBeNull();
    const [c, a, b] = ids;
    const shown = [...first.data, ...second.data].map(({ id }) => id).filter((id) => id !== idOf(admin));
    expect(shown).toEqual([a, b, c]);
  });

  test.each(['limit=0', 'limit=x', 'cursor=x'])('is not to be had with %s', async (query) => {
    const admin = await kite.token('admin', ['*']);
    const answer = await kite.call(['GET', `/tokens?${query}`], admin);
    expect(problemIn(answer)).toMatchObject({ status: 400, paths: [query.split('=')[0]] });
  });
});

test('a token from before, without a maker or a place, lets its bearer in, is listed, and is revoked', async () => {
  const [id, secret, team] = [randomUUID().replaceAll('-', '').slice(0, 16), '5'.repeat(64), newNamespace()];
  const Item = { ...tokenKey(id), id, name: 'old', role: 'admin', namespaces: [team], hash: hashOf(secret) };
  const createdAt = '2026-11-24T00:00:00.000Z';
  await kite.table.db.send(new PutCommand({ TableName: kite.table.name, Item: { ...Item, createdAt } }));
  const credential = `kite_${id}_${secret}`;
  expect((await list(credential)).data).toEqual([expect.objectContaining({ id, createdBy: null })]);
  const child = await make(credential, { namespaces: [team] });
  expect(await status(child.token)).toBe(200);
  expect((await kite.call(['DELETE', `/tokens/${id}`], child.token)).status).toBe(204);
  forget();
  expect([await status(credential), await status(child.token)]).toEqual([403, 403]);
});

test.each([
  ['a colour', 'ci\u001b[31m'],
  ['a line break', 'ci\nt0000000000000000  root: admin in *'],
  ['a mark of direction', 'ci\u202E*'],
  ['a separator of lines', 'ci\u2028'],
  ['101 characters', 'x'.repeat(101)],
])("a token's name cannot have %s", async (_, name) => {
  const admin = await kite.token('admin', ['*']);
  const answer = await kite.call(
    ['POST', '/tokens', { name, role: 'viewer', namespaces: ['team-a'] }],
    admin,
  );
  expect(problemIn(answer)).toMatchObject({ status: 400, paths: ['name'] });
});

describe('what is made with a token', () => {
  test('says who made it, and ends with it, however far down', async () => {
    const team = newNamespace();
    const top = await kite.token('admin', [team]);
    const child = await make(top, { namespaces: [team] });
    const grandchild = await make(child.token, { namespaces: [team] });
    expect(child.createdBy).toContain(idOf(top));
    expect(grandchild.createdBy).toContain(child.id);
    expect((await list(grandchild.token)).data).toHaveLength(3);
    const all = await kite.token('admin', ['*']);
    expect((await kite.call(['DELETE', `/tokens/${idOf(top)}`], all)).status).toBe(204);
    forget();
    for (const token of [top, child.token, grandchild.token]) expect(await status(token)).toBe(403);
  });

  test('cannot be made to live on without what it was made with', async () => {
    const team = newNamespace();
    const top = await kite.token('admin', [team]);
    const child = await make(top, { namespaces: [team] });
    await kite.call(['DELETE', `/tokens/${idOf(top)}`], await kite.token('admin', ['*']));
    forget();
    const other = await kite.token('admin', [team]);
    const [kiteWord, id, secret] = child.token.split('_');
    const bare = [kiteWord, id, secret].join('_');
    for (const forged of [bare, `${bare}_${idOf(other)}`, `${bare}_${idOf(other)}_${idOf(other)}`]) {
      expect(await status(forged)).toBe(403);
    }
  });

  test('ends no later than it', async () => {
    const team = newNamespace();
    const expiresAt = new Date(Math.floor(realNow() / 1000 + 3_600) * 1000).toISOString();
    const maker = await kite.token('admin', [team], expiresAt);
    expect((await make(maker, { namespaces: [team] })).expiresAt).toBe(expiresAt);
    const later = new Date(Date.parse(expiresAt) + 1_000).toISOString();
    const request = { name: 'ci', role: 'viewer', namespaces: [team], expiresAt: later };
    const answer = await kite.call(['POST', '/tokens', request], maker);
    expect(problemIn(answer)).toMatchObject({
      status: 400,
      paths: ['expiresAt'],
      error: expect.stringContaining(expiresAt),
    });
  });

  test('makes no more after four', async () => {
    const team = newNamespace();
    let maker = await kite.token('admin', [team]);
    for (let level = 1; level <= 4; level++) maker = (await make(maker, { namespaces: [team] })).token;
    const request = { name: 'ci', role: 'viewer', namespaces: [team] };
    const answer = await kite.call(['POST', '/tokens', request], maker);
    expect(problemIn(answer)).toMatchObject({ status: 403, error: expect.stringContaining('4') });
  });

  test('is one, when its maker may make one and asks for eight at once', async () => {
    const team = newNamespace();
    let maker = await kite.token('admin', [team]);
    for (let level = 1; level <= 3; level++) maker = (await make(maker, { namespaces: [team] })).token;
    const request = { name: 'ci', role: 'viewer', namespaces: [team] };
    const asked = Array.from({ length: 8 }, () => kite.call(['POST', '/tokens', request], maker));
    const statuses = (await Promise.all(asked)).map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    const again = await kite.call(['POST', '/tokens', request], maker);
    expect(problemIn(again).error).toMatch(/DELETE \/tokens\?createdBy=\S/);
  });
});

describe('what a person makes', () => {
  const aPerson = (team: string, sub = randomUUID()) => issuer.sign({ team, sub });

  test(`ends within ${TOKEN_DAYS} days, as the deployment says`, async () => {
    const team = newNamespace();
    const person = await aPerson(team);
    const { expiresAt } = await make(person, { namespaces: [team] });
    const days = (Date.parse(expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(TOKEN_DAYS, 1);
    const later = new Date(Date.now() + (TOKEN_DAYS + 1) * 86_400_000).toISOString();
    const request = { name: 'ci', role: 'viewer', namespaces: [team], expiresAt: later };
    expect(problemIn(await kite.call(['POST', '/tokens', request], person))).toMatchObject({
      status: 400,
      paths: ['expiresAt'],
    });
  });

  test('is ended by who they are, with what was made of it, as far as one may', async () => {
    const [team, other] = [newNamespace(), newNamespace()];
    const sub = randomUUID();
    const [person, elsewhere] = [await aPerson(team, sub), await aPerson(other, sub)];
    const first = await make(person, { namespaces: [team] });
    const second = await make(first.token, { namespaces: [team] });
    const third = await make(elsewhere, { namespaces: [other] });
    const colleague = await make(await aPerson(team), { namespaces: [team] });
    expect(third.createdBy).toBe(first.createdBy);

    const path = `/tokens?createdBy=${encodeURIComponent(first.createdBy ?? '')}`;
    const admin = await kite.token('admin', [team]);
    expect(await kite.call(['DELETE', path], admin)).toMatchObject({ status: 200, body: { revoked: 2 } });
    expect(await kite.call(['DELETE', path], admin)).toMatchObject({ status: 200, body: { revoked: 0 } });
    forget();
    const wanted = [first, second, third, colleague].map(({ token }) => status(token));
    expect(await Promise.all(wanted)).toEqual([403, 403, 200, 200]);
    const all = await kite.token('admin', ['*']);
    expect(await kite.call(['DELETE', path], all)).toMatchObject({ status: 200, body: { revoked: 1 } });
  });

  test('is not ended by a request that names nobody', async () => {
    const admin = await kite.token('admin', ['*']);
    for (const path of ['/tokens', '/tokens?createdBy=', '/tokens/']) {
      expect(problemIn(await kite.call(['DELETE', path], admin))).toMatchObject({
        status: 400,
        paths: ['createdBy'],
      });
    }
  });
});
