import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pLimit from 'p-limit';
import * as z from 'zod';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { countPartition, namespacePrefix } from '../../functions/shared/store/items.ts';
import { NAMESPACES, TOKENS } from '../../functions/shared/store/names.ts';
import { endpoints } from '../../lib/endpoints.ts';
import { type Guarded, serveGuarded } from '../support/guarded.ts';
import { aFailure, moment } from '../support/table.ts';

/** How many requests are sent: `npm run fuzz` sends 50,000. */
const REQUESTS = Number(process.env.KITE_FUZZ ?? 800);
/** As many at a time as keep this machine busy without waiting for itself. */
const AT_ONCE = 8;
/** Beyond this a function would have been ended: its time-out. */
const SLOWEST_MS = 10_000;

const [OWN, FOREIGN] = ['team-own', 'team-other'];

let kite: Guarded;
const credentials: string[] = [];
const ids: string[] = [];
beforeAll(async () => {
  kite = await serveGuarded();
  credentials.push(await kite.token('publisher', [OWN]), await kite.token('viewer', [OWN, FOREIGN]));
  credentials.push(await kite.token('editor', [OWN]), await kite.token('admin', [OWN]));
  for (const namespace of [OWN, FOREIGN]) {
    const { issue } = await reportFailure(kite.table, aFailure({ namespace }), moment());
    ids.push(issue.id);
  }
});
afterAll(() => kite.close());

const awkward = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '*', 'null', '__proto__', 'constructor', '%', '%00', '../..', '#', '\u0000', '💥'),
  fc.constantFrom(
    'TOKENS',
    'HEALTH',
    OWN,
    FOREIGN,
    `${OWN}#`,
    '1e999',
    '-1',
    '9'.repeat(30),
    'ACTIVE',
    'major',
  ),
  fc.string({ minLength: 250, maxLength: 3_000 }),
);
const FIELDS = [
  ...['namespace', 'title', 'description', 'severity', 'issueType', 'state', 'scope', 'links', 'dedupKey'],
  ...['resourceType', 'resourceName', 'resourceNamespace', 'resolvedAt', 'relatedId', 'role', 'namespaces'],
  ...['id', 'scopeId', 'updatedAt', 'occurrences', 'relatedFrom', 'brokenSince', 'order'],
  ...['pipelineName', 'failureReason', 'runId', 'logsUrl', 'componentName', 'applicationName', 'occurredAt'],
  ...[
    'name',
    'expiresAt',
    'vulnerabilities',
    'logs',
    'type',
    'limit',
    'offset',
    'cursor',
    'search',
    '__proto__',
  ],
];
const field = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FIELDS) },
  { weight: 1, arbitrary: awkward },
);
const value = fc.oneof(
  awkward,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(...['2026-01-01T00:00:00Z', OWN]),
);
/** All that a webhook may ask for, which the others ignore. */
const event = {
  ...{ pipelineName: 'p', componentName: 'c', applicationName: 'a', application: 'a', pipelineId: 'i' },
  ...{
    failureReason: 'r',
    errorMessage: 'e',
    failurePhase: 'f',
    release: 'r',
    runId: 'r',
    buildId: 'b',
    scanId: 's',
  },
  ...{ deploymentId: 'd', vulnerabilities: ['v'], type: 'error', logs: ['l'] },
};
/** A body that is nearly right gets further than one that is nothing. */
const valid = fc.constantFrom<Record<string, unknown>>(
  { ...event, namespace: OWN },
  { ...event, namespace: OWN },
  { ...event, namespace: FOREIGN },
  {
    title: 't',
    description: 'd',
    severity: 'minor',
    issueType: 'test',
    namespace: OWN,
    scope: { resourceType: 't', resourceName: 'n' },
  },
  { title: 'changed' },
  { state: 'RESOLVED' },
  { name: 'n', role: 'viewer', namespaces: [OWN] },
);
const object = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: valid }, { weight: 1, arbitrary: fc.constant({}) }),
    fc.oneof(fc.constant([]), fc.array(fc.tuple(field, value), { maxLength: 4 })),
  )
  .map(([base, entries]) =>
    JSON.stringify(Object.assign(Object.create(null), base, Object.fromEntries(entries))),
  );
const body = fc.oneof(
  { weight: 6, arbitrary: object },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: awkward },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '{', '[[[[', '"', '\ufeff{}', '{"a":1e400}', '['.repeat(20_000)),
  },
);

const aRequest = fc.record({
  route: fc.nat(endpoints.length - 1),
  isOtherMethod: fc.boolean().map((yes) => yes && Math.random() < 0.1),
  id: fc.nat(9),
  path: awkward,
  query: fc.array(fc.tuple(field, awkward), { maxLength: 4 }),
  credential: fc.nat(5),
  forged: awkward,
  contentType: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(undefined, 'application/json') },
    { weight: 1, arbitrary: fc.constantFrom('text/plain', 'a/b; charset=x', ';') },
  ),
  idempotencyKey: fc.option(awkward, { nil: undefined }),
  body,
});
type FuzzedRequest = typeof aRequest extends fc.Arbitrary<infer T> ? T : never;

/** What HTTP can carry in a header. */
const headerText = (text: string) => encodeURIComponent(text.toWellFormed()).slice(0, 2_000);

/** A socket that the server has closed after a refusal (431) is no answer to the next request that it is used for. */
const exchange = (url: string, options: RequestOptions, sent: string | undefined): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, options);
    outgoing.on('response', resolve).on('error', (error) => {
      if (outgoing.reusedSocket) resolve(exchange(url, options, sent));
      else reject(error);
    });
    outgoing.end(sent);
  });

async function send(fuzzed: FuzzedRequest) {
  const { route } = endpoints[fuzzed.route] ?? { route: '$default' };
  const [method = 'GET', template = `/api/v1/${encodeURIComponent(fuzzed.path.toWellFormed())}`] =
    route === '$default' ? ['GET'] : route.split(' ');
  const id = ids[fuzzed.id] ?? (fuzzed.id < 5 ? crypto.randomUUID() : fuzzed.path.toWellFormed());
  const path = template.replace(/\{\w+\}/g, () => encodeURIComponent(id));
  const query = new URLSearchParams(
    fuzzed.query.map(([name, one]): [string, string] => [name.toWellFormed(), one.toWellFormed()]),
  );
  const credential =
    credentials[fuzzed.credential] ?? (fuzzed.credential === 4 ? headerText(fuzzed.forged) : undefined);
  const headers = {
    ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
    ...(fuzzed.contentType !== undefined && { 'content-type': fuzzed.contentType }),
    ...(fuzzed.idempotencyKey !== undefined && { 'idempotency-key': headerText(fuzzed.idempotencyKey) }),
  };
  const start = performance.now();
  const response = await exchange(
    `${kite.url}${path}?${query}`,
    { method: fuzzed.isOtherMethod ? 'PATCH' : method, headers },
    method === 'GET' ? undefined : fuzzed.body,
  );
  const answer = await text(response);
  return { status: response.statusCode ?? 0, answer, milliseconds: performance.now() - start, method, path };
}

const stored = z.looseObject({
  PK: z.string(),
  SK: z.string(),
  namespace: z.string().optional(),
  namespaces: z.array(z.string()).optional(),
});
/** What none of these credentials may change: all that is not their own namespace's. */
const foreign = async () =>
  (await kite.contents()).filter((item) => {
    const { PK, SK, namespace, namespaces } = stored.parse(item);
    const isOwn =
      SK.startsWith(namespacePrefix(OWN)) ||
      namespace === OWN ||
      SK === `RECOVERY#${OWN}` ||
      PK === countPartition(OWN) ||
      (PK === NAMESPACES && SK === OWN) ||
      // A slot of an admin of this namespace that has made a token in it.
      (PK === TOKENS && SK.startsWith('#'));
    return !(isOwn || namespaces?.every((one) => one === OWN));
  });

test(`${REQUESTS} requests of every kind: no failure, no write without a permission, no leak, none too slow`, async () => {
  const before = await foreign();
  const limit = pLimit(AT_ONCE);
  const seen = new Map<number, number>();
  let slowest = 0;
  const samples = fc.sample(aRequest, REQUESTS);
  const wrong = await Promise.all(
    samples.map((fuzzed) =>
      limit(async () => {
        const { status, answer, milliseconds, method, path } = await send(fuzzed);
        seen.set(status, (seen.get(status) ?? 0) + 1);
        slowest = Math.max(slowest, milliseconds);
        const leaks = /arn:aws|kite-[0-9a-f]{8}-|\n\s+at |node_modules|DynamoDB/.test(answer);
        const isWrong = status < 200 || status >= 500 || milliseconds > SLOWEST_MS || leaks;
        return isWrong ? [{ status, method, path, fuzzed, answer: answer.slice(0, 500) }] : [];
      }),
    ),
  );
  expect(wrong.flat()).toEqual([]);
  expect(await foreign()).toEqual(before);
  // It got somewhere: not all of it was refused at the door.
  for (const status of [200, 400, 401, 403, 404]) expect(seen.get(status) ?? 0).toBeGreaterThan(0);
  if (process.env.KITE_FUZZ) {
    const counts = [...seen].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    console.log(`${REQUESTS} requests, ${counts.join(', ')}; the slowest took ${Math.round(slowest)} ms`);
  }
}, 3_600_000);
