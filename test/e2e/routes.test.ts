import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { endpoints } from '../../lib/endpoints.ts';
import { get, newNamespace, problemIn, send } from '../support/kite.ts';

const routes = endpoints
  .filter(({ route }) => route.includes(' /api/v1/'))
  .map(({ route }) => route.split(' '))
  .filter((parts): parts is [string, string] => parts.length === 2)
  .map(([method, path]): [string, string] => [
    method,
    path.replace('/api/v1', '').replace(/\{\w+\}/g, randomUUID()),
  ]);
const body = { headers: { 'content-type': 'application/json' }, body: '{}' };
const call = (method: string, path: string) => send(method, path, method === 'GET' ? {} : body);

describe('every route of the API', () => {
  test.each([...new Set(routes.map(([, path]) => path))])(
    '%s: another method is 405, with those that there are',
    async (path) => {
      const there = routes.filter(([, other]) => shape(other) === shape(path)).map(([method]) => method);
      const answer = await call('PATCH', path);
      expect(problemIn(answer).status).toBe(405);
      expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(there.sort());
    },
  );
});

/** Two paths with different ids are one. */
const shape = (path: string) => path.replace(/[0-9a-f-]{36}/g, '*');

test.each([
  '',
  '/',
  '/nowhere',
  '/webhooks',
  '/webhooks/no-such-webhook',
  '/issues/1/2/3',
  '/../secret',
  '//evil.example/',
])('there is nothing at %j: 404', async (path) => {
  expect(problemIn(await get(path))).toMatchObject({ status: 404, error: 'Not found' });
});

test('answers are not cached, and not sniffed', async () => {
  const { headers } = await get(`/issues?namespace=${newNamespace()}`);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-type')).toBe('application/json');
});
