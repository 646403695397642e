import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { readToken } from '../../functions/shared/access/token.ts';
import { tokenKey } from '../../functions/shared/store/items.ts';
import { revokeToken } from '../../functions/shared/store/token-revocation.ts';
import { createToken } from '../../functions/shared/store/tokens.ts';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import { startIssuer } from '../support/issuer.ts';
import { served } from '../support/kite.ts';
import { countedTable } from '../support/table.ts';

/* As the gateway asks it; what it then lets through is in e2e/credentials. */

const issuer = await startIssuer();
const stuck = await startIssuer();
stuck.set('hanging');
afterAll(() => Promise.all([issuer.close(), stuck.close()]));
const rules = [{ namespaces: ['team-a'], role: 'viewer' }];
Object.assign(process.env, LOCAL_CREDENTIALS, {
  AWS_ENDPOINT_URL_DYNAMODB: served.endpoint,
  TABLE_NAME: served.table,
  DEDUP: 'fingerprint',
  OIDC: JSON.stringify([issuer, stuck].map(({ url }) => ({ issuer: url, audience: 'kite', rules }))),
});
const { handler } = await import('../../functions/system/authorizer.ts');

const event = (credential: string): APIGatewayRequestAuthorizerEventV2 => ({
  version: '2.0',
  type: 'REQUEST',
  routeArn: 'arn:aws:execute-api:local:000000000000:test/$default/GET/api/v1/issues',
  identitySource: [`Bearer ${credential}`],
  routeKey: 'GET /api/v1/issues',
  rawPath: '/api/v1/issues',
  rawQueryString: '',
  cookies: [],
  headers: { authorization: `Bearer ${credential}` },
  requestContext: {
    accountId: '000000000000',
    apiId: 'test',
    domainName: 'test',
    domainPrefix: 'test',
    http: {
      method: 'GET',
      path: '/api/v1/issues',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: '',
    },
    requestId: 'request-1',
    routeKey: 'GET /api/v1/issues',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
});
const isLetIn = async (credential: string) => (await handler(event(credential))).isAuthorized;

/** A token for one test. */
async function withToken(expiresAt: string | undefined, use: (token: string) => Promise<void>) {
  const { table } = countedTable();
  const asked = { name: 'ci', role: 'viewer' as const, namespaces: ['team-a'], expiresAt };
  const { token, info } = await createToken(table, asked);
  try {
    await use(token);
  } finally {
    await revokeToken(table, info.id);
  }
}

test('a Kite token does not wait for an issuer that hangs', () =>
  withToken(undefined, async (token) => {
    let areWaiting = true;
    const jwts = await Promise.all(Array.from({ length: 20 }, (_, i) => stuck.sign({ jti: `${i}` })));
    const answers = Promise.allSettled(jwts.map((jwt) => handler(event(jwt)))).finally(() => {
      areWaiting = false;
    });
    expect([await isLetIn(token), areWaiting]).toEqual([true, true]);
    // The gateway makes 500 of it, and keeps no verdict.
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(stuck.fetches()).toBe(1);
  }));

test('the context of a Kite token names it by its id', () =>
  withToken(undefined, async (token) => {
    expect(await handler(event(token))).toMatchObject({ context: { caller: readToken(token)?.id } });
  }));

test('a Kite token with another secret is refused', () =>
  withToken(undefined, async (token) => {
    expect(await isLetIn(token)).toBe(true);
    expect(await isLetIn(`${token.slice(0, -64)}${'0'.repeat(64)}`)).toBe(false);
  }));

test('a Kite token that has ended is refused', async () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  await withToken(inSeconds(60), async (token) => expect(await isLetIn(token)).toBe(true));
  await withToken(inSeconds(-1), async (token) => expect(await isLetIn(token)).toBe(false));
});

describe('a Kite token that was made through others', () => {
  /** Credentials of which each has made the next one. */
  async function aFamily(size: number): Promise<string[]> {
    const { table } = countedTable();
    const family: string[] = [];
    while (family.length < size) {
      const maker = family.length > 0 ? { id: idOf(family.at(-1) ?? ''), days: 1 } : undefined;
      const asked = { name: 'ci', role: 'viewer' as const, namespaces: ['team-a'] };
      family.push((await createToken(table, asked, maker)).token);
    }
    return family;
  }
  const idOf = (token: string) => token.split('_')[1] ?? '';

  test('names them, so that they are read along', async () => {
    const family = await aFamily(5);
    for (const [level, token] of family.entries()) {
      expect(token.split('_').slice(3)).toEqual(family.slice(0, level).map(idOf));
      expect(await isLetIn(token)).toBe(true);
    }
  });

  test.each([0, 1, 2, 3])(
    'ends when the one at level %i is revoked, and those above do not',
    async (level) => {
      const family = await aFamily(5);
      const { table } = countedTable();
      // As if nothing that descends from it could be deleted.
      await table.db.send(
        new DeleteCommand({ TableName: table.name, Key: tokenKey(idOf(family[level] ?? '')) }),
      );
      const isIn = await Promise.all(family.map(isLetIn));
      expect(isIn).toEqual(family.map((_, index) => index < level));
    },
  );

  test('ends when one of those ends, even if it were to live longer', async () => {
    const [parent = '', child = ''] = await aFamily(2);
    const { table } = countedTable();
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: tokenKey(idOf(parent)),
        UpdateExpression: 'SET expiresAt = :past',
        ExpressionAttributeValues: { ':past': Math.floor(Date.now() / 1000) - 1 },
      }),
    );
    expect(await isLetIn(child)).toBe(false);
  });

  test('is refused when it does not name all of them, in their order, or names others', async () => {
    const [a = '', b = '', c = ''] = await aFamily(3);
    const [stranger = ''] = await aFamily(1);
    const bare = c.split('_').slice(0, 3).join('_');
    for (const named of [
      [],
      [a],
      [b],
      [b, a],
      [a, b, stranger],
      [a, stranger],
      [a, a],
      [a, b, b],
      [a, b, c],
      [a, b, stranger, stranger, stranger],
    ]) {
      expect({ named, isLetIn: await isLetIn([bare, ...named.map(idOf)].join('_')) }).toEqual({
        named,
        isLetIn: false,
      });
    }
    expect(await isLetIn(`${a}_${idOf(stranger)}`)).toBe(false);
    expect(await isLetIn([bare, a, b].map((one, i) => (i === 0 ? one : idOf(one))).join('_'))).toBe(true);
  });
});

test('a credential that is longer than 8 KB is refused, whoever has signed it', async () => {
  const padded = (length: number) => issuer.sign({ padding: 'x'.repeat(length) });
  const [long, tooLong] = [await padded(5_000), await padded(6_500)];
  expect(long.length).toBeLessThan(8_192);
  expect(tooLong.length).toBeGreaterThan(8_192);
  expect([await isLetIn(long), await isLetIn(tooLong)]).toEqual([true, false]);
});
