import type { Mutant } from './mutant.ts';

const stack = (name: string) => ({ file: 'test/lib/stack.test.ts', name });
const least = (name: string) => ({ file: 'test/lib/least-privilege.test.ts', name });
const TABLE = stack('the table is keyed by scope, with the two indexes, and survives mistakes');
const ACCESS_LOG = stack('the API throttles, and logs who asked for what');
const FOLLOWED = stack('what the table deletes by itself is followed');
const AUTHORIZED = stack('the API asks the authorizer at every route');

/** What is promised of the deployment. */
export const template: readonly Mutant[] = [
  {
    id: 'M36',
    guarantee: 'A stack that is to be protected cannot be deleted by mistake.',
    file: 'lib/kite-stack.ts',
    changes: [['terminationProtection: options.terminationProtection,', '']],
    test: stack('the stack can be deleted until it is worth protecting'),
  },
  {
    id: 'T01',
    guarantee: 'The table refuses deletion.',
    file: 'lib/issue-table.ts',
    changes: [['deletionProtection: retain,', '']],
    test: TABLE,
  },
  {
    id: 'T02',
    guarantee: 'The table outlives the stack.',
    file: 'lib/issue-table.ts',
    changes: [['retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY', 'RemovalPolicy.DESTROY']],
    test: TABLE,
  },
  {
    id: 'T03',
    guarantee: 'The table can be restored to any second of 35 days.',
    file: 'lib/issue-table.ts',
    changes: [['pointInTimeRecoveryEnabled: true', 'pointInTimeRecoveryEnabled: false']],
    test: TABLE,
  },
  {
    id: 'T04',
    guarantee: 'What has expired is deleted.',
    file: 'lib/issue-table.ts',
    changes: [["timeToLiveAttribute: 'expiresAt',", '']],
    test: TABLE,
  },
  {
    id: 'T05',
    guarantee: 'A function that has to do with issues reaches no token.',
    file: 'lib/issue-table.ts',
    changes: [['[TOKENS, ALL_SENDERS]', '[ALL_SENDERS]']],
    test: least('POST /api/v1/issues reaches the tokens if that is what it is for'),
  },
  {
    id: 'T06',
    guarantee: 'A function that has to do with tokens reaches nothing else.',
    file: 'functions/routes.ts',
    changes: [["'PutItem'], onlyPartition: TOKENS", "'PutItem']"]],
    test: least('POST /api/v1/tokens reaches the tokens if that is what it is for'),
  },
  {
    id: 'T07',
    guarantee: 'Health, which is open to all, reads nothing but its own partition.',
    file: 'functions/routes.ts',
    changes: [[', onlyPartition: HEALTH_KEY', '']],
    test: least('GET /api/v1/health reaches the tokens if that is what it is for'),
  },
  {
    id: 'T08',
    guarantee: "A sender reads its own secrets and no other's.",
    file: 'lib/kite-function.ts',
    changes: [['resources: [parameter]', "resources: ['*']"]],
    test: least('POST /api/v1/webhooks/github has what it needs and no more'),
  },
  {
    id: 'T15',
    guarantee: "The table is encrypted with AWS's key of the account.",
    file: 'lib/issue-table.ts',
    changes: [['TableEncryption.AWS_MANAGED', 'TableEncryption.DEFAULT']],
    test: TABLE,
  },
  {
    id: 'T16',
    guarantee: 'A function can do what it needs, and no more.',
    file: 'functions/routes.ts',
    changes: [
      [
        "['UpdateItem', 'PutItem', 'BatchGetItem', 'ConditionCheckItem']",
        "['UpdateItem', 'PutItem', 'BatchGetItem', 'ConditionCheckItem', 'DeleteItem']",
      ],
    ],
    test: least('POST /api/v1/issues has what it needs and no more'),
  },
  {
    id: 'T09',
    guarantee: "Every route asks the authorizer, except public ones and senders' own.",
    file: 'lib/kite-stack.ts',
    changes: [['isOpen || endpoint.sender ?', 'isOpen || endpoint.route ?']],
    test: AUTHORIZED,
  },
  {
    id: 'T10',
    guarantee: 'A token that was revoked is good for a minute at most.',
    file: 'lib/token-authorizer.ts',
    changes: [['CACHE_SECONDS = 60', 'CACHE_SECONDS = 3_600']],
    test: AUTHORIZED,
  },
  {
    id: 'T11',
    guarantee: 'Routes that are open to all let little through.',
    file: 'lib/kite-stack.ts',
    changes: [['if (isOpen)', 'if (!isOpen)']],
    test: stack('the API lets routes that are open to all take little'),
  },
  {
    id: 'T12',
    guarantee: 'Reads cannot starve webhooks.',
    file: 'lib/kite-stack.ts',
    changes: [['isWebhook(endpoint) ? reservedConcurrency : undefined', 'undefined']],
    test: stack('reserved concurrency is what webhooks and the authorizer have'),
  },
  {
    id: 'M39',
    guarantee: 'The access log says what was asked, and how it was answered.',
    file: 'lib/kite-stack.ts',
    changes: [
      ["route: '$context.routeKey',", ''],
      ["status: '$context.status',", ''],
    ],
    test: ACCESS_LOG,
  },
  {
    id: 'T13',
    guarantee: 'The access log holds no header and nothing of a credential.',
    file: 'lib/kite-stack.ts',
    changes: [
      ["status: '$context.status',", "status: '$context.status', caller: '$context.authorizer.caller',"],
    ],
    test: ACCESS_LOG,
  },
  {
    id: 'M40',
    guarantee: 'Functions have the memory that the measured curve favours.',
    file: 'lib/kite-function.ts',
    changes: [['DEFAULT_MEMORY_MB = 1_024', 'DEFAULT_MEMORY_MB = 128']],
    test: stack('every function is Node.js 24 on arm64'),
  },
  {
    id: 'M37',
    guarantee: 'What has expired is tried ten times while it cannot be followed.',
    file: 'lib/expiry.ts',
    changes: [['retryAttempts: 10', 'retryAttempts: 0']],
    test: FOLLOWED,
  },
  {
    id: 'T14',
    guarantee: 'What could not be followed is kept whole.',
    file: 'lib/expiry.ts',
    changes: [['bucketArn }) }', 'bucketArn.slice(1) }) }']],
    test: FOLLOWED,
  },
  {
    id: 'M38',
    guarantee: 'Events that could not be taken wait for 14 days.',
    file: 'lib/lost-events.ts',
    changes: [['Duration.days(14)', 'Duration.seconds(60)']],
    test: stack('events that could not be taken wait for 14 days'),
  },
  {
    id: 'M41',
    guarantee: 'Every way in which a build of CodeBuild fails is reported.',
    file: 'lib/aws-events.ts',
    changes: [["['FAILED', 'FAULT', 'TIMED_OUT', 'SUCCEEDED']", "['FAILED', 'SUCCEEDED']"]],
    test: { file: 'test/e2e/senders/aws.test.ts', name: 'builds that end as' },
  },
];
