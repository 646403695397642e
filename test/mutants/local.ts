import type { Mutant } from './mutant.ts';

const closed = (name: string) => ({ file: 'test/local/closed.test.ts', name });

/** What is promised of a server on one's own machine. */
export const local: readonly Mutant[] = [
  {
    id: 'J01',
    guarantee: 'Another access key reaches another database.',
    file: 'local/dynamodb-guard.ts',
    changes: [["stdio: 'inherit'", "sharedDb: true, stdio: 'inherit'"]],
    test: closed('shows nothing to whoever has another'),
  },
  {
    id: 'J02',
    guarantee: "A local server's access key cannot be guessed.",
    file: 'local/credentials.ts',
    changes: [["AWS_ACCESS_KEY_ID: randomBytes(32).toString('hex')", "AWS_ACCESS_KEY_ID: 'local'"]],
    test: closed('shows nothing to whoever has the usual one'),
  },
  {
    id: 'J03',
    guarantee: 'Only this user can read the access key.',
    file: 'local/credentials.ts',
    changes: [['mode: 0o600', 'mode: 0o644']],
    test: closed('are for this user only'),
  },
  {
    id: 'J04',
    guarantee: 'Only this user can read the data.',
    file: 'local/dynamodb-guard.ts',
    changes: [['umask(0o077)', 'umask(0o022)']],
    test: closed('are for this user only'),
  },
  {
    id: 'J05',
    guarantee: "With --auth, AWS's events want a credential.",
    file: 'local/gateway.ts',
    changes: [['if (!auth) return undefined;', 'if (!auth || auth) return undefined;']],
    test: closed("AWS's events"),
  },
  {
    id: 'J06',
    guarantee: "AWS's events want a credential that may publish everywhere.",
    file: 'local/gateway.ts',
    changes: [["callerIn({ requestContext })?.may('publish', '*')", 'callerIn({ requestContext })']],
    test: closed("AWS's events"),
  },
  {
    id: 'J07',
    guarantee: "The local stand-in for Parameter Store gives senders' secrets to the functions alone.",
    file: 'local/parameters.ts',
    changes: [["request.url?.replace(/\\/$/, '') !== path", 'false']],
    test: closed("senders' secrets"),
  },
  {
    id: 'J08',
    guarantee: 'The local server serves a stack whose API answers preflights.',
    file: 'local/gateway.ts',
    changes: [["if (corsOptions && method === 'OPTIONS') continue;", '']],
    test: { file: 'test/local/options.test.ts', name: 'serves with corsOrigins' },
  },
];
