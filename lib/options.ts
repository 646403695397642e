import * as z from 'zod';
import { issuers } from '../functions/shared/access/issuers.ts';
import { namespaceRules } from '../functions/shared/intake/namespaces.ts';
import { DEDUP_POLICIES } from '../functions/shared/issue/dedup.ts';
import { httpUrl } from '../functions/shared/issue/text.ts';

/** The rules as they are given, once they are known to be good. */
const namespacesText = z.string().superRefine((text, context) => {
  for (const issue of namespaceRules.safeParse(text).error?.issues ?? []) {
    context.addIssue({ code: 'custom', message: issue.message });
  }
});

/** As it is given with `-c`; in cdk.json it may stand as it is. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // What is no JSON is no list of issuers either, and is told so.
    return value;
  }
}
/** All variables of a function together have 4 KB. */
const fitsEnvironment = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) <= 3_000;

const origin = httpUrl.refine(
  (url) => URL.canParse(url) && new URL(url).origin === url,
  'must be origins, like https://kite.example.com',
);

const days = z.coerce.number().int().min(1).max(3650);

/**
 * What a deployment can choose: `cdk deploy -c kite:<option>=<value>`, or the same keys under `context` in
 * cdk.json. Anything else that begins with `kite:` fails the synthesis, so that a typo cannot pass unseen.
 */
export const options = z.strictObject({
  /** Names the stack (`Kite-<stage>`) and tags what is in it, so that one account can hold several. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower-case letters, digits and hyphens, a letter first')
    .default('dev'),
  /** `fingerprint`: one issue per distinct failure. `scope`: one per scope and type, whatever the reason. */
  dedup: z.enum(DEDUP_POLICIES).default('fingerprint'),
  /** Days after which a resolved issue may be deleted. Default: kept for ever. */
  issueRetentionDays: days.optional(),
  /** Days that logs are kept: 1 to 3650, rounded up to what CloudWatch offers. */
  logRetentionDays: days.default(30),
  /** Where pipeline logs are found when a sender gives no `logsUrl`: `<logsBaseUrl>/<runId>`. Default: no link. */
  logsBaseUrl: httpUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
  /**
   * Which projects of GitHub, GitLab and the others belong to which namespace, the first that fits:
   * `acme/shop-*=team-shop,acme/*=team-alpha`. Default, and for projects that none fits: the owner or group.
   */
  namespaces: namespacesText.optional(),
  /** Whether CodePipeline, CodeBuild and CloudWatch alarms of the account and region report to Kite. */
  awsEvents: z.union([z.boolean(), z.stringbool()], 'must be true or false').default(false),
  /** A domain of yours that the API answers on, instead of the one API Gateway makes up. */
  domainName: z
    .string()
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a domain name')
    .optional(),
  /** The ARN of that domain's certificate, in the region of the stack. Goes with `domainName`. */
  certificateArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'must be the ARN of an ACM certificate',
    )
    .optional(),
  /** `retain` keeps and protects the table when the stack is deleted; `destroy` deletes it, issues and all. */
  removal: z.enum(['retain', 'destroy']).default('retain'),
  /** Requests per second that each route lets through, and how many at once beyond that. */
  rateLimit: z.coerce.number().int().min(1).max(10_000).default(200),
  burstLimit: z.coerce.number().int().min(1).max(5_000).default(400),
  /**
   * How many of each webhook's function, and of the authorizer's, run at once, at least and at most, so that
   * reads cannot starve reports, nor reports reads. 0 reserves nothing: for accounts that may run few (all of
   * them together, and 100 to spare, must be within the account's limit).
   */
  reservedConcurrency: z.coerce.number().int().min(0).max(1_000).default(20),
  /**
   * Who may call beside the bearers of Kite tokens: OpenID Connect issuers, and what their tokens' claims are
   * worth, as JSON (docs/access.md). Default: nobody.
   */
  oidc: z.preprocess(fromJson, issuers).refine(fitsEnvironment, 'must be at most 3,000 bytes').default([]),
  /** Origins whose pages may call the API from a browser: `https://kite.example.com`, commas between. Default: none. */
  corsOrigins: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .pipe(z.array(origin).max(20))
    .default([]),
  /** The ARN of a key of yours that encrypts the table, in the region of the stack. Default: AWS's own. */
  kmsKeyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'must be the ARN of a KMS key')
    .optional(),
});
export type Options = z.infer<typeof options>;

const PREFIX = 'kite:';

/**
 * The options among the values of the CDK context.
 * @throws Error that names every option that is unknown or wrong
 */
export function readOptions(context: Readonly<Record<string, unknown>>): Options {
  const given = Object.entries(context)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value]);
  const result = options
    .refine(
      ({ domainName, certificateArn }) => (domainName === undefined) === (certificateArn === undefined),
      {
        path: ['domainName'],
        error: 'goes with certificateArn, and the other way round',
      },
    )
    .safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: is not an option`)
      : [`${issue.path.join('.')}: ${issue.message}`],
  );
  const lines = faults.map((fault) => `  ${PREFIX}${fault}`).join('\n');
  throw new Error(`Bad deployment options (see lib/options.ts):\n${lines}`);
}
