import type { Rule } from './claims.ts';

/** A claim that tells one customer of an issuer from all others. */
interface OwnerClaim {
  readonly claim: string;
  /** What `when` must want of it, so that nobody else's tokens have it. */
  readonly wanted: RegExp;
  /** The claim to name instead, where somebody else can register this name once its owner has given it up. */
  readonly id?: string;
}

/** An issuer that signs for everyone: whoever has an account there gets tokens, for any audience. */
interface SharedIssuer {
  /** The vendor's page of its claims. */
  readonly page: string;
  readonly owners: readonly OwnerClaim[];
}

/** One value, to the letter. */
const EXACT = /^[^*]+$/;
/** `acme`, `acme/shop` or `acme/*`: a `*` only after the whole name of the owner; `acme*` matches `acme-evil` too. */
const PATH = /^[^*/]+(?:\/|$)/;

const id = (claim: string): OwnerClaim => ({ claim, wanted: EXACT });
const name = (claim: string, replacement: string, wanted = EXACT): OwnerClaim => ({
  claim,
  wanted,
  id: replacement,
});

/**
 * The claims by which a rule may let in the tokens of each shared issuer, ids first. Not among them: what anyone can
 * choose (audience, branch, environment), what is unique only within an owner (a project's name, a pipeline's slug),
 * and who started a job or whose reusable workflow it runs, since that may be in anybody's repository.
 */
const SHARED: Readonly<Record<string, SharedIssuer>> = {
  'https://token.actions.githubusercontent.com': {
    page: 'https://docs.github.com/en/actions/reference/security/oidc',
    owners: [
      id('repository_owner_id'),
      id('repository_id'),
      id('enterprise_id'),
      // Of repositories since July 2026; the ids never change hands.
      { claim: 'sub', wanted: /^repo:[^*/@]+@\d+\// },
      name('repository_owner', 'repository_owner_id'),
      name('repository', 'repository_id', PATH),
      name('enterprise', 'enterprise_id'),
      name('sub', 'repository_owner_id', /^repo:[^*/@]+\//),
    ],
  },
  'https://gitlab.com': {
    page: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload',
    owners: [
      id('namespace_id'),
      id('project_id'),
      name('namespace_path', 'namespace_id', PATH),
      name('project_path', 'project_id', PATH),
      name('sub', 'project_id', /^project_path:[^*/:]+\//),
    ],
  },
  'https://agent.buildkite.com': {
    page: 'https://buildkite.com/docs/agent/cli/reference/oidc#claims',
    owners: [
      id('organization_id'),
      id('pipeline_id'),
      id('cluster_id'),
      name('organization_slug', 'organization_id'),
      name('sub', 'organization_id', /^organization:[^*:]+:/),
    ],
  },
  'https://app.terraform.io': {
    page: 'https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens',
    owners: [
      id('terraform_organization_id'),
      id('terraform_project_id'),
      id('terraform_workspace_id'),
      name('terraform_organization_name', 'terraform_organization_id'),
      name('sub', 'terraform_organization_id', /^organization:[^*:]+:/),
    ],
  },
  'https://oidc.vercel.com': {
    page: 'https://vercel.com/docs/oidc/reference',
    owners: [
      id('owner_id'),
      id('project_id'),
      name('owner', 'owner_id'),
      name('sub', 'owner_id', /^owner:[^*:]+:/),
    ],
  },
  'https://accounts.google.com': {
    page: 'https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload',
    // `hd` is a domain whose owner Google has verified.
    owners: [id('sub'), id('hd'), name('email', 'sub')],
  },
  // The tenant of all personal Microsoft accounts.
  'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0': {
    page: 'https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference',
    owners: [id('oid'), id('sub')],
  },
};

const sharedBy = (issuer: string) => SHARED[issuer.replace(/\/$/, '')];

const ownersIn = ({ owners }: SharedIssuer, when: Rule['when']) =>
  owners.filter(({ claim, wanted }) => wanted.test(when[claim] ?? ''));

/** Why a rule lets in tokens that are not of one owner, phrased to follow `when`; undefined if it does not. */
export function whyOpen(issuer: string, when: Rule['when']): string | undefined {
  const shared = sharedBy(issuer);
  if (shared === undefined || ownersIn(shared, when).length > 0) return undefined;
  const claims = [...new Set(shared.owners.map(({ claim }) => claim))].join(', ');
  return `must name an owner, since this issuer signs for everyone: by ${claims}, with no * before the owner's name ends (${shared.page})`;
}

/** What deployers should know of their rules: names that tell an owner only until somebody else registers them. */
export function warningsOf(
  issuers: readonly { readonly issuer: string; readonly rules: readonly Rule[] }[],
): string[] {
  return issuers.flatMap(({ issuer, rules }, index) => {
    const shared = sharedBy(issuer);
    if (shared === undefined) return [];
    return rules.flatMap(({ when }, rule) => {
      const owners = ownersIn(shared, when);
      const [first] = owners;
      if (first === undefined || owners.some((owner) => owner.id === undefined)) return [];
      return `kite:oidc.${index}.rules.${rule}.when: ${first.claim} is a name that somebody else can register once it is given up; name ${first.id} (${shared.page})`;
    });
  });
}

const ALL_TENANTS =
  /^https:\/\/(?:login|sts)\.[\w.]*(?:microsoftonline|windows|chinacloudapi)\.[\w.]+\/(?:common|organizations|consumers|\{tenantid\}|%7Btenantid%7D)(?:\/|$)/i;

/**
 * Whether this is Microsoft's endpoint of all tenants: the configuration there names an issuer with a placeholder.
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-issuer
 */
export const isForAllTenants = (issuer: string): boolean => ALL_TENANTS.test(issuer);
