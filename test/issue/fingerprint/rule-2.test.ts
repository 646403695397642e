import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { MASKS } from '../../../functions/shared/issue/fingerprint/masks.ts';
import { masked, rule2 } from '../../../functions/shared/issue/fingerprint/rule-2.ts';

const { fingerprint } = rule2;

describe('the table of masks', () => {
  const examples = MASKS.flatMap(({ name, examples }) =>
    examples.map(([message, result]) => ({ name, message, result })),
  );

  test.each(MASKS)('has an example of $name', ({ pattern, examples }) => {
    expect(examples.length).toBeGreaterThan(0);
    for (const [message] of examples.slice(0, 1))
      expect(message).toMatch(new RegExp(pattern, pattern.flags.replace('g', '')));
  });

  test.each(examples)('$name: $message', ({ message, result }) => {
    expect(masked(message)).toBe(result);
  });
});

describe('docs/fingerprints.md', () => {
  const page = readFileSync(new URL('../../../docs/fingerprints.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)].map(([, message = '', result = '']) => ({
    message,
    result,
  }));

  test('has twenty examples', () => {
    expect(rows).toHaveLength(20);
  });
  test.each(rows)('$message', ({ message, result }) => {
    expect(fingerprint(message)).toBe(result);
  });
});

describe('is the same for', () => {
  test.each([
    ['durations', 'gave up after 1h 5m 3s.', 'gave up after 59 minutes'],
    ['times', '2026-11-25 10:11:12 CET disk is full', '2025-01-02T03:04:05.678+01:00 disk is full'],
    ['digits of any script', 'Timed out after १२ minutes', 'Timed out after 7 minutes'],
    ['one and many', '1 error and 1 dependency', '17 errors and 3 dependencies'],
    ['separators of thousands', '12 345 678 bytes are too many', '1,234 bytes are too many'],
    ['generated names', 'pod cart-build-xkqzp-pod is gone', 'pod cart-build-mwqvz-pod is gone'],
    ['a hash with letters and one without', 'at commit 1a2b3c4', 'at commit 1234567'],
    ['workspaces', '/builds/a1B2c3d4/0/shop/cart/x.c: bad', '/builds/zZ9_yY8x/12/shop/cart/x.c: bad'],
    ['places in a file', 'src/cart.rs:10:5: mismatched types', 'src/cart.rs:117:9: mismatched types'],
    ['colours and quotes', '\u001b[31m‘cart’ not found\u001b[0m', "'cart' not found."],
    ['a list in another order', 'missing: CART_URL, DB_URL', 'missing: DB_URL, CART_URL'],
    ['lines in another order', 'FAIL a.test.ts\nFAIL b.test.ts', 'FAIL b.test.ts\nFAIL a.test.ts'],
    ['the attempt', 'cannot push image (attempt 2/5)', 'cannot push image'],
    ['compatibility forms', 'ｔｉｍｅｏｕｔ', 'timeout'],
  ])('%s', (_what, one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other));
  });

  test('any id, time, duration, size, place or port in its sentence', () => {
    const sentence = fc.constantFrom('lost request', 'no answer in', 'died on', 'cannot read');
    const varying = fc.oneof(
      fc.constant((n: number, uuid: string) => `${uuid} ${n % 2}`),
      fc.constant((n: number) => `${new Date(n * 1_000).toISOString()}`),
      fc.constant((n: number) => `after ${n}s`),
      fc.constant((n: number) => `of ${n} KiB`),
      fc.constant((n: number) => `cart.ts:${n}`),
      fc.constant((n: number) => `10.0.${n % 256}.7:8080`),
      fc.constant((n: number) => `localhost:${32_768 + (n % 32_000)}`),
    );
    const number = fc.integer({ min: 1, max: 2_000_000_000 });
    const part = fc.record({ sentence, varying, a: number, b: number, idA: fc.uuid(), idB: fc.uuid() });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const one = parts.map(({ sentence, varying, a, idA }) => `${sentence} ${varying(a, idA)}`);
        const other = parts.map(({ sentence, varying, b, idB }) => `${sentence}  ${varying(b, idB)}`);
        expect(fingerprint(one.join('\n'))).toBe(fingerprint(other.reverse().join('\n').toUpperCase()));
      }),
    );
  });
});

describe('tells apart', () => {
  test.each([
    ['exit codes', 'step exited with code 1', 'step exited with code 137'],
    ['statuses', 'PUT failed: 429', 'PUT failed: 403'],
    ['signals', 'killed by signal 9', 'killed by signal 15'],
    ['codes', 'error TS2322: types', 'error TS2345: types'],
    ['vulnerabilities', 'CVE-2024-21626 in runc', 'CVE-2025-30066 in runc'],
    ['ports', 'cannot reach 10.0.3.17:5432', 'cannot reach 10.0.3.17:6379'],
    ['versions', 'psycopg2 2.9.9 and python 3.13', 'psycopg2 2.9.9 and python 3.12'],
    ['cells', 'test (18, ubuntu-latest) failed', 'test (22, ubuntu-latest) failed'],
    ['tests', '--- FAIL: TestSHA256 (0.0s)', '--- FAIL: TestSHA512 (0.0s)'],
    ['parameters', 'FAILED a.py::test_x[3-2]', 'FAILED a.py::test_x[3-4]'],
    ['resources', 'cannot apply module.db_1', 'cannot apply module.db_2'],
    ['regions', 'stage deploy-eu-west-1 failed', 'stage deploy-eu-west-2 failed'],
    ['words', 'the facade decade', 'the defaced facade'],
  ])('%s', (_what, one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });
});

describe('of a log', () => {
  const log = (errors: readonly string[], seed: number) =>
    [
      ...Array.from(
        { length: 60 },
        (_, line) => `10:11:${seed % 60} Downloading part ${line * seed} of x-${seed}`,
      ),
      `ok cart/p${seed}`,
      'Warning: this error is only a warning',
      ...errors,
      `Waiting on dispatcher ${seed}`,
    ].join('\n');

  test('only the error lines decide, in any order', () => {
    const one = log(['FAIL src/cart.test.ts', 'Error: expected 3 items'], 3);
    const other = log(['Error: expected 17 items', 'FAIL src/cart.test.ts'], 7);
    expect(fingerprint(one)).toBe(fingerprint(other));
    expect(fingerprint(one)).toBe('error: expected <n> item\nfail src/cart.test.ts');
  });

  test('another error is another failure', () => {
    expect(fingerprint(log(['FAIL src/cart.test.ts'], 3))).not.toBe(
      fingerprint(log(['FAIL src/card.test.ts'], 3)),
    );
  });

  test('the first 20 errors decide', () => {
    const errors = Array.from(
      { length: 30 },
      (_, index) => `Error: part-${String.fromCharCode(97 + index)} is broken`,
    );
    expect(fingerprint(log(errors, 3)).split('\n')).toHaveLength(20);
    expect(fingerprint(log([...errors, 'Error: and the rest'], 3))).toBe(fingerprint(log(errors, 3)));
  });

  test('without an error line, its last lines decide', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `step ${'x'.repeat(index)}`);
    const fingerprints = [lines, [...lines.slice(0, -1), 'done']].map((log) => fingerprint(log.join('\n')));
    expect(fingerprints[0]).not.toBe(fingerprints[1]);
    expect(fingerprints[0]?.split('\n')).toHaveLength(20);
  });
});

test('kept digits cannot be forged: characters of private use do not count', () => {
  expect(fingerprint('exit code \ue031')).toBe(fingerprint('exit code '));
});

test('is right about pairs that were judged without knowing it', () => {
  const pairs = readFileSync(new URL('./pairs.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => pairSchema.parse(JSON.parse(line)));
  expect(pairs.length).toBeGreaterThan(200);
  const wrong = pairs.filter(({ same, a, b }) => same !== (fingerprint(a) === fingerprint(b)));
  // A key's id looks like a hash; a log's name has a date of no month and day.
  expect(wrong.map(({ why }) => why)).toEqual(['gpg key id missing differs', 'worker log file name']);
});
const pairSchema = z.object({ same: z.boolean(), why: z.string(), a: z.string(), b: z.string() });
