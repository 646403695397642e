import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { endpoint } from '../../functions/shared/http/endpoint.ts';
import { anEvent, remaining } from '../support/chain.ts';

const event = anEvent();

test('an endpoint that takes too long answers before its Lambda is ended', async () => {
  const hanging = endpoint({
    access: 'anyone',
    request: z.object({}),
    run: () => new Promise(() => undefined),
  });
  const answer = await hanging(event, remaining(550));
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
  expect(JSON.parse(answer.body ?? '')).toEqual({
    error: 'Kite took too long to answer; send the request again',
    details: [],
    requestId: 'request-1',
  });
});

test('an error that is not an HTTP one tells nothing of itself', async () => {
  const broken = endpoint({
    access: 'anyone',
    request: z.object({}),
    run: () => {
      throw new Error('arn:aws:dynamodb:eu-central-1:123456789012:table/Kite');
    },
  });
  const answer = await broken(event, remaining(10_000));
  expect(answer.statusCode).toBe(500);
  expect(JSON.parse(answer.body ?? '')).toEqual({
    error: 'Internal error',
    details: [],
    requestId: 'request-1',
  });
});

// https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
test('every answer, a refusal too, has security headers', async () => {
  const answering = endpoint({ access: 'anyone', request: z.object({}), run: () => ({ status: 204 }) });
  const refusing = endpoint({
    access: 'read',
    request: z.object({}),
    namespaces: () => [],
    run: () => ({ status: 204 }),
  });
  for (const [handler, status] of [[answering, 204] as const, [refusing, 401] as const]) {
    const answer = await handler(event, remaining(10_000));
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
      'x-content-type-options': 'nosniff',
    });
  }
});
