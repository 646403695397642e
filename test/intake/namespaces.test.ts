import { expect, test } from '@jest/globals';
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
