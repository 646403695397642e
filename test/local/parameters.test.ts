import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { startParameters } from '../../local/parameters.ts';

test.each([
  ['/nowhere/secrets.env', 'no such file or directory'],
  [tmpdir(), 'illegal operation on a directory'],
])('a file of secrets that cannot be read is refused at the start: %s', async (file, reason) => {
  await expect(startParameters(file)).rejects.toThrow(`--secrets ${file} cannot be read: ${reason}`);
});
