import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rule1 } from '../../../functions/shared/issue/fingerprint/rule-1.ts';

const { fingerprint } = rule1;

test.each([
  ['durations', 'timed out after 301s', 'timed out after 287s'],
  ['compound durations', 'gave up after 1h 5m 3s.', 'gave up after 59 minutes.'],
  ['units', 'took 1500 ms', 'took 2 seconds'],
  ['case and white space', 'Dependency  conflict\n', 'dependency conflict'],
  ['UUIDs', 'pod 986d686c-bce6-44be-b6ba-a7b5b88eec58 died', 'pod 1A483CAF-F349-4A9D-879A-DF74A2B55EB3 died'],
  ['hashes', 'cannot fetch 3f786850e387550fdab836ed7e6dc881de23001b', 'cannot fetch 89e6c98d9288'],
  ['short hashes, with letters or without', 'at commit 1a2b3c4', 'at commit 1234567'],
  ['hexadecimal', 'segfault at 0x7ffee4b9a0d8', 'segfault at 0x1c'],
  ['times', '2025-06-17T18:13:29.007244Z no space left', '2026-01-02 03:04:05 no space left'],
  ['times of day', '18:13:29 no space left', '03:04:05.123 no space left'],
  ['numbers', '3 of 120 tests failed', '17 of 121 tests failed'],
  ['decimals', 'coverage 79.5% is too low', 'coverage 8% is too low'],
  ['compatibility forms', 'ｔｉｍｅｏｕｔ', 'timeout'],
])('folds %s', (_what, one, other) => {
  expect(fingerprint(one)).toBe(fingerprint(other));
});

test.each([
  ['Dependency conflict with React version', 'Yarn version outdated, needs update'],
  ['connection refused', 'connection reset'],
  ['the facade decade', 'the defaced facade'],
  ['no', 'yes'],
])('tells "%s" from "%s"', (one, other) => {
  expect(fingerprint(one)).not.toBe(fingerprint(other));
});

test('does not depend on which number, case or space it is', () => {
  const word = fc.constantFrom('error', 'in', 'step', 'Timeout', 'exit code');
  const volatile = fc.oneof(
    fc.nat().map(String),
    fc.uuid(),
    fc
      .date({ noInvalidDate: true, min: new Date('1000-01-01'), max: new Date('9999-12-31') })
      .map((date) => date.toISOString()),
    fc.integer({ min: 1, max: 9_999 }).map((n) => `${n}s`),
  );
  const failure = fc.array(fc.tuple(word, volatile, volatile), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(failure, (parts) => {
      const one = parts.map(([text, a]) => `${text} ${a}`).join(' ');
      const other = parts.map(([text, , b]) => `${text.toUpperCase()}\n ${b}`).join('  ');
      expect(fingerprint(one)).toBe(fingerprint(other));
    }),
  );
});

test('changes nothing when taken twice', () => {
  fc.assert(
    fc.property(fc.string(), (text) => expect(fingerprint(fingerprint(text))).toBe(fingerprint(text))),
  );
});
