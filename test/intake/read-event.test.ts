import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { Mending } from '../../functions/shared/intake/mend.ts';
import { readEvent } from '../../functions/shared/intake/read-event.ts';
import { severitySchema } from '../../functions/shared/issue/issue.ts';

const schema = z.object({
  name: z.string().check(z.minLength(1)),
  run: z.object({ number: z.number(), url: z.nullish(z.string()), isDraft: z.nullish(z.boolean()) }),
  severity: z.optional(severitySchema),
  jobs: z.nullish(z.array(z.object({ name: z.nullish(z.string()) }))),
  tests: z.nullish(z.object({ failed: z.number() })),
  branch: z.nullish(z.string()),
  labels: z.nullish(z.array(z.string())),
});
const valid = { name: 'build', run: { number: 7 } };

function read(body: unknown) {
  const mending = new Mending();
  const event = readEvent(schema, { body, mending }, /^branch$/);
  return { event, warnings: mending.warnings };
}

test('an event that fits is read as it is', () => {
  expect(read(valid)).toEqual({ event: valid, warnings: [] });
});

describe('what the schema can do without costs no event', () => {
  test.each([
    [
      'a number for a text',
      { ...valid, run: { number: 7, url: 12 } },
      { run: { number: 7, url: '12' } },
      'run.url',
    ],
    [
      'an object for a text',
      { ...valid, run: { number: 7, url: { a: 1 } } },
      { run: { number: 7, url: '{"a":1}' } },
      'run.url',
    ],
    [
      'a list for a text',
      { ...valid, run: { number: 7, url: ['a', 1, null, { b: [2] }] } },
      { run: { number: 7, url: 'a\n1\n{"b":[2]}' } },
      'run.url',
    ],
    [
      'an empty list for a text',
      { ...valid, run: { number: 7, url: [] } },
      { run: { number: 7, url: '' } },
      'run.url',
    ],
    [
      'a text that is no UTF-8',
      { ...valid, run: { number: 7, url: 'caf\udfff' } },
      { run: { number: 7, url: 'caf\udfff' } },
      'run.url',
    ],
    [
      'a text for a boolean',
      { ...valid, run: { number: 7, isDraft: 'no' } },
      { run: { number: 7 } },
      'run.isDraft',
    ],
    ['what lacks something that it needs', { ...valid, tests: { failed: 'two' } }, {}, 'tests.failed'],
    ['a severity of another system', { ...valid, severity: 'medium' }, { severity: 'minor' }, 'severity'],
    ['a severity of none', { ...valid, severity: 'green' }, {}, 'severity'],
    ['a list that is none', { ...valid, jobs: 'all' }, {}, 'jobs'],
    [
      'a number in a list',
      { ...valid, jobs: [{ name: 'a' }, { name: 1 }] },
      { jobs: [{ name: 'a' }, { name: '1' }] },
      'jobs.1.name',
    ],
    [
      'an object in a list of texts',
      { ...valid, labels: ['a', { b: 1 }] },
      { labels: ['a', '{"b":1}'] },
      'labels.1',
    ],
    ['what becomes no text in a list', { ...valid, labels: ['a', null] }, {}, 'labels.1'],
  ])('%s', (_what, body, changes, path) => {
    const { event, warnings } = read(body);
    expect(event).toEqual({ ...valid, ...changes });
    expect(warnings).toEqual([{ path, message: expect.any(String) }]);
  });
});

test.each([
  ['a name that is a number', { ...valid, name: 7 }, 'name'],
  ['an empty name', { ...valid, name: '' }, 'name'],
  ['a number that is none', { ...valid, run: { number: 'seven', url: 1 } }, 'run.number'],
  ['a part of the identity that could be left out', { ...valid, branch: 7 }, 'branch'],
  ['a part of the identity that is no UTF-8', { ...valid, branch: 'caf\udfff' }, 'branch'],
  ['a name that is no UTF-8', { ...valid, name: 'caf\udfff', run: { number: 7, url: '\udfff' } }, 'name'],
  ['no object', 'text', 'body'],
])('%s is refused by its own fault alone', (_what, body, path) => {
  expect(() => read(body)).toThrow(
    expect.objectContaining({ status: 400, details: [expect.objectContaining({ path })] }),
  );
});

test('what is not read is not mended', () => {
  expect(read({ ...valid, unread: ['caf\udfff'] }).warnings).toEqual([]);
});

test.each([1, '\udfff', { a: '\udfff' }])('a list of many like %j costs no event', (one) => {
  const many = Array.from({ length: 50_000 }, () => one);
  const start = performance.now();
  const { event, warnings } = read({
    ...valid,
    labels: many,
    unread: Array.from({ length: 500_000 }, () => one),
  });
  expect(event.labels).toHaveLength(many.length);
  expect(warnings).toHaveLength(100);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test.each([1, '\udfff'])('more faults of %j than the library can count are refused', (one) => {
  const labels = Array.from({ length: 200_000 }, () => one);
  expect(() => read({ ...valid, labels })).toThrow(expect.objectContaining({ status: 400 }));
});
