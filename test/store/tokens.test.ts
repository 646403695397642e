import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { authorizerSpec } from '../../functions/routes.ts';
import { slotKey, tokenKey } from '../../functions/shared/store/items.ts';
import { listTokens, tokenListQuerySchema } from '../../functions/shared/store/token-list.ts';
import { revokeMadeBy, revokeToken } from '../../functions/shared/store/token-revocation.ts';
import { createToken, findTokens, type NewToken, noteUse } from '../../functions/shared/store/tokens.ts';
import { newNamespace } from '../support/kite.ts';
import { countedTable, everywhere, stored } from '../support/table.ts';

const { table, cost } = countedTable();

const request = (changes: Partial<NewToken> = {}): NewToken => ({
  name: 'ci',
  role: 'viewer',
  namespaces: ['team-a'],
  ...changes,
});
/** A caller that is no token, and that nobody else is. */
const aPerson = () => ({ id: `person ${randomUUID()}`, days: 90 });
const madeBy = (id: string) => ({ id, days: 90 });
const create = async (changes?: Partial<NewToken>, maker?: { id: string; days: number }) =>
  (await createToken(table, request(changes), maker)).info;
/** Tokens of which each has made the next one; the first one is an operator's. */
async function aFamily(size: number, namespaces = ['team-a']) {
  const family = [await create({ namespaces })];
  for (let parent = family[0]; parent && family.length < size; parent = family.at(-1)) {
    family.push(await create({ namespaces }, madeBy(parent.id)));
  }
  return family;
}
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
/** As tokens were stored before they had a place, a maker and ancestors. */
async function anOldToken(namespaces: readonly string[]): Promise<string> {
  const id = randomUUID().replaceAll('-', '').slice(0, 16);
  const createdAt = new Date().toISOString();
  await write([{ ...tokenKey(id), id, name: 'old', role: 'viewer', namespaces, hash: '00', createdAt }]);
  return id;
}

/** Writes items as they are; 25 at most. */
const write = async (items: readonly Record<string, unknown>[]) =>
  items.length > 0 &&
  table.db.send(
    new BatchWriteCommand({
      RequestItems: { [table.name]: items.map((Item) => ({ PutRequest: { Item } })) },
    }),
  );

/** The ids on all pages. */
async function walk(patterns: readonly string[], limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 100; pages++) {
    const query = tokenListQuerySchema.parse({ limit: String(limit), cursor });
    const { data, nextCursor } = await listTokens(table, patterns, query);
    expect(data.length).toBeLessThanOrEqual(limit);
    ids.push(...data.map(({ id }) => id));
    if (nextCursor === null) return ids;
    cursor = nextCursor;
  }
  throw new Error('The list does not end');
}

test('of a token nothing is kept that could be used in its place', async () => {
  const { token, info } = await createToken(table, request());
  const item = JSON.stringify(await stored(tokenKey(info.id)));
  await revokeToken(table, info.id);
  const [, id = '', secret = ''] = token.split('_');
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(item).toContain(id);
  expect(item).not.toContain(secret);
});

test('its use is noted by a request that the authorizer may make, and that makes no token', async () => {
  const { table: watched } = countedTable();
  const inputs: unknown[] = [];
  watched.db.middlewareStack.add(
    (next) => (args) => {
      inputs.push(args.input);
      return next(args);
    },
    { step: 'initialize', name: 'watch' },
  );
  const { info } = await createToken(table, request());
  await noteUse(watched, info.id);
  const named = /\b(?!(?:SET|attribute_exists)\b)[A-Za-z]\w*(?! *\()/g;
  const text = JSON.stringify(inputs[0]);
  const [, update = ''] = /"UpdateExpression":"([^"]*)"/.exec(text) ?? [];
  const [, condition = ''] = /"ConditionExpression":"([^"]*)"/.exec(text) ?? [];
  const names = `${update} ${condition}`.replaceAll(/:\w+/g, '').match(named) ?? [];
  expect(names).toEqual(['lastUsedAt', 'PK']);
  expect([...authorizerSpec.table.updates.attributes, 'PK', 'SK']).toEqual(expect.arrayContaining(names));
  expect(text).not.toContain('ReturnValues');
  await revokeToken(table, info.id);
  await noteUse(watched, info.id);
  expect(await stored(tokenKey(info.id))).toBeUndefined();
});

describe('what operations on tokens cost', () => {
  test('to verify one: 1 round trip, whoever it was made through; 1 unit for it and each of those', async () => {
    const family = await aFamily(5);
    for (const size of [1, 5]) {
      const ids = family.slice(0, size).map(({ id }) => id);
      const [found, spent] = await cost(() => findTokens(table, ids));
      expect(found.size).toBe(size);
      expect(spent).toEqual({ roundTrips: 1, requests: 1, readUnits: size, writeUnits: 0 });
    }
  });

  test('to make one: an operator 1 round trip and 2 units, a caller 2, 2 or 3 to read and 6', async () => {
    const [{ id }, byOperator] = await cost(() => create());
    expect(byOperator).toEqual({ roundTrips: 1, requests: 1, readUnits: 0, writeUnits: 2 });
    const [, byPerson] = await cost(() => create({}, aPerson()));
    expect(byPerson).toMatchObject({ roundTrips: 2, requests: 2, writeUnits: 6 });
    const [, byToken] = await cost(() => create({}, madeBy(id)));
    expect(byToken).toMatchObject({ roundTrips: 2, requests: 3, writeUnits: 6 });
    expect(byPerson.readUnits).toBeLessThanOrEqual(1);
    expect(byToken.readUnits).toBeLessThanOrEqual(2);
  });

  test('to list them: 1 round trip, whatever there is elsewhere', async () => {
    const [mine, other] = [newNamespace(), newNamespace()];
    for (const _ of [1, 2, 3]) await create({ namespaces: [mine] });
    const costOf = async () => ({ ...(await cost(() => listTokens(table, [mine], { limit: 50 })))[1] });
    const before = await costOf();
    expect(before).toMatchObject({ roundTrips: 1, requests: 2, writeUnits: 0 });
    expect(before.readUnits).toBeLessThanOrEqual(3 + 1 + 1);
    for (let i = 0; i < 20; i++) await create({ namespaces: [other] });
    expect(await costOf()).toEqual(before);
  });

  test('to revoke one: 2 round trips and then 1 to see that it has made none', async () => {
    const { id } = await create({}, aPerson());
    const [, spent] = await cost(() => revokeToken(table, id));
    expect(spent).toMatchObject({ roundTrips: 3, requests: 3, writeUnits: 6 });
    expect(spent.readUnits).toBeLessThanOrEqual(2);
  });
});

describe('a list of tokens', () => {
  test('has each once, on pages of any size, by namespace and then by age', async () => {
    const team = newNamespace();
    const patterns = [`${team}-a*`, `${team}-c`, `${team}-ab*`, `${team}-é*`, `${team}-😀`];
    const seen = [`${team}-a`, `${team}-a*`, `${team}-a-1`, `${team}-c`, `${team}-é%#1`, `${team}-😀`];
    const wanted: string[] = [];
    for (const namespace of seen) {
      for (const _ of [1, 2]) wanted.push((await create({ namespaces: [namespace] })).id);
    }
    // Its first namespace is theirs, not all of them are.
    await create({ namespaces: [`${team}-a`, `${team}-z`] });
    for (const namespace of [`${team}-c1`, `${team}-c*`, `${team}-b`, team, '*']) {
      await create({ namespaces: [namespace] });
    }
    const old = [await anOldToken([`${team}-a`]), await anOldToken([`${team}-c`])];
    await anOldToken([`${team}-b`]);
    for (const limit of [1, 2, 5, 100]) {
      const ids = await walk(patterns, limit);
      expect(ids.slice(0, wanted.length)).toEqual(wanted);
      expect(ids.slice(wanted.length).sort()).toEqual(old.sort());
    }
  });

  test('has those of very many patterns, ten at a time', async () => {
    const team = newNamespace();
    const patterns = Array.from({ length: 25 }, (_, n) => `${team}-${n}`);
    const wanted = [0, 12, 24].map((n) => `${team}-${n}`);
    for (const namespace of wanted) await create({ namespaces: [namespace] });
    const [{ data }, spent] = await cost(() => listTokens(table, patterns, { limit: 50 }));
    expect(data.map(({ namespaces }) => namespaces[0]).sort()).toEqual(wanted.toSorted());
    expect(spent).toMatchObject({ roundTrips: 3, requests: 26 });
    expect(await walk(patterns, 1)).toHaveLength(3);
  });

  test('has all of them, from before too, for whoever sees all', async () => {
    const ids = [(await create()).id, await anOldToken(['team-a']), (await create({ namespaces: ['*'] })).id];
    expect(await walk(['*'], 500)).toEqual(expect.arrayContaining(ids));
  });

  test('is what a token from before is revoked by too', async () => {
    const id = await anOldToken([newNamespace()]);
    expect(await revokeToken(table, id)).toBe(true);
    expect(await revokeToken(table, id)).toBe(false);
  });

  test.each([
    ['nonsense', '!'],
    ['no place', Buffer.from('team-a').toString('base64url')],
    ['the place of a slot', Buffer.from('#person#1').toString('base64url')],
    ['an id that has a place', Buffer.from(`t${'0'.repeat(15)}`).toString('base64url')],
    ['longer than a key', Buffer.from(`${'x'.repeat(1_100)}#t${'0'.repeat(15)}`).toString('base64url')],
  ])('takes no cursor that is %s', (_, cursor) => {
    expect(tokenListQuerySchema.safeParse({ cursor }).success).toBe(false);
  });

  test('ends, and shows nothing else, with a cursor to where the caller may see nothing', async () => {
    const mine = newNamespace('m');
    const { id } = await create({ namespaces: [mine] });
    for (const place of ['a', 'z', `${mine}-else`]) {
      const cursor = Buffer.from(`${place}#2026#t${'0'.repeat(15)}`).toString('base64url');
      const { data } = await listTokens(table, [mine], tokenListQuerySchema.parse({ cursor }));
      expect(data.map((one) => one.id)).toEqual(place === 'a' ? [id] : []);
    }
  });
});

describe('a quota of living tokens', () => {
  const statusOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 201,
      (error) => error.status,
    );

  test('holds at once: of 30 requests, the 10 that a third maker may make', async () => {
    const third = (await aFamily(3)).at(-1);
    if (third === undefined) throw new Error('There are three');
    const asked = await Promise.all(Array.from({ length: 30 }, () => statusOf(create({}, madeBy(third.id)))));
    // 503: too many at once, to be sent again.
    expect(asked.filter((status) => ![201, 409, 503].includes(Number(status)))).toEqual([]);
    const rest = await Promise.all(Array.from({ length: 10 }, () => statusOf(create({}, madeBy(third.id)))));
    expect([...asked, ...rest].filter((status) => status === 201)).toHaveLength(10);
    expect(await statusOf(create({}, madeBy(third.id)))).toBe(409);
  });

  test('is 100 for a person, 100 for what that makes, then 10, then 1', async () => {
    const family = await aFamily(4);
    const person = aPerson();
    const makers = [person, ...family.map(({ id }) => madeBy(id))];
    for (const [level, quota] of [100, 100, 100, 10, 1].entries()) {
      const maker = makers[level] ?? person;
      const slots = Array.from({ length: quota }, (_, slot) => ({
        ...slotKey(maker.id, slot),
        token: 'none',
      }));
      // All but one; it has made the next one of the family already.
      for (let i = 0; i < quota; i += 25) await write(slots.slice(i, i + 25).slice(i === 0 ? 1 : 0));
      await create({}, maker);
      await expect(create({}, maker)).rejects.toMatchObject({ status: 409, message: /revoke/ });
    }
  });

  test('counts neither what was revoked nor what has ended', async () => {
    const fourth = (await aFamily(4)).at(-1);
    if (fourth === undefined) throw new Error('There are four');
    const maker = madeBy(fourth.id);
    const first = await create({}, maker);
    expect(await statusOf(create({}, maker))).toBe(409);
    await revokeToken(table, first.id);
    const second = await create({ expiresAt: inSeconds(2) }, maker);
    expect(await statusOf(create({}, maker))).toBe(409);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const third = await create({}, maker);
    // What has ended frees the slot of no other.
    await revokeToken(table, second.id);
    expect(await stored(slotKey(maker.id, 0))).toMatchObject({ token: third.id });
  });

  test('is of one maker, and not of another whose id begins alike', async () => {
    const { id } = aPerson();
    for (let i = 0; i < 2; i++) await create({}, { id: `${id}#1`, days: 1 });
    await create({}, { id, days: 1 });
    expect(await revokeMadeBy(table, id, everywhere)).toBe(1);
  });
});

describe('whoever makes a token', () => {
  test('is told when it has come through four others already', async () => {
    const last = (await aFamily(5)).at(-1);
    if (last === undefined) throw new Error('There are five');
    await expect(create({}, madeBy(last.id))).rejects.toMatchObject({ status: 403, message: /through 4/ });
  });

  test('cannot have it live longer', async () => {
    const end = inSeconds(3_600);
    const parent = await create({ expiresAt: end });
    const maker = madeBy(parent.id);
    expect((await create({}, maker)).expiresAt).toBe(parent.expiresAt);
    expect((await create({ expiresAt: inSeconds(60) }, maker)).expiresAt).not.toBe(parent.expiresAt);
    await expect(create({ expiresAt: inSeconds(3_660) }, maker)).rejects.toMatchObject({ status: 400 });
    const person = { ...aPerson(), days: 2 };
    const latest = Date.parse((await create({}, person)).expiresAt ?? '');
    expect(latest - Date.now()).toBeGreaterThan(2 * 86_400_000 - 5_000);
    expect(latest - Date.now()).toBeLessThanOrEqual(2 * 86_400_000);
    await expect(create({ expiresAt: inSeconds(2 * 86_400 + 60) }, person)).rejects.toMatchObject({
      status: 400,
    });
  });

  test('makes none once it is revoked or has ended', async () => {
    const [revoked, ended] = [await create(), await create({ expiresAt: inSeconds(-1) })];
    await revokeToken(table, revoked.id);
    for (const { id } of [revoked, ended]) {
      await expect(create({}, madeBy(id))).rejects.toMatchObject({ status: 403 });
    }
  });
});

describe('revoking', () => {
  test('a token deletes what descends from it, and nothing else', async () => {
    const [first, second, third, fourth] = await aFamily(4);
    if (!first || !second || !third || !fourth) throw new Error('There are four');
    const sibling = await create({}, madeBy(first.id));
    await revokeToken(table, second.id);
    const left = await findTokens(
      table,
      [first, second, third, fourth, sibling].map(({ id }) => id),
    );
    expect([...left.keys()].sort()).toEqual([first.id, sibling.id].sort());
  });

  test("somebody's tokens leaves those that may not be, and what descends from these", async () => {
    const person = aPerson();
    const [mine, theirs] = [newNamespace(), newNamespace()];
    const [a, b] = [
      await create({ namespaces: [mine] }, person),
      await create({ namespaces: [theirs] }, person),
    ];
    const [ofA, ofB] = [
      await create({ namespaces: [mine] }, madeBy(a.id)),
      await create({ namespaces: [theirs] }, madeBy(b.id)),
    ];
    const isMine = ({ namespaces }: { namespaces: readonly string[] }) => namespaces.every((n) => n === mine);
    expect(await revokeMadeBy(table, person.id, isMine)).toBe(2);
    expect(await revokeMadeBy(table, person.id, isMine)).toBe(0);
    const left = await findTokens(
      table,
      [a, b, ofA, ofB].map(({ id }) => id),
    );
    expect([...left.keys()].sort()).toEqual([b.id, ofB.id].sort());
  });
});
