import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createGeneratorSync } from 'json-schema-faker';
import * as z from 'zod';
import document from '../../openapi.json' with { type: 'json' };
import { get, post, put, send } from '../support/kite.ts';

/* Requests made of openapi.json: what it calls valid is never 400, what it calls invalid never 2xx or 5xx. */

/** How many requests each operation gets; `npm run fuzz` sends more. */
const RUNS = Math.ceil(Number(process.env.KITE_FUZZ ?? 500) / 50);

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

const schemaSchema = z.record(z.string(), z.unknown());
const operationSchema = z.object({
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: schemaSchema }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })) }).optional(),
});
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path: path.replace('/api/v1', ''),
    ...operationSchema.parse(operation),
  })),
);

/** Ids of nothing, so that no operation finds what another one made. */
const toPath = (path: string) => path.replace(/\{\w+\}/g, '7f2c1d0e-5b5e-4f7a-8a0d-1f0c6a5e9b10');
const SENDERS = /webhooks\/(alertmanager|argo-cd|github|gitlab|jenkins|tekton)$/;

const withBody = operations.flatMap(({ method, path, requestBody }) => {
  const schema = requestBody?.content['application/json']?.schema;
  return schema === undefined || SENDERS.test(path) ? [] : [{ method, path, schema }];
});

describe.each(withBody)('$method $path', ({ method, path, schema }) => {
  const isValid = ajv.compile(schema);
  const { generate } = createGeneratorSync({ seed: 7, optionalsProbability: 0.6, maxItems: 3 });
  const bodies = Array.from({ length: RUNS }, () => withoutEnd(schemaSchema.parse(generate(schema))));
  const sendBody = (body: unknown) => (method === 'PUT' ? put(toPath(path), body) : post(toPath(path), body));

  test('takes what the document calls valid', async () => {
    const valid = bodies.filter((body) => isValid(body));
    expect(valid.length).toBeGreaterThan(RUNS / 2);
    for (const body of valid) {
      const { status, body: answer } = await sendBody(body);
      const refused = status === 400 || status >= 500 ? { body, answer } : undefined;
      expect(refused).toBeUndefined();
    }
  });

  test('refuses what the document calls invalid', async () => {
    const invalid = bodies.flatMap((body) => spoiltOf(body)).filter((body) => !isValid(body));
    expect(invalid.length).toBeGreaterThan(0);
    for (const body of invalid.slice(0, RUNS * 2)) {
      const { status, body: answer } = await sendBody(body);
      const taken = status < 400 || status >= 500 ? { body, answer } : undefined;
      expect(taken).toBeUndefined();
    }
  });
});

/** No schema says that a token must end in the future, and no later than its maker. */
function withoutEnd({ expiresAt: _, ...body }: Readonly<Record<string, unknown>>) {
  return body;
}

/** Bodies that differ in one field: without it, or with a value of another type. */
function spoiltOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  return Object.keys(body).flatMap((name) => {
    const { [name]: value, ...others } = body;
    const wrong = typeof value === 'object' ? 7 : { not: 'a text' };
    return [others, { ...others, [name]: wrong }, { ...body, unknownField: 1 }];
  });
}

const withQuery = operations
  .filter(({ parameters }) => parameters.some((one) => one.in === 'query'))
  .filter(({ method }) => method === 'GET');

describe.each(withQuery)('$method $path, its query', ({ path, parameters }) => {
  const query = parameters.filter((one) => one.in === 'query');
  const { generate } = createGeneratorSync({ seed: 11, maxItems: 3, maxLength: 40 });
  const texts = (value: unknown) => (Array.isArray(value) ? value : [value]).map(String);

  test('takes what the document calls valid', async () => {
    for (let run = 0; run < RUNS; run++) {
      // A cursor is one that the API gave; an offset goes without one.
      const given = query.filter(({ name, required }) => name !== 'cursor' && (required || run % 3 > 0));
      const pairs = given.flatMap(({ name, schema }) =>
        texts(generate(schema)).map((text): [string, string] => [name, text]),
      );
      const sent = new URLSearchParams(pairs);
      const { status, body } = await get(`${toPath(path)}?${sent}`);
      const refused = status === 400 || status >= 500 ? { sent: String(sent), body } : undefined;
      expect(refused).toBeUndefined();
    }
  });

  test('refuses no parameter with a fault of its own', async () => {
    for (const { name } of query) {
      const sent = new URLSearchParams([
        ['namespace', 'a'],
        [name, '💥'.repeat(200)],
      ]);
      expect((await send('GET', `${toPath(path)}?${sent}`)).status).toBeLessThan(500);
    }
  });
});
