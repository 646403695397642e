import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { grantsBy, type Rule, ruleSchema } from '../../functions/shared/access/claims.ts';
import { issuersSchema } from '../../functions/shared/access/issuers.ts';

const rules = (...all: unknown[]): Rule[] => all.map((one) => ruleSchema.parse(one));

describe('the ready rules of docs/access.md', () => {
  const blocks = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8').matchAll(
    /^```json\n(\{\n {2}"issuer".*?)^```/gms,
  );
  const documented = issuersSchema.parse([...blocks].map(([, block = '']): unknown => JSON.parse(block)));
  const grants = (issuer: string, claims: Record<string, unknown>) => {
    const found = documented.find((one) => one.issuer.includes(issuer));
    return grantsBy(found?.rules ?? [], claims);
  };

  test('Kubernetes: a service account reports for its namespace', () => {
    // https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#schema-for-service-account-private-claims
    const claims = {
      aud: ['kite'],
      'kubernetes.io': {
        namespace: 'team-alpha',
        node: { name: 'my-node', uid: 'b5c2' },
        pod: { name: 'my-pod', uid: '6c1d' },
        serviceaccount: { name: 'my-serviceaccount', uid: '14ee' },
      },
      sub: 'system:serviceaccount:team-alpha:my-serviceaccount',
    };
    expect(grants('eks', claims)).toEqual([{ role: 'publisher', namespaces: ['team-alpha'] }]);
    expect(grants('eks', { sub: claims.sub })).toEqual([]);
  });

  // https://docs.github.com/en/actions/reference/security/oidc
  const publisher = { role: 'publisher', namespaces: ['acme'] };
  test.each([
    ['a push to its main branch', {}, [publisher, { role: 'editor', namespaces: ['team-shop'] }]],
    ['another branch', { ref: 'refs/heads/feature' }, [publisher]],
    ['a pull request of a fork', { event_name: 'pull_request_target' }, [publisher]],
    ['a comment', { event_name: 'issue_comment' }, [publisher]],
    ['another repository of the owner', { repository_id: '75', repository: 'acme/docs' }, [publisher]],
    ['a repository that has its name', { repository_id: '99', repository_owner_id: '66' }, []],
  ])('GitHub Actions: %s', (_what, changes, expected) => {
    const claims = {
      sub: 'repo:acme/shop:ref:refs/heads/main',
      repository: 'acme/shop',
      repository_id: '74',
      repository_owner: 'acme',
      repository_owner_id: '65',
      ref: 'refs/heads/main',
      actor: 'octocat',
      event_name: 'push',
      ...changes,
    };
    expect(grants('githubusercontent', claims)).toEqual(expected);
  });

  // https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
  test.each([
    ['72', 'acme', ['acme']],
    ['73', 'acme/shop', []],
    ['74', 'acme', []],
  ])('GitLab CI: a project of the group %s, %s', (namespace_id, namespace_path, expected) => {
    const claims = {
      namespace_id,
      namespace_path,
      project_path: `${namespace_path}/web`,
      sub: `project_path:${namespace_path}/web:ref_type:branch:ref:main`,
      ref_protected: 'true',
    };
    expect(grants('gitlab.com', claims).flatMap(({ namespaces }) => namespaces)).toEqual(expected);
  });

  // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
  test.each([
    [['team-alpha', 'team-beta', 'everybody'], [{ role: 'editor', namespaces: ['team-alpha', 'team-beta'] }]],
    [['auditors'], [{ role: 'viewer', namespaces: ['*'] }]],
    [['kite-admins'], [{ role: 'admin', namespaces: ['*'] }]],
    [['everybody'], []],
  ])('Cognito: a member of %s', (groups, expected) => {
    const claims = { 'cognito:groups': groups, token_use: 'id', 'cognito:username': 'janedoe' };
    expect(grants('cognito', claims)).toEqual(expected);
    expect(grants('cognito', { token_use: 'id' })).toEqual([]);
  });
});

describe('a claim', () => {
  const named = rules({ namespaces: ['{team}'], role: 'viewer' });
  const namespacesOf = (team: unknown) => grantsBy(named, { team }).flatMap(({ namespaces }) => namespaces);

  test.each([['*'], ['team-*'], [''], ['a'.repeat(254)], [null], [{ name: 'a' }], [[['a']]]])(
    'that is %j gives nothing',
    (team) => {
      expect(namespacesOf(team)).toEqual([]);
    },
  );
  test.each([
    ['alpha', ['alpha']],
    [42, ['42']],
    [true, ['true']],
    [
      ['alpha', '*', null, 7],
      ['alpha', '7'],
    ],
  ])('that is %j gives %j', (team, expected) => {
    expect(namespacesOf(team)).toEqual(expected);
  });

  test('cannot be the beginning of a pattern that takes in what it is not', () => {
    const below = rules({ namespaces: ['{group}/*'], role: 'viewer' });
    expect(grantsBy(below, { group: 'acme' })).toEqual([{ role: 'viewer', namespaces: ['acme/*'] }]);
    expect(grantsBy(below, { group: '' })).toEqual([]);
  });

  test('with dots in its name is found, and what every object has is no claim', () => {
    const path = (text: string) => rules({ namespaces: [`{${text}}`], role: 'viewer' });
    const claims = { 'a.b': { c: 'nested' }, a: { b: { c: 'shadowed' } }, 'x.y': 'plain' };
    expect(grantsBy(path('a.b.c'), claims)).toEqual([{ role: 'viewer', namespaces: ['nested'] }]);
    expect(grantsBy(path('x.y'), claims)).toEqual([{ role: 'viewer', namespaces: ['plain'] }]);
    for (const inherited of ['constructor.name', '__proto__.x', 'toString']) {
      expect(grantsBy(path(inherited), claims)).toEqual([]);
    }
  });

  test('gives at most as many namespaces as a token has', () => {
    const many = Array.from({ length: 500 }, (_, i) => `team-${i}`);
    expect(namespacesOf(many)).toHaveLength(50);
  });
});

test('a rule must fit wholly', () => {
  const both = rules({ when: { a: 'x', b: 'y*' }, namespaces: ['n'], role: 'editor' });
  expect(grantsBy(both, { a: 'x', b: 'yes' })).toHaveLength(1);
  expect(grantsBy(both, { a: 'x', b: 'no' })).toEqual([]);
  expect(grantsBy(both, { a: 'x' })).toEqual([]);
});

test.each([
  [{ namespaces: [], role: 'viewer' }],
  [{ namespaces: ['{a}{b}'], role: 'viewer' }],
  [{ namespaces: ['*-team'], role: 'viewer' }],
  [{ namespaces: ['a'], role: 'owner' }],
  [{ namespaces: ['a'], role: 'viewer', unless: {} }],
])('%j is no rule', (wrong) => {
  expect(ruleSchema.safeParse(wrong).success).toBe(false);
});
