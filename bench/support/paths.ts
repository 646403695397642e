import { readFileSync } from 'node:fs';
import { sign } from '@octokit/webhooks-methods';
import * as z from 'zod';
import type { Table } from '../../functions/shared/store/table.ts';
import { createToken } from '../../functions/shared/store/tokens.ts';
import { exampleOf } from '../../generator/example.ts';
import { bodySchemaOf, webhookNames } from '../../generator/webhooks.ts';
import { type ApiRequest, event, idIn, listRequest, send, webhook } from './requests.ts';
import { seed } from './seed.ts';

/** One way through an endpoint that may cost something else than the others. */
interface Path {
  /** `METHOD /path` below `/api/v1`. */
  readonly endpoint: string;
  readonly name: string;
  /** Prepares the stack at `url`, then returns a request that takes this path. */
  readonly prepare: (url: string) => Promise<ApiRequest>;
}

/** The namespace whose lists are measured, and how many issues it must have. */
export const LISTED = { namespace: 'team-listed', issues: 1_000 } as const;

let names = 0;
const fresh = () => `pipeline-${++names}`;
const NAMESPACE = 'team-bench';

const fail = (name: string, reason?: string) => webhook('pipeline-failure', event(name, NAMESPACE, reason));
const succeed = (name: string) => webhook('pipeline-success', event(name, NAMESPACE));

/** Makes an issue of a new pipeline and returns its id. */
const anIssue = async (url: string) => idIn(await send(url, fail(fresh())));
const occurredNow = () => ({ occurredAt: new Date().toISOString() });
const timed = (name: string): ApiRequest =>
  webhook(
    'pipeline-failure',
    { ...event(name, NAMESPACE), ...occurredNow() },
    { 'idempotency-key': fresh() },
  );

const onIssue = (
  method: string,
  name: string,
  { below = '', body }: { below?: string; body?: unknown } = {},
): Path => ({
  endpoint: `${method} /issues/{id}${below}`,
  name,
  prepare: async (url) => ({ method, path: `/issues/${await anIssue(url)}${below}`, body }),
});

async function related(url: string): Promise<[string, string]> {
  const [one, other] = [await anIssue(url), await anIssue(url)];
  await send(url, { method: 'POST', path: `/issues/${one}/related`, body: { relatedId: other } });
  return [one, other];
}

const failures: readonly Path[] = [
  { endpoint: 'POST /webhooks/pipeline-failure', name: 'new', prepare: async () => fail(fresh()) },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'repeated',
    prepare: async (url) => {
      const request = fail(fresh());
      await send(url, request);
      return request;
    },
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'reopened',
    prepare: async (url) => {
      const name = fresh();
      await send(url, fail(name));
      await send(url, succeed(name));
      return fail(name);
    },
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'new, with occurredAt and Idempotency-Key',
    prepare: async () => timed(fresh()),
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'repeated, with occurredAt and Idempotency-Key',
    prepare: async (url) => {
      const name = fresh();
      await send(url, timed(name));
      return timed(name);
    },
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'reopened, with occurredAt and Idempotency-Key',
    prepare: async (url) => {
      const name = fresh();
      await send(url, timed(name));
      await send(url, webhook('pipeline-success', { ...event(name, NAMESPACE), ...occurredNow() }));
      return timed(name);
    },
  },
];

const successes: readonly Path[] = [0, 1, 10, 100].map((active) => ({
  endpoint: 'POST /webhooks/pipeline-success',
  name: active === 0 ? 'nothing to resolve' : `${active} to resolve`,
  prepare: async (url) => {
    const name = fresh();
    for (let i = 0; i < active; i++) await send(url, fail(name, `Reason ${'x'.repeat(i)}`));
    return succeed(name);
  },
}));

/** Every other webhook, with the example that the generator makes of its schema; each time in a new namespace. */
const others: readonly Path[] = webhookNames()
  .filter((name) => name !== 'pipeline-failure' && name !== 'pipeline-success')
  .map((name) => ({
    endpoint: `POST /webhooks/${name}`,
    name: name.endsWith('-success') ? 'nothing to resolve' : 'new',
    prepare: async () => webhook(name, exampleOf(await bodySchemaOf(name), { namespace: `team-${fresh()}` })),
  }));

const issues: readonly Path[] = [
  onIssue('GET', 'without relations'),
  {
    endpoint: 'GET /issues/{id}',
    name: 'with a relation',
    prepare: async (url) => ({ method: 'GET', path: `/issues/${(await related(url))[0]}` }),
  },
  {
    endpoint: 'POST /issues',
    name: 'new',
    prepare: async () => ({
      method: 'POST',
      path: '/issues',
      body: {
        ...{ title: 'A title', description: 'A description', severity: 'major', issueType: 'test' },
        namespace: NAMESPACE,
        scope: { resourceType: 'pipelinerun', resourceName: fresh() },
      },
    }),
  },
  onIssue('PUT', 'another text', { body: { title: 'Another title' } }),
  onIssue('PUT', 'another state', { body: { state: 'RESOLVED' } }),
  onIssue('POST', 'resolve', { below: '/resolve' }),
  onIssue('DELETE', 'without relations'),
  {
    endpoint: 'POST /issues/{id}/related',
    name: 'relate',
    prepare: async (url) => {
      const [one, other] = [await anIssue(url), await anIssue(url)];
      return { method: 'POST', path: `/issues/${one}/related`, body: { relatedId: other } };
    },
  },
  {
    endpoint: 'DELETE /issues/{id}/related/{relatedId}',
    name: 'unrelate',
    prepare: async (url) => {
      const [one, other] = await related(url);
      return { method: 'DELETE', path: `/issues/${one}/related/${other}` };
    },
  },
];

const cursorIn = z.object({ nextCursor: z.string() });
/** The request, by cursor, for the page after the first `skipped` issues. */
export async function laterPage(url: string, namespace: string, skipped: number): Promise<ApiRequest> {
  let cursor = '';
  for (let left = skipped; left > 0; left -= 500) {
    const query = `&limit=${Math.min(left, 500)}${cursor}`;
    cursor = `&cursor=${cursorIn.parse(await send(url, listRequest(namespace, query))).nextCursor}`;
  }
  return listRequest(namespace, cursor);
}

const aList = (name: string, query = ''): Path => ({
  endpoint: 'GET /issues',
  name,
  prepare: async () => listRequest(LISTED.namespace, query),
});
const lists: readonly Path[] = [
  aList('first page'),
  {
    endpoint: 'GET /issues',
    name: 'page after 900, by cursor',
    prepare: (url) => laterPage(url, LISTED.namespace, 900),
  },
  aList('page after 900, by offset', '&offset=900'),
  ...[
    ...['state=ACTIVE', 'severity=critical', 'issueType=build', 'resourceType=pipelinerun'],
    ...['resourceName=pipeline-7', 'search=pipeline-77'],
  ].map((filter) => aList(filter, `&${filter}`)),
];

const aToken = { name: 'bench', role: 'publisher', namespaces: ['team-bench'] };
const tokens: readonly Path[] = [
  {
    endpoint: 'POST /tokens',
    name: 'create',
    prepare: async () => ({ method: 'POST', path: '/tokens', body: aToken }),
  },
  { endpoint: 'GET /tokens', name: 'list', prepare: async () => ({ method: 'GET', path: '/tokens' }) },
];
const system: readonly Path[] = ['health', 'version'].map((name) => ({
  endpoint: `GET /${name}`,
  name: 'is it there',
  prepare: async () => ({ method: 'GET', path: `/${name}` }),
}));

/** Every path through every endpoint whose requests need no sender's secret. */
export const paths: readonly Path[] = [
  ...[failures, successes, others].flat(),
  ...[issues, lists, tokens, system].flat(),
];

const record = z.record(z.string(), z.unknown());
const fixture = (path: string) =>
  record.parse(
    JSON.parse(readFileSync(new URL(`../../harness/fixtures/${path}.json`, import.meta.url), 'utf8')),
  );

/** The first secret of a sender in harness/senders.env. */
function secretOf(sender: string): string {
  const env = readFileSync(new URL('../../harness/senders.env', import.meta.url), 'utf8');
  const name = `KITE_SECRET_${sender.toUpperCase().replace('-', '_')}`;
  return new RegExp(`^${name}="(\\S+)`, 'm').exec(env)?.[1] ?? '';
}

/** A sender's own event, with the headers that prove its secret. */
const sent = (
  sender: string,
  path: string,
  prove: (secret: string, body: string) => Promise<Record<string, string>> | Record<string, string>,
): Path => ({
  endpoint: `POST /webhooks/${sender}`,
  name: path,
  prepare: async () => {
    const body = fixture(`${sender}/${path}`);
    const headers = await prove(secretOf(sender), JSON.stringify(body));
    return { method: 'POST', path: `/webhooks/${sender}`, body, headers };
  },
});
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** The headers of a CloudEvent in binary mode. */
const eventHeaders = Object.fromEntries(
  Object.entries(fixture('tekton/pipelinerun.failed.headers'))
    .filter(([name]) => name.startsWith('Ce-'))
    .map(([name, value]) => [name, String(value)]),
);

/** Paths that differ from others only in how many requests they make to the database. */
const isLarger = ({ endpoint, name }: Path) => endpoint === 'GET /issues' || name === '100 to resolve';

/**
 * The paths whose invocations are captured and replayed: those of `paths`, of lists only one with few issues,
 * those that need a sender's secret, and those that cannot be prepared through the API.
 */
export const pathsToReplay = (table: Table): readonly Path[] => [
  ...paths.filter((path) => !isLarger(path)),
  {
    endpoint: 'GET /issues',
    name: 'first page',
    prepare: async () => {
      const namespace = 'team-paths';
      await seed(table, { count: 100, namespaceOf: () => namespace });
      return listRequest(namespace);
    },
  },
  {
    endpoint: 'DELETE /tokens/{id}',
    name: 'revoke',
    prepare: async () => {
      const { info } = await createToken(table, { name: 'bench', role: 'viewer', namespaces: ['team-a'] });
      return { method: 'DELETE', path: `/tokens/${info.id}` };
    },
  },
  { endpoint: '$default', name: 'no such path', prepare: async () => ({ method: 'GET', path: '/nowhere' }) },
  sent('github', 'check_run.completed-failure', async (secret, body) => ({
    'x-github-event': 'check_run',
    'x-hub-signature-256': await sign(secret, body),
  })),
  sent('gitlab', 'job.success', (secret) => ({ 'x-gitlab-token': secret })),
  sent('tekton', 'pipelinerun.failed', (secret) => ({ ...eventHeaders, ...bearer(secret) })),
  sent('argo-cd', 'degraded', bearer),
  sent('jenkins', 'completed-success', bearer),
  sent('alertmanager', 'firing-two', bearer),
];
