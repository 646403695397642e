import { expect, test } from '@jest/globals';
import { tokenKey } from '../../functions/shared/store/items.ts';
import { createToken, revokeToken } from '../../functions/shared/store/tokens.ts';
import { countedTable, stored } from '../support/table.ts';

const { table } = countedTable();

test('of a token nothing is kept that could be used in its place', async () => {
  const { token, info } = await createToken(table, { name: 'ci', role: 'viewer', namespaces: ['team-a'] });
  const item = JSON.stringify(await stored(tokenKey(info.id)));
  await revokeToken(table, info.id);
  const [, id = '', secret = ''] = token.split('_');
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(item).toContain(id);
  expect(item).not.toContain(secret);
});
