import type { Mutant } from './mutant.ts';

const document = (name: string) => ({ file: 'test/openapi/document.test.ts', name });
const fuzz = (name: string) => ({ file: 'test/e2e/contract.test.ts', name });
const client = (name: string) => ({ file: 'test/client/client.test.ts', name });
const RETRY = 'client/src/retry.ts';

/** openapi.json, and the client made of it. */
export const contract: readonly Mutant[] = [
  {
    id: 'CT01',
    guarantee: 'A field that is missing from an answer fails the tests that get it.',
    file: 'functions/shared/store/items.ts',
    changes: [['    lastFailureAt: toTime(item.failedAt),\n', '']],
    test: { file: 'test/e2e/webhooks.test.ts', name: '' },
  },
  {
    id: 'CT02',
    guarantee: 'A field that the document does not have fails them as well.',
    file: 'functions/shared/store/groups.ts',
    changes: [['    totalIssues: matching.length,', '    totalIssues: matching.length, shown: data.length,']],
    test: { file: 'test/e2e/scopes.test.ts', name: '' },
  },
  {
    id: 'CT03',
    guarantee: 'A route that is missing from the document fails a test.',
    file: 'functions/routes.ts',
    changes: [["'GET /api/v1/version'", "'GET /api/v1/versions'"]],
    test: document('has an operation for each route'),
  },
  {
    id: 'CT04',
    guarantee: 'What the document calls valid is taken.',
    file: 'functions/shared/issue/issue.ts',
    changes: [['MAX_LINKS = 20', 'MAX_LINKS = 1']],
    test: fuzz('POST /issues takes what the document calls valid'),
  },
  {
    id: 'CT05',
    guarantee: 'What the document calls invalid is refused.',
    file: 'functions/shared/issue/request.ts',
    changes: [
      [
        '  z.strictObject({\n    ...answerFields,\n    id: ignored,',
        '  z.object({\n    ...answerFields,\n    id: ignored,',
      ],
    ],
    test: fuzz('POST /issues refuses what the document calls invalid'),
  },
  {
    id: 'CT06',
    guarantee: 'The client sends nothing twice that could be done twice.',
    file: RETRY,
    changes: [["IDEMPOTENT.includes(request.method) || request.headers.has('idempotency-key')", 'true']],
    test: client('what is not safe to send twice'),
  },
  {
    id: 'CT07',
    guarantee: 'A report that the client sends again counts once.',
    file: 'client/src/client.ts',
    changes: [["request.headers.set('idempotency-key', crypto.randomUUID());", '']],
    test: client('a report is sent again'),
  },
  {
    id: 'CT08',
    guarantee: 'The client waits as long as Retry-After says.',
    file: RETRY,
    changes: [["response?.headers.get('retry-after') ?? null", 'null']],
    test: client('a wait that is too long'),
  },
];
