import type { Mutant } from './mutant.ts';

const HTTP = 'functions/shared/http';
const endpoint = (name: string) => ({ file: 'test/http/endpoint.test.ts', name });
const parts = (name: string) => ({ file: 'test/http/parts.test.ts', name });

/** What is promised of requests and answers. */
export const http: readonly Mutant[] = [
  {
    id: 'E04',
    guarantee: 'An answer names 100 faults at most.',
    file: 'functions/shared/runtime/errors.ts',
    changes: [['MAX_DETAILS = 100', 'MAX_DETAILS = 1e9']],
    test: { file: 'test/e2e/bad-fields.test.ts', name: 'of faults without number, 100 are named' },
  },
  {
    id: 'E05',
    guarantee: 'A body of too many values is refused before each is checked.',
    file: `${HTTP}/body.ts`,
    changes: [['seen > max', 'false']],
    test: { file: 'test/e2e/bad-fields.test.ts', name: 'a list, and says so' },
  },
  {
    id: 'H01',
    guarantee: 'A body that is too large is answered with 413.',
    file: `${HTTP}/body.ts`,
    changes: [['bytes.length > maxBodyBytes', 'false']],
    test: parts('validate refuses a body over the limit'),
  },
  {
    id: 'H02',
    guarantee: 'A body that its header calls compressed is answered with 415.',
    file: `${HTTP}/body.ts`,
    changes: [['!/^(?:identity)?$/i.test(encoding.trim())', 'false']],
    test: parts('validate refuses a body that its header calls compressed'),
  },
  {
    id: 'H03',
    guarantee: 'An error that nobody foresaw tells nothing of the inside.',
    file: `${HTTP}/answer-errors.ts`,
    changes: [["'Internal error'", 'String(error)']],
    test: endpoint('an error that is not an HTTP one tells nothing of itself'),
  },
  {
    id: 'H04',
    guarantee: 'Every answer has the headers that protect browsers.',
    file: `${HTTP}/security-headers.ts`,
    changes: [["'x-content-type-options': 'nosniff',", '']],
    test: endpoint('every answer, a refusal too, has security headers'),
  },
  {
    id: 'H05',
    guarantee: 'Logs hold nothing of what was sent.',
    file: `${HTTP}/request-log.ts`,
    changes: [
      ['      ...idsIn(event),\n', '      ...idsIn(event),\n      query: event.queryStringParameters,\n'],
    ],
    test: parts('requestLog says what was asked and how it ended'),
  },
  {
    id: 'H06',
    guarantee: 'While the table does not answer, senders are asked to send again.',
    file: 'functions/shared/runtime/errors.ts',
    changes: [["{ headers: { 'retry-after': '1' } }", '{}']],
    test: { file: 'test/e2e/outage.test.ts', name: 'while the database refuses connections: 503' },
  },
  {
    id: 'H07',
    guarantee: 'While the table throttles, senders are asked to send again.',
    file: 'functions/shared/runtime/errors.ts',
    changes: [['isThrottlingError(error) ||', '']],
    test: parts('answerErrors a throttled database is answered'),
  },
];
