import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Caller, callerIn, senderId, subjectId, toContext } from '../../functions/shared/access/caller.ts';
import { anEvent } from '../support/chain.ts';

/** As long as an id may be. */
const MAX_BYTES = 44;

test('a caller goes through the context of the authorizer with its id and its grants', () => {
  const caller = new Caller('0123456789abcdef', [{ role: 'editor', namespaces: ['team-a', 'b-*'] }]);
  const { requestContext } = anEvent();
  const event = { requestContext: { ...requestContext, authorizer: { lambda: toContext(caller) } } };
  expect(callerIn(event)).toEqual(caller);
  expect(toContext(caller).caller).toBe('0123456789abcdef');
});

test('a verdict of the code before ids, which the gateway kept over an update, still lets its caller in', () => {
  const grants = [{ role: 'publisher', namespaces: ['team-a'] }];
  const { requestContext } = anEvent();
  const inContext = (caller: string) => {
    const event = { requestContext: { ...requestContext, authorizer: { lambda: { caller } } } };
    return callerIn(event);
  };
  const former = inContext(JSON.stringify({ name: 'https://gitlab.com jane@example.com', grants }));
  expect(former?.grants).toEqual(grants);
  expect(former?.id).toMatch(/^before-update:[0-9a-f]{20}$/);
  expect(inContext('0123456789abcdef')).toBeUndefined();
});

describe("an OpenID Connect subject's id", () => {
  test.each([
    ['https://gitlab.com', 'gitlab.com'],
    ['https://token.actions.githubusercontent.com', 'githubusercontent.com'],
    ['https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE', 'eu-west-1.amazonaws.com'],
    ['https://login.microsoftonline.com/some-tenant/v2.0', 'microsoftonline.com'],
    [`https://${'x'.repeat(60)}:8443/realms/ci`, 'x'.repeat(23)],
    ['http://127.0.0.1:8080', '127.0.0.1'],
  ])('of %s begins with %s', (issuer, name) => {
    const id = subjectId(issuer, 'repo:octo/kite:ref:refs/heads/main');
    expect(id).toMatch(/:[0-9a-f]{20}$/);
    expect(id.slice(0, -21)).toBe(name);
    expect(Buffer.byteLength(id)).toBeLessThanOrEqual(MAX_BYTES);
  });

  test('is a digest that anyone can make who knows the subject, and is not the subject', () => {
    const digest = hash('sha256', 'https://gitlab.com jane@example.com', 'hex').slice(0, 20);
    expect(subjectId('https://gitlab.com', 'jane@example.com')).toBe(`gitlab.com:${digest}`);
  });

  test('tells apart what shares a name: two issuers of one host, and two subjects', () => {
    const [a, b] = ['https://login.example.com/a', 'https://login.example.com/b'];
    const ids = [subjectId(a, 'x'), subjectId(b, 'x'), subjectId(a, 'y')];
    expect(new Set(ids).size).toBe(3);
  });
});

test("a sender's id is its name", () => {
  expect(senderId('github')).toBe('sender:github');
  expect(Buffer.byteLength(senderId('a-sender-whose-name-goes-on-'.repeat(3)))).toBe(MAX_BYTES);
});

test('the patterns of the namespaces in which a caller has a permission are those of the grants with it', () => {
  const caller = new Caller('ci', [
    { role: 'publisher', namespaces: ['blue', 'blue-*'] },
    { role: 'viewer', namespaces: ['green'] },
    { role: 'admin', namespaces: ['red-*'] },
  ]);
  expect(caller.patternsOf('read')).toEqual(['green', 'red-*']);
  expect(caller.patternsOf('publish')).toEqual(['blue', 'blue-*', 'red-*']);
  expect(new Caller('nobody', []).patternsOf('read')).toEqual([]);
});
