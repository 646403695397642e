import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readOptions } from '../../lib/options.ts';
import { chosenOptions, stageOptions } from '../../lib/stage-options.ts';

const project = mkdtempSync(join(tmpdir(), 'kite-stages-'));
afterAll(() => rmSync(project, { recursive: true }));
mkdirSync(join(project, 'stages'));
const write = (stage: string, text: string) => writeFileSync(join(project, `stages/${stage}.json`), text);
write('prod', '{"kite:dedup": "scope", "kite:rateLimit": 500}');
write('dev', '{"kite:logRetentionDays": 7}');

test("a stage's options are in its file, and the context wins", () => {
  const context = { 'kite:stage': 'prod', 'kite:rateLimit': '300', '@aws-cdk/core:flag': true };
  expect(stageOptions(context, project)).toEqual(
    readOptions({ 'kite:stage': 'prod', 'kite:dedup': 'scope', 'kite:rateLimit': 300 }),
  );
  expect(stageOptions({}, project).logRetentionDays).toBe(7);
  expect(stageOptions({ 'kite:stage': 'other' }, project)).toEqual(readOptions({ 'kite:stage': 'other' }));
});

test.each([
  ['no JSON', '{', 'stages/broken.json is not JSON: '],
  ['no object', '["kite:dedup"]', 'stages/broken.json must be an object'],
  [
    'an option without its prefix',
    '{"dedup": "scope"}',
    'stages/broken.json must be an object of options, like',
  ],
  ['an unknown option', '{"kite:dedupe": "scope"}', 'kite:dedupe: is not an option'],
  ['another stage', '{"kite:stage": "prod"}', 'stages/broken.json must not have kite:stage'],
])('a file with %s is refused', (_what, text, message) => {
  write('broken', text);
  expect(() => stageOptions({ 'kite:stage': 'broken' }, project)).toThrow(message);
});

test('a name that is no stage leads to no file', () => {
  writeFileSync(join(project, 'outside.json'), '{');
  expect(() => stageOptions({ 'kite:stage': '../outside' }, project)).toThrow('kite:stage: must be');
});

test('chosen are the options that differ from their defaults', () => {
  const context = {
    'kite:stage': 'prod',
    'kite:rateLimit': 200,
    'kite:dedup': 'scope',
    'kite:corsOrigins': 'https://a.example',
  };
  expect(chosenOptions(readOptions(context))).toEqual(['kite:corsOrigins', 'kite:dedup']);
});
