import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { input } from '@inquirer/prompts';
import { expect, test } from '@jest/globals';
import { clientOf, requireDynamoDb } from '../../local/dynamodb.ts';
import { kiteUrl, messageOf, postToKite } from '../../operate/command.ts';

/** Runs something with the URL of a server that answers so. */
async function withServer<T>(answer: RequestListener, run: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    return await run(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** A URL at which nothing answers. */
const nowhere = () =>
  withServer(
    () => undefined,
    async (url) => url,
  );

test('a server that is not there, and one that is not Kite, are named in a sentence', async () => {
  const url = await nowhere();
  await expect(postToKite(`${url}/api/v1/webhooks/x`, {})).rejects.toThrow(
    `${url} does not answer (connect ECONNREFUSED ${new URL(url).host}). Run "npm start" first, or give --url URL.`,
  );
  await expect(
    withServer(
      (_request, response) => response.writeHead(501).end('<html>\n  Not here'),
      (other) => postToKite(`${other}/api/v1/webhooks/x`, {}),
    ),
  ).rejects.toThrow(
    /^http:\S+ answers 501, but not as Kite does: "<html> Not here"\. Is --url http:\S+ right\?$/,
  );
});

test('a DynamoDB that is not there, and something else in its place, are named in one line', async () => {
  const url = await nowhere();
  await expect(requireDynamoDb(url, clientOf(url))).rejects.toThrow(
    new RegExp(`^No DynamoDB answers at ${url}: .*connect ECONNREFUSED ${new URL(url).host}$`),
  );
  await expect(
    withServer(
      (_request, response) => response.end('<html>'),
      (other) => requireDynamoDb(other, clientOf(other)),
    ),
  ).rejects.toThrow(/^No DynamoDB answers at http:\S+: .*JSON$/);
});

test.each(['localhost:3000', 'nonsense', 'ftp://kite.example'])('--url %s is refused', (text) => {
  expect(() => kiteUrl(text)).toThrow(`--url ${text}: not a URL, like http://127.0.0.1:3000`);
});

test('errors are messages for the person at the terminal', async () => {
  const thrown = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };
  expect(messageOf(thrown(() => readFileSync('/nowhere/at-all.json')))).toBe(
    '/nowhere/at-all.json: no such file or directory',
  );
  expect(messageOf(new AggregateError([new Error('connect ECONNREFUSED ::1:8000')]))).toBe(
    'connect ECONNREFUSED ::1:8000',
  );
  expect(
    messageOf(Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' })),
  ).toContain('aws sso login');
  expect(messageOf(new Error('Region is missing'))).toContain('AWS_REGION');
  const stopped = input({ message: 'Name' }, { signal: AbortSignal.abort() }).catch(
    (error: unknown) => error,
  );
  expect(await stopped).toBeInstanceOf(Error);
});
