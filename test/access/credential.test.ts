import { expect, test } from '@jest/globals';
import { credentialIn } from '../../functions/shared/access/credential.ts';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

test.each([
  ['a bearer token', 'Bearer kite_1', 'kite_1'],
  ['the scheme in any case, with more space', '  bEARER   kite_1 ', 'kite_1'],
  ["Basic's password", basic('any:kite_1'), 'kite_1'],
  ["Basic's password without a user", basic(':kite_1'), 'kite_1'],
  ["Basic's password with a colon in it", basic('any:a:b'), 'a:b'],
  ["Basic's user without a password", basic('kite_1:'), 'kite_1'],
  ["Basic's user without a colon", basic('kite_1'), 'kite_1'],
])('the credential is %s', (_what, header, credential) => {
  expect(credentialIn(header)).toBe(credential);
});

test.each([
  ['no header', undefined],
  ['an empty one', ''],
  ['no scheme', 'kite_1'],
  ['another scheme', 'Digest kite_1'],
  ['two words', 'Bearer kite_1 kite_2'],
  ['an empty pair', basic(':')],
])('%s holds none', (_what, header) => {
  expect(credentialIn(header)).toBe('');
});
