import { expect, test } from '@jest/globals';
import { Caller } from '../../functions/shared/access/caller.ts';

test('the patterns of the namespaces in which a caller has a permission are those of the grants with it', () => {
  const caller = new Caller('ci', [
    { role: 'publisher', namespaces: ['blue', 'blue-*'] },
    { role: 'viewer', namespaces: ['green'] },
    { role: 'admin', namespaces: ['red-*'] },
  ]);
  expect(caller.patternsOf('read')).toEqual(['green', 'red-*']);
  expect(caller.patternsOf('publish')).toEqual(['blue', 'blue-*', 'red-*']);
  expect(new Caller('nobody', []).patternsOf('read')).toEqual([]);
});
