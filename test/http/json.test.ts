import { describe, expect, test } from '@jest/globals';
import { escapeUnescaped, faultIn, parseJson, sourceOf } from '../../functions/shared/http/json.ts';

describe('texts that are not escaped', () => {
  test.each([
    ['a line break', '{"a": "one\ntwo"}', { a: 'one\ntwo' }],
    ['a tab, NUL and a colour', '{"a": "\t\u0000\u001b[31m"}', { a: '\t\u0000\u001b[31m' }],
    ['a path of Windows', '{"a": "C:\\Work\\x"}', { a: 'C:\\Work\\x' }],
    ["a shell's line that goes on", '{"a": "docker run \\\n -it"}', { a: 'docker run \\\n -it' }],
    ['escapes beside them', '{"a": "\\"\\\\\\u00e9\\n\n"}', { a: '"\\é\n\n' }],
    ['half an escape', '{"a": "\\u12"}', { a: '\\u12' }],
    ['the same in a name', '{"a\nb": 1}', { 'a\nb': 1 }],
    ['line breaks outside of texts', '{\r\n\t"a": "x\ny"\n}\n', { a: 'x\ny' }],
    ['a quote after a backslash', '{"a": "\\\\", "b": "\n"}', { a: '\\', b: '\n' }],
  ])('%s', (_what, text, expected) => {
    expect(JSON.parse(escapeUnescaped(text))).toEqual(expected);
  });

  test('nothing else changes', () => {
    const text = '{"a": "\\n \\u0007 \\/ é 😀 \u007f", "b": [1.0, true, null]}\n';
    expect(escapeUnescaped(text)).toBe(text);
  });
});

describe('where JSON goes wrong', () => {
  test.each([
    [
      'a variable that was not set',
      '{"a": 1,\n "b": ,\n "c": 2}',
      false,
      'it goes wrong at line 2, column 7',
    ],
    ['a variable without quotes', '{"a": $LOG}', false, 'it goes wrong at line 1, column 7'],
    ['a quote in a text', '{"a": "x "y" z"}', false, 'it goes wrong at line 1, column 11'],
    ['another quote', "{'a': 1}", false, 'it goes wrong at line 1, column 2'],
    ['no JSON', 'a=b', false, 'it goes wrong at line 1, column 1'],
    ['more than JSON', '{} {}', false, 'it goes wrong at line 1, column 4'],
    ['a word that is none', '[trux]', false, 'it goes wrong at line 1, column 5'],
    ['an open text', '{"a": "x', false, 'it ends too early, at line 1, column 9'],
    ['an open object', '{"a": 1\n', false, 'it ends too early, at line 2, column 1'],
    ['a line break', '{"a": "x\ny"}', false, 'it goes wrong at line 1, column 9'],
    ['a quote after a line break', '{"a": "x\ny"z"}', true, 'it goes wrong at line 2, column 3'],
    ['a quote after a path', '{"a": "C:\\Work\n", "b": x}', true, 'it goes wrong at line 2, column 9'],
  ])('%s', (_what, text, mayBeUnescaped, place) => {
    expect(faultIn(text, mayBeUnescaped)).toBe(place);
  });
});

test.each(['"', '\\', '\\"', '\n', '"\n', '[', '"\\"', '{"a":"\n",', 'a', '1,'])(
  'a hostile megabyte of %j takes a moment',
  (unit) => {
    const body = `["${unit.repeat(1_000_000 / unit.length)}`;
    const start = performance.now();
    escapeUnescaped(body);
    faultIn(body, true);
    // Some 300 ms; what scans a run twice takes minutes.
    expect(performance.now() - start).toBeLessThan(5_000);
  },
);

test.each(['0.0000001', '1e400', '-1E-7', '1.10', '0.00000010', '12345678901234567890'])(
  'the number %s is kept as it stood',
  (source) => {
    const body: unknown = parseJson(`{"a": ${source}}`);
    expect(typeof body === 'object' && body !== null && sourceOf(body, 'a')).toBe(source);
  },
);
