import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  resourceNameSchema,
  scopeId,
  scopeKey,
  scopeOfKey,
  scopeSchema,
} from '../../functions/shared/issue/scope.ts';

const part = (max: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength: max });
const anyScope = fc.record({ resourceType: part(63), resourceName: part(253), resourceNamespace: part(253) });

describe('scopeKey', () => {
  test('is type#namespace#name', () => {
    expect(
      scopeKey({ resourceType: 'component', resourceName: 'user-service', resourceNamespace: 'team-beta' }),
    ).toBe('component#team-beta#user-service');
  });

  test('differs for different scopes, whatever their names hold', () => {
    const hostile = fc.stringMatching(/^[a%#23]{1,6}$/);
    const hostileScope = fc.record({
      resourceType: hostile,
      resourceName: hostile,
      resourceNamespace: hostile,
    });
    fc.assert(
      fc.property(hostileScope, hostileScope, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(scopeKey(a) === scopeKey(b)).toBe(same);
        expect(scopeId(a) === scopeId(b)).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  test('can be read back', () => {
    const part = fc.oneof(fc.stringMatching(/^[a%#235]{1,6}$/), fc.string({ unit: 'grapheme' }));
    const any = fc.record({ resourceType: part, resourceName: part, resourceNamespace: part });
    fc.assert(fc.property(any, (scope) => expect(scopeOfKey(scopeKey(scope))).toEqual(scope)));
  });

  test('fits in a partition key (2,048 bytes), also at the limits of every part', () => {
    const worst = (max: number) => ['#', '漢', '😀'].map((c) => c.repeat(Math.floor(max / c.length)));
    for (const i of [0, 1, 2]) {
      const name = worst(253)[i] ?? '';
      const longest = { resourceType: worst(63)[i] ?? '', resourceName: name, resourceNamespace: name };
      expect(scopeSchema.safeParse(longest).success).toBe(true);
      expect(Buffer.byteLength(scopeKey(longest))).toBeLessThanOrEqual(2_048);
    }
  });

  test('has no name that it cannot write', () => {
    fc.assert(
      fc.property(anyScope, (any) => {
        if (scopeSchema.safeParse(any).success) expect(scopeKey(any).split('#')).toHaveLength(3);
      }),
    );
  });
});

test.each([
  ['a lone surrogate', '\ud800'],
  ['nothing', ''],
  ['white space', ' \t\n'],
  ['254 characters', 'a'.repeat(254)],
  ['no string', 1],
])('%s is no resource name', (_what, name) => {
  expect(resourceNameSchema.safeParse(name).success).toBe(false);
});
