import { describe, expect, test } from '@jest/globals';
import { isForAllTenants, warningsOf, whyOpen } from '../../functions/shared/access/shared-issuers.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const GITLAB = 'https://gitlab.com';
const BUILDKITE = 'https://agent.buildkite.com';
const TERRAFORM = 'https://app.terraform.io';
const VERCEL = 'https://oidc.vercel.com';
const GOOGLE = 'https://accounts.google.com';

const PERSONAL = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';

const namespaces = ['acme'];
const warnings = (issuer: string, when: Record<string, string>) =>
  warningsOf([{ issuer, rules: [{ when, namespaces, role: 'publisher' }] }]);

describe('a rule for an issuer that signs for everyone', () => {
  test.each<[string, Record<string, string>]>([
    ...[GITHUB, GITLAB, BUILDKITE, TERRAFORM, VERCEL, GOOGLE, PERSONAL, `${GITHUB}/`].flatMap(
      (issuer): [string, Record<string, string>][] => [
        [issuer, {}],
        [issuer, { iss: issuer.replace(/\/$/, '') }],
        [issuer, { aud: 'kite' }],
        [issuer, { sub: '*' }],
        [issuer, { ref: 'refs/heads/main' }],
        [issuer, { project_id: '*', organization_id: '*', owner_id: '*', repository_id: '*', hd: '*' }],
      ],
    ),
    [GITHUB, { sub: 'repo:*' }],
    [GITHUB, { sub: 'repo:acme*' }],
    [GITHUB, { sub: 'repo:acme@65*' }],
    [GITHUB, { sub: 'repo:acme@*' }],
    [GITHUB, { sub: 'environment:production' }],
    [GITHUB, { repository: 'acme*' }],
    [GITHUB, { repository: '/shop' }],
    [GITHUB, { repository_owner: 'acme*' }],
    [GITHUB, { repository_owner_id: '6*' }],
    [GITHUB, { actor: 'octocat', actor_id: '1' }],
    [GITHUB, { event_name: 'push', environment: 'production' }],
    [GITHUB, { job_workflow_ref: 'acme/ci/.github/workflows/report.yml@refs/heads/main' }],
    [GITLAB, { namespace_path: 'acme*' }],
    [GITLAB, { sub: 'project_path:*' }],
    [GITLAB, { sub: 'project_path:acme*' }],
    [GITLAB, { user_login: 'jane', ref_protected: 'true', groups_direct: 'acme' }],
    [GITLAB, { ci_config_ref_uri: 'gitlab.com/acme/web//.gitlab-ci.yml@refs/heads/main' }],
    [BUILDKITE, { pipeline_slug: 'web' }],
    [BUILDKITE, { sub: 'organization:*' }],
    [BUILDKITE, { sub: 'organization:acme*' }],
    [TERRAFORM, { terraform_workspace_name: 'web', terraform_project_name: 'web' }],
    [TERRAFORM, { sub: 'organization:acme*' }],
    [VERCEL, { project: 'web', environment: 'production' }],
    [VERCEL, { sub: 'owner:*' }],
    [GOOGLE, { email: '*', email_verified: 'true' }],
    [GOOGLE, { azp: '1234.apps.googleusercontent.com' }],
  ])('of %s is refused when it wants %j', (issuer, when) => {
    expect(whyOpen(issuer, when)).toMatch(/^must name an owner, .*\(https:\/\/\S+\)$/);
  });

  test.each<[string, Record<string, string>, string | undefined]>([
    [GITHUB, { repository_owner_id: '65' }, undefined],
    [GITHUB, { repository_id: '74', ref: 'refs/heads/main' }, undefined],
    [GITHUB, { sub: 'repo:acme@65/shop@74:ref:refs/heads/main' }, undefined],
    [GITHUB, { sub: 'repo:acme@65/*' }, undefined],
    [GITHUB, { repository_owner: 'acme' }, 'repository_owner_id'],
    [GITHUB, { repository: 'acme/*' }, 'repository_id'],
    [GITHUB, { sub: 'repo:acme/shop:*' }, 'repository_owner_id'],
    [GITHUB, { repository: 'acme/shop', repository_owner_id: '65' }, undefined],
    [GITLAB, { namespace_id: '72' }, undefined],
    [GITLAB, { namespace_path: 'acme/*' }, 'namespace_id'],
    [GITLAB, { project_path: 'acme/shop/web' }, 'project_id'],
    [GITLAB, { sub: 'project_path:acme/web:*' }, 'project_id'],
    [BUILDKITE, { organization_id: '0184990a-477b-4fa8-9968-496074483cee' }, undefined],
    [BUILDKITE, { organization_slug: 'acme' }, 'organization_id'],
    [BUILDKITE, { sub: 'organization:acme:pipeline:web:*' }, 'organization_id'],
    [TERRAFORM, { terraform_workspace_id: 'ws-1' }, undefined],
    [TERRAFORM, { terraform_organization_name: 'acme' }, 'terraform_organization_id'],
    [VERCEL, { owner_id: 'team_1' }, undefined],
    [VERCEL, { sub: 'owner:acme:project:web:*' }, 'owner_id'],
    [PERSONAL, { oid: '0000-1' }, undefined],
    [GOOGLE, { hd: 'acme.example' }, undefined],
    [GOOGLE, { email: 'bot@acme.iam.gserviceaccount.com' }, 'sub'],
    ['https://id.example', {}, undefined],
    [`${VERCEL}/acme`, { environment: 'production' }, undefined],
  ])('of %s is taken when it wants %j; the warning names %s', (issuer, when, id) => {
    expect(whyOpen(issuer, when)).toBeUndefined();
    const expected = id === undefined ? [] : [expect.stringContaining(`name ${id} (https://`)];
    expect(warnings(issuer, when)).toEqual(expected);
  });
});

test.each([
  ['https://login.microsoftonline.com/common/v2.0', true],
  ['https://login.microsoftonline.us/organizations/v2.0', true],
  ['https://login.partner.microsoftonline.cn/common', true],
  ['https://sts.windows.net/common/', true],
  ['https://login.microsoftonline.com/%7Btenantid%7D/v2.0', true],
  ['https://login.microsoftonline.com/9f4c0a52-7c5d-4a0e-8d5e-1f0b6a3c2d11/v2.0', false],
  ['https://id.example/common', false],
])("%s is Microsoft's endpoint of all tenants: %s", (issuer, expected) => {
  expect(isForAllTenants(issuer)).toBe(expected);
});
