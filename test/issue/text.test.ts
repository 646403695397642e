import { expect, test } from '@jest/globals';
import { CURRENT_RULE, EARLIER_RULES } from '../../functions/shared/issue/fingerprint/rules.ts';
import { clean, shorten } from '../../functions/shared/issue/text.ts';

test.each([
  ['colours', '\u001b[1;31mError\u001b[0m: no', 'Error: no'],
  ['a link of a terminal', '\u001b]8;;https://ci.example\u0007log\u001b]8;;\u001b\\', 'log'],
  ['an escape without a code', 'a\u001bb', 'ab'],
  ['NUL and other control characters', 'a\u0000\u0008\u0085b\u007f', 'ab'],
  ['line breaks of other systems', 'a\r\nb\rc\n\td', 'a\nb\nc\n\td'],
  ['half a surrogate pair', 'a\ud83d', 'a\ufffd'],
])('%s', (_what, text, expected) => {
  expect(clean(text)).toBe(expected);
});

test.each([
  ['CSI without an end', '\u001b['],
  ['OSC without an end', '\u001b]'],
  ['OSC after OSC', '\u001b]8;;'],
  ['digits', '1'],
  ['versions', '1.'],
  ['hashes', 'deadbeef1 '],
  ['durations', '1h2m3s'],
])('a hostile megabyte of %s takes a moment', (_what, unit) => {
  const text = unit.repeat(1_000_000 / unit.length);
  const start = performance.now();
  for (const { fingerprint } of [CURRENT_RULE, ...EARLIER_RULES]) fingerprint(clean(text));
  // Some 30 ms each; what scans a run twice takes minutes.
  expect(performance.now() - start).toBeLessThan(5_000);
});

test.each([
  ["of tput's", '\u001b(B\u001b[mred\u001b[0m', 'red'],
  ['of a cursor', '\u001b7a\u001b8b', 'ab'],
])('codes %s are removed', (_what, coded, shown) => expect(clean(coded)).toBe(shown));

test('a shortened text keeps its ends, fits, and stays valid', () => {
  const text = `${'a'.repeat(500)}${'😀'.repeat(500)}${'z'.repeat(500)}`;
  for (const max of [1, 10, 60, 100, 777, 1_999]) {
    const short = shorten(text, max);
    expect(short.length).toBeLessThanOrEqual(max);
    expect(short.length).toBeGreaterThan(max - 5);
    expect(short.isWellFormed()).toBe(true);
  }
  expect(shorten(text, 100)).toMatch(/^a+ … \[\d+ characters left out\] … z+$/);
  expect(shorten(text, text.length)).toBe(text);
});
