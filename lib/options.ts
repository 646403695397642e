import * as z from 'zod';
import { isOrigin, issuersSchema } from '../functions/shared/access/issuers.ts';
import { namespaceRulesSchema } from '../functions/shared/intake/namespaces.ts';
import { DEDUP_POLICIES } from '../functions/shared/issue/dedup.ts';
import { EARLIER_RULES } from '../functions/shared/issue/fingerprint/rules.ts';
import { httpUrlSchema } from '../functions/shared/issue/text.ts';

/** Namespace rules: checked, and passed on as they are. */
const namespacesSchema = z.string().superRefine((text, context) => {
  for (const issue of namespaceRulesSchema.safeParse(text).error?.issues ?? []) {
    context.addIssue({ code: 'custom', message: issue.message });
  }
});

/** A value given with `-c` is JSON; in a file it is the value itself. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // Then it fails validation, with a message that says so.
    return value;
  }
}

const originSchema = httpUrlSchema.check(
  z.refine(isOrigin, 'must be origins, like https://kite.example.com'),
);

const EARLIER_VERSIONS: readonly string[] = EARLIER_RULES.map(({ version }) => String(version));

/** A webhook's own URL in GitHub's API; the token that goes there must not travel in the clear. */
const GITHUB_HOOK =
  /^https:\/\/[\w.-]+(?:\/api\/v3)?\/(?:repos\/[\w.-]+\/[\w.-]+|orgs\/[\w.-]+)\/hooks\/\d+$/;
const githubHooksSchema = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(
            GITHUB_HOOK,
            'must be URLs like https://api.github.com/repos/acme/shop/hooks/123, or …/orgs/acme/hooks/123',
          ),
      )
      .max(5),
  );

const flagSchema = z.union([z.boolean(), z.stringbool()], 'must be true or false').default(false);
const daysSchema = z.coerce.number().int().min(1).max(3650);

/**
 * All deployment options. `stages/<stage>.json` has those of a stage: `{"kite:<option>": <value>}`. `-c kite:<option>=<value>`,
 * or the same key under `context` in cdk.json, overrides it. An unknown key that begins with `kite:` fails the synthesis, so that a typo is noticed.
 */
const optionsSchema = z.strictObject({
  /** Names the stack (`Kite-<stage>`) and tags its resources, so that one account can hold several. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower-case letters, digits and hyphens, a letter first')
    .default('dev'),
  /** `fingerprint`: one issue per distinct failure. `scope`: one per scope and type, whatever the reason. */
  dedup: z.enum(DEDUP_POLICIES).default('fingerprint'),
  /**
   * Versions of the rule of earlier releases, separated by commas: failures still count on the ACTIVE issues that
   * these releases made (docs/upgrading.md). @default - none
   */
  earlierRules: z
    .union([z.string(), z.number()])
    .transform((text) =>
      String(text)
        .split(',')
        .map((version) => version.trim()),
    )
    .pipe(
      z.array(z.enum(EARLIER_VERSIONS, `must be versions of earlier rules: ${EARLIER_VERSIONS.join(', ')}`)),
    )
    .default([]),
  /** Days after which resolved issues expire. @default - never */
  issueRetentionDays: daysSchema.optional(),
  /** Days that logs are kept: 1 to 3650, rounded up to what CloudWatch offers. */
  logRetentionDays: daysSchema.default(30),
  /** Base URL of pipeline logs for senders that give no `logsUrl`: `<logsBaseUrl>/<runId>`. @default - no link */
  logsBaseUrl: z
    .pipe(
      httpUrlSchema,
      z.transform((url) => url.replace(/\/+$/, '')),
    )
    .optional(),
  /**
   * Namespaces of the senders' projects, the first match counts: `acme/shop-*=team-shop,acme/*=team-alpha`.
   * @default - the project's owner or group, also for projects that no rule matches
   */
  namespaces: namespacesSchema.optional(),
  /** Whether CodePipeline, CodeBuild and CloudWatch alarms of the account and region report to Kite. */
  awsEvents: flagSchema,
  /**
   * Webhooks whose failed deliveries Kite has GitHub send again, by their URLs in GitHub's API, separated by commas, at
   * most 5 (docs/senders/github.md). @default - none
   */
  githubHooks: githubHooksSchema.default([]),
  /** A custom domain for the API, instead of the one that API Gateway makes up. */
  domainName: z
    .string()
    .regex(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
      'must be a domain name in lower case, like kite.example.com',
    )
    .optional(),
  /** The ARN of that domain's certificate, in the region of the stack. Goes with `domainName`. */
  certificateArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'must be the ARN of an ACM certificate',
    )
    .optional(),
  /**
   * The id of the Route 53 hosted zone in which that domain's record is made; there must be none yet. The domain is the
   * zone's own, or ends in it. Goes with `domainName`. @default - you make it, by the stack's output `DomainTarget`
   */
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{3,31}$/, 'must be the id of a hosted zone, like Z0123456789ABCDEFGHIJ')
    .optional(),
  /** `retain` keeps and protects the table when the stack is deleted; `destroy` deletes it, issues and all. */
  removal: z.enum(['retain', 'destroy']).default('retain'),
  /**
   * Whether CloudFormation refuses to delete the stack. From the second deployment on: a first one that failed can
   * only be repeated if its stack can be deleted (docs/decisions/0011-deployment.md).
   */
  terminationProtection: flagSchema,
  /** Requests per second that each route accepts, and the burst beyond that. */
  rateLimit: z.coerce.number().int().min(1).max(10_000).default(200),
  burstLimit: z.coerce.number().int().min(1).max(5_000).default(400),
  /**
   * How many requests a second one credential may make of each instance of a function that reads; ten times as many of
   * one that reports or changes, and ten seconds' worth at once. 0 for no limit (docs/decisions/0010-fairness.md).
   */
  requestsPerSecond: z.coerce.number().int().min(0).max(10_000).default(20),
  /**
   * Reserved concurrency of each webhook's function and the authorizer's, so that reads cannot starve reports, nor
   * reports reads. All of them together, and 100 to spare, must be within the account's limit, which is 10 for a new
   * account and 1,000 for most others: with 20, Kite as it ships reserves 360. The synthesis says the sum.
   * @default 0 - reserves nothing
   */
  reservedConcurrency: z.coerce.number().int().min(0).max(1_000).default(0),
  /**
   * OpenID Connect issuers whose tokens are accepted besides Kite's own, and what their claims grant, as JSON
   * (docs/access.md). @default - none
   */
  oidc: z.preprocess(fromJson, issuersSchema).default([]),
  /**
   * Days that a token lives at most whose maker has logged in with OpenID Connect, so that it does not outlive its maker's
   * access for long (docs/access.md). Those of an operator may live for ever.
   */
  tokenDays: daysSchema.default(90),
  /** Origins whose pages may call the API from a browser: `https://kite.example.com`, separated by commas. @default - none */
  corsOrigins: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .pipe(z.array(originSchema).max(20))
    .default([]),
  /**
   * Where alarms ring: the ARN of an SNS topic in the stack's region, or an e-mail address, which has to confirm it
   * (docs/runbook.md). @default - they ring nowhere, and only show in CloudWatch
   */
  alarmTopic: z
    .string()
    .regex(
      /^(?:arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+|[^\s@:]+@[^\s@:]+\.[^\s@:]+)$/,
      'must be the ARN of an SNS topic, or an e-mail address',
    )
    .optional(),
  /** Whether the API serves the dashboard at `/`. */
  dashboard: z.union([z.boolean(), z.stringbool()], 'must be true or false').default(true),
  /** Whether X-Ray traces functions. It costs extra (docs/costs.md). */
  tracing: z.union([z.boolean(), z.stringbool()], 'must be true or false').default(false),
  /** The ARN of a customer-managed key for the table, in the stack's region. @default - AWS's own key */
  kmsKeyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'must be the ARN of a KMS key')
    .optional(),
});
export type Options = z.infer<typeof optionsSchema>;
export const OPTION_NAMES: readonly string[] = Object.keys(optionsSchema.shape);

const PREFIX = 'kite:';

/** The option that a variable of a function is for: `kite:logsBaseUrl` for `LOGS_BASE_URL`. */
export const optionOf = (variable: string): string =>
  PREFIX + variable.toLowerCase().replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** Options that cannot be deployed, said so that the deployer can mend them. */
export class BadOptions extends Error {}

/** Messages phrased to follow the option's name. */
const plain: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.join(' or ')}`;
    case 'too_small':
      return issue.origin in UNITS && issue.minimum === 1
        ? 'must not be empty'
        : `must be at least ${amountOf(issue.origin, Number(issue.minimum))}`;
    case 'too_big':
      return `must be at most ${amountOf(issue.origin, Number(issue.maximum))}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a URL, like https://example.com' : undefined;
    default:
      return undefined;
  }
};
const TYPES: Readonly<Record<string, string>> = {
  array: 'a list in JSON',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object in JSON',
  record: 'an object in JSON',
  string: 'a text',
};
const UNITS: Readonly<Record<string, string>> = { array: ' entries', string: ' characters' };
const amountOf = (origin: string, amount: number) => `${amount.toLocaleString('en')}${UNITS[origin] ?? ''}`;

/**
 * The options among the values of the CDK context.
 * @throws BadOptions that names every option that is unknown or wrong
 */
export function readOptions(context: Readonly<Record<string, unknown>>): Options {
  const given = Object.entries(context)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value]);
  const result = optionsSchema
    .refine(
      ({ domainName, certificateArn }) => (domainName === undefined) === (certificateArn === undefined),
      {
        path: ['domainName'],
        error: 'needs certificateArn, and certificateArn needs it',
      },
    )
    .refine(({ hostedZoneId, domainName }) => hostedZoneId === undefined || domainName !== undefined, {
      path: ['hostedZoneId'],
      error: 'goes with domainName',
    })
    .safeParse(Object.fromEntries(given), { error: plain });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: is not an option`)
      : [`${issue.path.join('.')}: ${issue.message}`],
  );
  const lines = faults.map((fault) => `  ${PREFIX}${fault}`).join('\n');
  throw new BadOptions(`Bad deployment options (see lib/options.ts):\n${lines}`);
}
