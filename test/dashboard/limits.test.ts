import { expect, test } from '@jest/globals';
import { LIMITS } from '../../dashboard/src/data/limits.ts';
import { issueChangeSchema } from '../../functions/shared/issue/request.ts';
import { groupsQuerySchema } from '../../functions/shared/store/groups-query.ts';
import { newTokenSchema } from '../../functions/shared/store/tokens.ts';

const characters = (count: number) => 'x'.repeat(count);
const names = (count: number) => Array.from({ length: count }, (_, index) => `team-${index}`);
const token = { role: 'viewer', namespaces: ['team-alpha'] };

test.each([
  ['title', issueChangeSchema, (most: number) => ({ title: characters(most) })],
  ['description', issueChangeSchema, (most: number) => ({ description: characters(most) })],
  ['search', groupsQuerySchema, (most: number) => ({ namespace: 'team-alpha', search: characters(most) })],
  ['tokenName', newTokenSchema, (most: number) => ({ ...token, name: characters(most) })],
  ['values', groupsQuerySchema, (most: number) => ({ namespace: names(most) })],
  ['values', groupsQuerySchema, (most: number) => ({ namespace: 'team-alpha', resourceName: names(most) })],
] as const)('the dashboard takes as much as the API does: %s', (name, schema, request) => {
  const takes = (most: number) => schema.safeParse(request(most)).success;
  expect([takes(LIMITS[name]), takes(LIMITS[name] + 1)]).toEqual([true, false]);
});
