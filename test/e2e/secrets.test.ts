import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Parameters, startParameters } from '../../local/parameters.ts';
import { send } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

const BODY = JSON.stringify({ zen: 'Keep it logically awesome.' });

/** The status of a ping of GitHub's that is signed with a secret. */
async function ping(url: string, secret: string): Promise<number> {
  const signature = createHmac('sha256', secret).update(BODY).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'ping',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return (await send('POST', '/webhooks/github', { headers, body: BODY }, url)).status;
}

const [OLD, NEW] = ['the-secret-of-yesterday', 'the-secret-of-tomorrow'];

describe('secrets', () => {
  let folder: string;
  let parameters: Parameters;
  const store = (line: string) => writeFile(join(folder, 'secrets.env'), line);
  /** Serves functions that read their secrets again after a second. */
  const served = (requests: (url: string) => Promise<void>) =>
    servedOn({ AWS_ENDPOINT_URL_SSM: parameters.endpoint, SECRET_MAX_AGE: '1' }, requests);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kite-secrets-'));
    await store('');
    parameters = await startParameters(join(folder, 'secrets.env'));
  });
  afterEach(async () => {
    await parameters.close().catch(() => undefined);
    await rm(folder, { recursive: true });
  });

  test('are rotated while it runs, without a moment in which nothing fits', () =>
    served(async (url) => {
      expect(await ping(url, OLD)).toBe(401);
      const statuses = async () => [await ping(url, OLD), await ping(url, NEW)];
      const change = async (line: string) => {
        await store(line);
        await sleep(1_100);
        return statuses();
      };
      expect(await change(`KITE_SECRET_GITHUB=${OLD}`)).toEqual([200, 401]);
      // Cached: what was just taken away still fits.
      await store('');
      expect(await statuses()).toEqual([200, 401]);
      expect(await change(`KITE_SECRET_GITHUB="${OLD} ${NEW}"`)).toEqual([200, 200]);
      expect(await change(`KITE_SECRET_GITHUB="${NEW}"`)).toEqual([401, 200]);
      expect(await change('')).toEqual([401, 401]);
    }));

  test('that could be guessed are not used', () =>
    served(async (url) => {
      await store('KITE_SECRET_GITHUB="short"');
      expect(await ping(url, 'short')).toBe(401);
    }));

  test('still hold when Parameter Store does not answer; without any, the sender is asked to send again', () =>
    served(async (url) => {
      await store(`KITE_SECRET_GITHUB=${OLD}`);
      expect(await ping(url, OLD)).toBe(200);
      await parameters.close();
      await sleep(1_100);
      expect(await ping(url, OLD)).toBe(200);
      expect(await ping(url, NEW)).toBe(401);
      await servedOn({ AWS_ENDPOINT_URL_SSM: parameters.endpoint }, async (other) => {
        expect(await ping(other, OLD)).toBe(503);
      });
    }));
});
