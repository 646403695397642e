import type { Mutant } from './mutant.ts';

const ENDPOINT = 'functions/shared/http/endpoint.ts';
const endpoint = (name: string) => ({ file: 'test/http/endpoint.test.ts', name });
const input = (name: string) => ({ file: 'test/e2e/bad-input.test.ts', name });

/** What is promised of requests and answers. */
export const http: readonly Mutant[] = [
  {
    id: 'E04',
    guarantee: 'An answer names 100 faults at most.',
    file: ENDPOINT,
    changes: [['MAX_DETAILS = 100', 'MAX_DETAILS = 1e9']],
    test: { file: 'test/e2e/bad-fields.test.ts', name: 'of faults without number, 100 are named' },
  },
  {
    id: 'H01',
    guarantee: 'A body that is too large is answered with 413.',
    file: ENDPOINT,
    changes: [['bytes.length > maxBytes', 'false']],
    test: input('of 256 KiB is read, one byte more is 413'),
  },
  {
    id: 'H02',
    guarantee: 'A body that is not JSON by its type is answered with 415.',
    file: ENDPOINT,
    changes: [['!JSON_TYPE.test(contentType)', 'false']],
    test: input('of type text/plain: 415'),
  },
  {
    id: 'H03',
    guarantee: 'An error that nobody foresaw tells nothing of the inside.',
    file: ENDPOINT,
    changes: [["'Internal error'", 'String(error)']],
    test: endpoint('an error that is not an HTTP one tells nothing of itself'),
  },
  {
    id: 'H04',
    guarantee: 'Every answer has the headers that protect browsers.',
    file: ENDPOINT,
    changes: [["'x-content-type-options': 'nosniff',", '']],
    test: endpoint('every answer, a refusal too, has security headers'),
  },
  {
    id: 'H05',
    guarantee: 'Logs hold nothing of what was sent.',
    file: ENDPOINT,
    changes: [['route: event.routeKey, status }', 'route: event.routeKey, status, body: event.body }']],
    test: { file: 'test/e2e/logs.test.ts', name: 'the log says who was refused and why' },
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
    test: { file: 'test/e2e/outage.test.ts', name: 'while the table throttles (ThrottlingException)' },
  },
];
