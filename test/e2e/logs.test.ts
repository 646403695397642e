import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { basic, type Guarded, serveGuarded } from '../support/guarded.ts';
import { served } from '../support/kite.ts';
import { leaksIn } from '../support/logs.ts';

/** The rest of the run is searched at its end: global-teardown.ts. */
test('the log says who was refused and why, and what was answered, without a secret', async () => {
  const kite: Guarded = await serveGuarded();
  const secrets = ['the-user', 'the-password'];
  const offset = readFileSync(served.logs, 'utf8').length;
  try {
    const token = await kite.token('publisher', ['team-a']);
    const failure = { pipelineName: 'the-pipeline', namespace: 'team-a', failureReason: 'the-reason' };
    expect((await kite.call(['POST', '/webhooks/pipeline-failure', failure], token)).status).toBe(201);
    expect((await kite.call(['GET', '/issues?namespace=team-a&search=the-search'], token)).status).toBe(403);
    expect((await kite.call(['GET', '/issues'], `${token.slice(0, -1)}`)).status).toBe(403);
    for (const pair of [`any:${token}`, `any:${token.slice(0, -1)}`, 'the-user:the-password']) {
      const authorization = basic(pair);
      expect((await kite.call(['GET', '/issues'], undefined, { authorization })).status).toBe(403);
      secrets.push(authorization.replace('Basic ', ''));
    }
  } finally {
    await kite.close();
  }
  const log = readFileSync(served.logs, 'utf8').slice(offset);
  expect(log).toContain('"route":"POST /api/v1/webhooks/pipeline-failure","status":201');
  expect(log).toContain('"route":"GET /api/v1/issues","status":403');
  expect(log).toContain('Not in the form of a Kite token');
  expect(leaksIn(log)).toEqual([]);
  // Nor what a request held.
  for (const content of ['the-pipeline', 'the-reason', 'the-search', ...secrets]) {
    expect(log).not.toContain(content);
  }
});

test.each([
  `{"headers":{"authorization":"x"}}`,
  `Bearer ${'a'.repeat(20)}`,
  `kite_${'0'.repeat(16)}_${'1'.repeat(64)}`,
  `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwIn0.c2ln`,
  'secret github-secret-of-the-tests',
  'the limited jenkins-secret-of-the-tests',
])('what is looked for is found: %s', (line) => {
  expect(leaksIn(`{"message":"fine"}\n${line}\n`)).toEqual([line]);
});
