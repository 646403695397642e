import { describe, expect, test } from '@jest/globals';
import type { RelatedIssue } from '../../functions/shared/issue/answer.ts';
import { fitting, sentBytes } from '../../functions/shared/issue/size.ts';

const id = '5f5c2f0a-6f0e-4a5e-9d3c-1f6d0c5b8a11';
const at = '2025-06-17T18:00:00.000Z';
/** A related issue whose texts are as long as they may be, of one character. */
function full(character: string): RelatedIssue {
  const text = (length: number) => character.repeat(length / character.length);
  const scope = { resourceType: text(62), resourceName: text(252), resourceNamespace: text(252) };
  return {
    id,
    title: text(1_000),
    description: text(30_000),
    severity: 'major',
    issueType: 'build',
    state: 'ACTIVE',
    detectedAt: at,
    resolvedAt: null,
    namespace: text(252),
    scopeId: id,
    scope: { id, ...scope },
    links: Array(20).fill({ id, issueId: id, title: text(200), url: `https://a.b/${text(2_036)}` }),
    createdAt: at,
    updatedAt: at,
    brokenSince: at,
    lastFailureAt: at,
    occurrences: 1,
    lastSeenAt: at,
  };
}

describe.each([['a'], ['"'], ['\u0001'], ['漢'], ['😀']])('issues full of %j', (character) => {
  test.each([1, 21, 22, 50, 97])('%d of them fit in an answer', (count) => {
    const shown = fitting(Array.from({ length: count }, () => full(character)));
    expect(shown).toHaveLength(count);
    expect(sentBytes(shown)).toBeLessThanOrEqual(4_000_000 + 1_000);
    for (const { description, title } of shown) {
      expect(title).toBe(full(character).title);
      expect(description === full(character).description || description.includes(' left out] ')).toBe(true);
      expect(description.isWellFormed()).toBe(true);
    }
  });
});

test('only those that are more than their share are cut', () => {
  const small = { ...full('a'), links: [] };
  const shown = fitting([...Array(20).fill(small), ...Array(40).fill(full('"'))]);
  expect(shown.slice(0, 20)).toEqual(Array(20).fill(small));
  expect(shown[20]?.description).toContain(' characters left out] ');
  expect(shown[20]?.links[0]).toEqual(full('"').links[0]);
});
