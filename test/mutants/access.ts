import type { Mutant } from './mutant.ts';

const ACCESS = 'functions/shared/access';
const credentials = (name: string) => ({ file: 'test/e2e/credentials.test.ts', name });
const tenants = (name: string) => ({ file: 'test/e2e/tenants.test.ts', name });
const secrets = (name: string) => ({ file: 'test/access/sender-secrets.test.ts', name });
const oidc = (name: string) => ({ file: 'test/access/oidc.test.ts', name });
const jenkins = (name: string) => ({ file: 'test/e2e/senders/jenkins.test.ts', name });
const authorizer = (name: string) => ({ file: 'test/system/authorizer.test.ts', name });
const parts = (name: string) => ({ file: 'test/http/parts.test.ts', name });
const options = (name: string) => ({ file: 'test/lib/options.test.ts', name });

/** What is promised of credentials: who is let in, and as what. */
const credentialed: readonly Mutant[] = [
  {
    id: 'M24',
    guarantee: "Senders' secrets hold for 15 minutes when Parameter Store does not answer, and no longer.",
    file: `${ACCESS}/sender-secrets.ts`,
    changes: [['15 * 60_000', 'Number.POSITIVE_INFINITY']],
    test: secrets('secrets that were read hold for 15 minutes'),
  },
  {
    id: 'M25',
    guarantee: 'A secret of fewer than 16 characters is not used.',
    file: `${ACCESS}/sender-secrets.ts`,
    changes: [['MIN_LENGTH = 16', 'MIN_LENGTH = 15']],
    test: secrets('secrets one of 15 characters is not used'),
  },
  {
    id: 'A01',
    guarantee: 'A secret that was taken away is good for a minute at most.',
    file: `${ACCESS}/sender-secrets.ts`,
    changes: [['age < SECRET_MAX_AGE * 1000', 'age < SECRET_MAX_AGE * 10_000']],
    test: secrets('secrets that were taken away are good for a minute'),
  },
  {
    id: 'M29',
    guarantee: "An issuer's keys are fetched again every 10 seconds at most.",
    file: `${ACCESS}/issuer-keys.ts`,
    changes: [['COOLDOWN_MS = 10_000', 'COOLDOWN_MS = 0']],
    test: oidc("an issuer's keys are fetched again every 10 seconds at most"),
  },
  {
    id: 'E10',
    guarantee: 'Only the algorithms that an issuer is configured with are accepted.',
    file: `${ACCESS}/oidc.ts`,
    changes: [['algorithms: issuer.algorithms', "algorithms: ['RS256', 'ES256', 'PS256', 'HS256']"]],
    test: oidc('the algorithms that signatures may have'),
  },
  {
    id: 'A02',
    guarantee: 'A JWT that was made for another audience is refused.',
    file: `${ACCESS}/oidc.ts`,
    changes: [['audience: issuer.audience,', '']],
    test: oidc('a token for another audience is refused'),
  },
  {
    id: 'A03',
    guarantee: 'A JWT that never ends is refused.',
    file: `${ACCESS}/oidc.ts`,
    changes: [["requiredClaims: ['exp'],", '']],
    test: oidc('a token without an end is refused'),
  },
  {
    id: 'A04',
    guarantee: 'A claim is a name, never a pattern.',
    file: `${ACCESS}/claims.ts`,
    changes: [[" && !text.includes('*')", '']],
    test: { file: 'test/access/claims.test.ts', name: 'a claim that is "*" gives nothing' },
  },
  {
    id: 'A05',
    guarantee: 'A rule for an issuer that signs for everyone has to name an owner.',
    file: `${ACCESS}/issuers.ts`,
    changes: [['if (message !== undefined) {', 'if (message === issuer) {']],
    test: options('token.actions.githubusercontent.com'),
  },
  {
    id: 'A06',
    guarantee: 'Keys are fetched over https alone.',
    file: `${ACCESS}/issuers.ts`,
    changes: [["url.startsWith('https://')", "url.startsWith('http')"]],
    test: options('http://id.example'),
  },
  {
    id: 'E09',
    guarantee: 'A credential of more than 8 KB is refused without a look at it.',
    file: 'functions/system/authorizer.ts',
    changes: [['MAX_CREDENTIAL = 8_192', 'MAX_CREDENTIAL = 1e9']],
    test: authorizer('a credential that is longer than 8 KB'),
  },
  {
    id: 'A07',
    guarantee: 'A Kite token with a wrong secret is refused.',
    file: 'functions/system/authorizer.ts',
    changes: [['item === undefined || !isGenuine', 'item === undefined']],
    test: authorizer('a Kite token with another secret'),
  },
  {
    id: 'A08',
    guarantee: 'A Kite token ends when it says so.',
    file: 'functions/shared/store/tokens.ts',
    changes: [['expiresAt * 1000 <= Date.now()', 'false']],
    test: authorizer('a Kite token that has ended'),
  },
  {
    id: 'A09',
    guarantee: 'Of a token, nothing is stored but a hash.',
    file: `${ACCESS}/token.ts`,
    changes: [["hash('sha256', secret, 'hex')", 'secret']],
    test: { file: 'test/store/tokens.test.ts', name: 'of a token nothing is kept' },
  },
  {
    id: 'A10',
    guarantee: 'Nobody gives away more than they have.',
    file: 'functions/tokens/create.ts',
    changes: [['({ body }) => body.namespaces', '() => []']],
    test: credentials('gives nothing away that is not theirs'),
  },
  {
    id: 'A11',
    guarantee: 'Nobody ends a token that holds beyond their namespaces.',
    file: 'functions/tokens/revoke.ts',
    changes: [['({ namespaces }) => namespaces.every(isWithin)', '() => isWithin !== undefined']],
    test: credentials('sees and ends no token that holds elsewhere too'),
  },
  {
    id: 'A12',
    guarantee: "An event without its sender's signature or secret is refused.",
    file: `${ACCESS}/sender-secrets.ts`,
    changes: [['answers[index] ? namespaces : []', 'answers ? namespaces : []']],
    test: jenkins('without the secret nothing is taken'),
  },
];

/** What is promised of namespaces: no tenant reaches another. */
const separated: readonly Mutant[] = [
  {
    id: 'A20',
    guarantee: 'What a role may not do is refused.',
    file: 'functions/shared/http/authenticate.ts',
    changes: [['caller.require(access);', '']],
    test: parts('authenticate refuses a request when it lacks the permission'),
  },
  {
    id: 'A21',
    guarantee: 'A namespace that the query names must be permitted.',
    file: 'functions/issues/list.ts',
    changes: [['[query.namespace]', '[]']],
    test: tenants('whoever may call is told what it may not'),
  },
  {
    id: 'A22',
    guarantee: 'A namespace that the body names must be permitted.',
    file: 'functions/issues/create.ts',
    changes: [['[body.namespace, ', '[']],
    test: tenants('is not made by naming its scope, nor touched'),
  },
  {
    id: 'A23',
    guarantee: 'The namespace of a scope that the body names must be permitted.',
    file: 'functions/issues/create.ts',
    changes: [[', body.scope.resourceNamespace]', ']']],
    test: tenants('is not made by naming its scope, nor touched'),
  },
  {
    id: 'A29',
    guarantee: 'Every namespace that a request names is checked.',
    file: 'functions/shared/http/authorize.ts',
    changes: [['caller.require(permission, namespace)', 'continue']],
    test: parts('authorize requires the permission in every namespace'),
  },
  {
    id: 'A24',
    guarantee: "Another tenant's issue cannot be told by its id from one that is not there.",
    file: 'functions/shared/store/read.ts',
    changes: [['if (!isPermitted(pointer.namespace)) throw issueNotFound();', '']],
    test: tenants("another tenant's issue GET"),
  },
  {
    id: 'A25',
    guarantee: "Another tenant's issue is not shown as one that an issue is related to.",
    file: 'functions/shared/http/answer.ts',
    changes: [["caller.may('read', otherEnd(relation).namespace)", 'true']],
    test: parts('leaves relations to what the caller may not read out'),
  },
  {
    id: 'A26',
    guarantee: 'A secret for some namespaces reports for no other.',
    file: 'functions/shared/intake/event.ts',
    changes: [["caller.require('publish', namespace);", '']],
    test: jenkins('with a secret for some namespaces'),
  },
  {
    id: 'A27',
    guarantee: 'A function that is reached past the gateway lets nobody in.',
    file: `${ACCESS}/caller.ts`,
    changes: [["throw new HttpError(401, 'No credential was presented');", "return unrestricted('nobody');"]],
    test: parts('authenticate refuses a request when no authorizer has said who it is'),
  },
  {
    id: 'A28',
    guarantee: 'Each route is for the roles that it is for, and no other.',
    file: 'functions/routes.ts',
    changes: [["'GET /api/v1/issues',\n    caller: 'read'", "'GET /api/v1/issues',\n    caller: 'publish'"]],
    test: { file: 'test/e2e/access-matrix.test.ts', name: 'issues/list publisher' },
  },
  {
    id: 'M31',
    guarantee: 'Two names that are too long and differ only at their end stay two.',
    file: 'functions/shared/intake/event.ts',
    changes: [["hash('sha256', name, 'hex')", "hash('sha256', '', 'hex')"]],
    test: { file: 'test/intake/event.test.ts', name: 'names that are too long' },
  },
];

export const access: readonly Mutant[] = [...credentialed, ...separated];
