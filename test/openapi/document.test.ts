import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import * as z from 'zod';
import { endpoints } from '../../lib/endpoints.ts';
import document from '../../openapi.json' with { type: 'json' };

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);

test('has an operation for each route of the API, and no other: none for the dashboard', () => {
  const routes = endpoints.map(({ route }) => route).filter((route) => route.includes(' /api/v1/'));
  expect(operations.map(({ route }) => route).sort()).toEqual(routes.sort());
});

test("no function has an answer's schema in its bundle", () => {
  const functions = join(import.meta.dirname, '../../functions');
  const importing = globSync('**/*.ts', { cwd: functions })
    .filter((file) => !file.startsWith('shared/answers/'))
    .filter((file) =>
      /^import (?!type ).* from '[./]*(?:shared\/)?(?:answers\/\w+|issue\/answer)\.ts'/m.test(
        readFileSync(join(functions, file), 'utf8'),
      ),
    );
  expect(importing).toEqual([]);
});

test("passes Redocly's recommended rules", async () => {
  const source = readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8');
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, config });
  expect(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
  ).toEqual([]);
});

describe.each(operations)('$route', ({ route, operation }) => {
  test('says what it is for, and what it answers', () => {
    const { summary, description, responses } = operationSchema.parse(operation);
    expect(summary).not.toMatch(/\.$/);
    expect(description).toMatch(/permission|credential|Anyone|secret/);
    const statuses = Object.keys(responses);
    expect(statuses.filter((status) => status < '300')).not.toEqual([]);
    for (const status of ['429', '500', '503']) expect(statuses).toContain(status);
  });

  test('lets clients leave out nothing that they could send otherwise', () => {
    const { requestBody } = operationSchema.parse(operation);
    // Senders' bodies are their vendors'.
    if (
      requestBody === undefined ||
      /webhooks\/(alertmanager|argo-cd|github|gitlab|jenkins|tekton)$/.test(route)
    )
      return;
    const schema = requestBody.content['application/json'].schema;
    expect(Object.keys(schema.properties ?? {})).not.toEqual([]);
    expect(requestBody.content['application/json'].example).toBeDefined();
  });
});

const operationSchema = z.object({
  summary: z.string(),
  description: z.string(),
  responses: z.record(z.string(), z.unknown()),
  requestBody: z
    .object({
      content: z.object({
        'application/json': z.object({
          schema: z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() }),
          example: z.unknown().optional(),
        }),
      }),
    })
    .optional(),
});
