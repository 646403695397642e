import { expect, test } from '@jest/globals';
import { type DedupPolicy, identityOf } from '../../functions/shared/issue/dedup.ts';
import { rule1 } from '../../functions/shared/issue/fingerprint/rule-1.ts';
import { CURRENT_RULE, EARLIER_RULES, rulesKeeping } from '../../functions/shared/issue/fingerprint/rules.ts';
import { aFailure } from '../support/issues.ts';

const message = { message: 'Timed out after 301s' };
const identity = (
  changes: Parameters<typeof aFailure>[0],
  policy: DedupPolicy = 'fingerprint',
  rule = CURRENT_RULE,
) => identityOf(aFailure({ issueType: 'build', dedupKey: 'a', ...changes }), policy, rule);
const hashOf = (...of: Parameters<typeof identity>) => identity(...of).hash;

test('fingerprint: one for each type and key', () => {
  const hashes = [{}, { dedupKey: 'b' }, { issueType: 'test' as const }, { dedupKey: message }].map(
    (changes) => hashOf(changes),
  );
  expect(new Set(hashes).size).toBe(4);
  expect(hashes[0]).toMatch(/^[0-9a-f]{32}$/);
});

test('scope: one for each type', () => {
  expect(hashOf({ dedupKey: 'b' }, 'scope')).toBe(hashOf({}, 'scope'));
  expect(identity({ dedupKey: message }, 'scope')).toEqual(identity({}, 'scope'));
  expect(hashOf({ issueType: 'test' }, 'scope')).not.toBe(hashOf({}, 'scope'));
});

test('a message is known by its fingerprint, which goes with the identity', () => {
  const again = identity({ dedupKey: { message: 'timed  out after 287s' } });
  expect(again).toEqual(identity({ dedupKey: message }));
  expect(again.fingerprint).toBe(CURRENT_RULE.fingerprint(message.message));
});

test('the version of the rule is part of it, so that no two rules share a key', () => {
  const same = (version: number) => ({ version, fingerprint: () => 'the same' });
  const hashes = [1, 2, 3].map((version) => hashOf({ dedupKey: message }, 'fingerprint', same(version)));
  expect(new Set(hashes).size).toBe(3);
});

// What has been stored must be found: these two were computed before keys had versions.
test("rule 1's keys, and those of a key of the reporter's own, are those of issues stored before there were versions", () => {
  expect(hashOf({ dedupKey: message }, 'fingerprint', rule1)).toBe('e6769b9fcb038d7228717b0bae56f0e4');
  for (const rule of [CURRENT_RULE, rule1]) {
    expect(identity({ dedupKey: 'deploy 17' }, 'fingerprint', rule)).toEqual({
      hash: 'af36eb979af19707eebd620076283502',
    });
  }
});

test('each rule has a version of its own, the current one the highest, and a deployment keeps those it asks for', () => {
  const versions = [CURRENT_RULE, ...EARLIER_RULES].map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => b - a));
  expect(rulesKeeping([])).toEqual([CURRENT_RULE]);
  expect(rulesKeeping([1, 99])).toEqual([CURRENT_RULE, rule1]);
});
