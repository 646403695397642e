import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { namespaceResolver, namespaceRulesSchema } from '../../functions/shared/intake/namespaces.ts';

const namespaceOf = namespaceResolver(
  namespaceRulesSchema.parse('acme/shop-*=team-shop, acme/*=team-alpha, */infra=platform,a.c/x+y=dots'),
);

test.each([
  ['acme/shop-web', 'team-shop'],
  ['acme/shop', 'team-alpha'],
  ['ACME/Shop-Web', 'team-shop'],
  ['acme/group/project', 'team-alpha'],
  ['other/infra', 'platform'],
  ['a.c/x+y', 'dots'],
  ['abc/xxy', 'abc'],
  ['other/shop-web', 'other'],
  ['notacme/shop', 'notacme'],
])('%s belongs to %s', (project, namespace) => {
  const [owner = ''] = project.split('/');
  expect(namespaceOf({ owner, project })).toBe(namespace);
});

describe('a pattern', () => {
  const isMatch = (pattern: string, project: string) =>
    namespaceResolver([{ pattern, namespace: 'matched' }])({ owner: 'other', project }) === 'matched';

  test.each([
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ab', 'ab', false],
    ['a*ab*b', 'aab', false],
    ['a*ab*b', 'aabb', true],
    ['*', '', true],
    ['**', 'a\nb', true],
    ['', 'a', false],
    ['É*/x', 'équipe/X', true],
  ])('%j and %j: %s', (pattern, project, expected) => {
    expect(isMatch(pattern, project)).toBe(expected);
  });

  test('matches what a regular expression does', () => {
    const text = (characters: readonly string[]) =>
      fc.array(fc.constantFrom(...characters), { maxLength: 12 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text(['a', 'b', '*']), text(['a', 'b', '/']), (pattern, project) => {
        const reference = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 's');
        return isMatch(pattern, project) === reference.test(project);
      }),
      { numRuns: 5_000 },
    );
  });

  test('keeps nobody busy with a long name, whatever is in it', () => {
    const start = performance.now();
    for (const part of ['-', 'x-']) isMatch('*-*x', part.repeat(50_000 / part.length));
    // A millisecond; a regular expression takes seconds.
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

test.each(['acme/*=team-*', 'acme/*=*', 'acme/*=a*b'])('%s names no namespace', (rule) => {
  expect(namespaceRulesSchema.safeParse(rule).error?.issues[0]?.message).toBe('must name a namespace');
});
